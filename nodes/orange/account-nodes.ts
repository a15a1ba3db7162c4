import type { Node, NodeAPI } from 'node-red';
import { businessTalk } from '../catalogue/business-talk/index.ts';
import { businessTalkNodes } from '../catalogue/business-talk/nodes.ts';
import { teaming } from '../catalogue/teaming/index.ts';
import { teamingNodes } from '../catalogue/teaming/nodes.ts';
import { type AccountParts, type Credentials, httpOptionsOf, registerAccount } from '../runtime/account-node.ts';
import { HttpClient } from '../runtime/http.ts';
import { textOf } from '../runtime/json.ts';
import { type ConnectionState, OrangeConnection } from './connection.ts';
import type { ConsentingAccount } from './consent/desk.ts';
import { offerConsent } from './consent/routes.ts';
import { onDeleted } from './deleted.ts';
import { tokenStoreOf } from './oauth/process-store.ts';
import { tokenSource } from './oauth/source.ts';
import { UserTokens } from './oauth/user-tokens.ts';
import { type OrangeConfig, seedIn, settingsFrom } from './settings.ts';
import type { NotifyingAccount } from './webhook/events-node.ts';
import { Hub } from './webhook/hub.ts';

const statuses: Readonly<Record<ConnectionState, object>> = {
  idle: {},
  connected: { fill: 'green', shape: 'dot', text: 'node-red:common.status.connected' },
  waiting: { fill: 'yellow', shape: 'ring', text: 'status.waiting' },
  consent: { fill: 'red', shape: 'ring', text: 'status.consent-needed' },
  refused: { fill: 'red', shape: 'ring', text: 'status.login-refused' },
  failed: { fill: 'red', shape: 'ring', text: 'node-red:common.status.disconnected' },
};

type Offers = ConsentingAccount & Pick<NotifyingAccount, 'notifications'>;

/** Registers the account node of Teaming: a user's consent, and the tokens that come of it. */
export function registerTeaming(RED: NodeAPI): void {
  registerAccount<OrangeConfig>(RED, 'teaming-account', teamingNodes['teaming-account'], (node, config) => {
    const credentials = node.credentials ?? {};
    const { client, tokenUrl, ...settings } = settingsFrom(teaming, config, credentials);
    const store = tokenStoreOf(RED);
    const http = new HttpClient(httpOptionsOf(RED, config));
    const seed = seedIn(credentials);
    const account = { id: node.id, system: teaming.name, tokenUrl, client, http, store, ...(seed && { seed }) };
    const connection = new OrangeConnection(settings, new UserTokens(account), http, telling(node));
    const { baseUrl } = settings;
    const publicUrl = textOf(config['publicUrl']) ?? '';
    const notifications = new Hub(RED, { account: node.id, connection, store, baseUrl, publicUrl });
    const consentChanged = () => {
      connection.resume();
      notifications.retry();
    };
    const offers: Offers = { consentChanged, notifications };
    const close = async () => {
      await notifications.close();
      await connection.close();
      await store.settled();
    };
    return { connection, offers, close };
  });
  offerConsent(RED);
  onDeleted(RED, 'teaming-account', (id) => tokenStoreOf(RED).drop(id));
}

/** Registers the account node of Business Talk: an application's own token, and an API key beside it. */
export function registerBusinessTalk(RED: NodeAPI): void {
  const description = businessTalkNodes['business-talk-account'];
  registerAccount<OrangeConfig>(RED, 'business-talk-account', description, (node, config): AccountParts => {
    const keys = { 'x-bt-api-key': 'apiKey' };
    const { client, tokenUrl, ...settings } = settingsFrom(businessTalk, config, node.credentials ?? {}, keys);
    const http = new HttpClient(httpOptionsOf(RED, config));
    const source = tokenSource({ ...client, tokenUrl, system: businessTalk.name, http, store: tokenStoreOf(RED) });
    const connection = new OrangeConnection(settings, source, http, telling(node));
    return { connection, close: () => connection.close() };
  });
}

function telling(node: Node<Credentials>): (state: ConnectionState) => void {
  return (state) => node.status(statuses[state]);
}
