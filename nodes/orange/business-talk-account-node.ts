import type { Node, NodeAPI } from 'node-red';
import { businessTalk } from '../catalogue/business-talk/index.ts';
import { businessTalkNodes } from '../catalogue/business-talk/nodes.ts';
import { tokenStoreOf } from '../oauth/process-store.ts';
import { tokenProvider } from '../oauth/token-provider.ts';
import { serveAccountChecks } from '../runtime/account-checks/routes.ts';
import { HttpClient } from '../runtime/http/client.ts';
import {
  type AccountParts,
  accountLabel,
  type Credentials,
  httpOptionsOf,
  registerAccount,
} from '../runtime/nodes/account-node.ts';
import { serveTypedLookups } from '../runtime/nodes/lookup-routes.ts';
import { accountAddress, type OrangeConfig, orangeSettings } from './account-settings.ts';
import { orangeServer } from './authorization-server.ts';
import { businessTalkChecks, businessTalkKeys, openBusinessTalk } from './business-talk-account-checks.ts';
import { OrangeConnection } from './connection.ts';
import { gatewayLimiter } from './pacing.ts';
import { showing } from './status.ts';

/** Registers the account node of Business Talk: an application's own token, and an API key beside it. */
export function registerBusinessTalk(RED: NodeAPI): void {
  const description = businessTalkNodes['business-talk-account'];
  const open = (node: Node<Credentials>, config: OrangeConfig): AccountParts => {
    const { client, tokenUrl, ...settings } = orangeSettings(
      businessTalk,
      config,
      node.credentials ?? {},
      businessTalkKeys,
    );
    const http = new HttpClient(httpOptionsOf(RED, config));
    const tokens = tokenProvider({
      ...client,
      tokenUrl,
      server: orangeServer(businessTalk.name),
      http,
      store: tokenStoreOf(RED),
      onState: (state) => connection.tokensAre(state),
    });
    const limiter = gatewayLimiter(settings.baseUrl, client.clientId, config.requestsPerSecond);
    const connection = new OrangeConnection(settings, {
      tokens,
      http,
      limiter,
      onState: showing(node, accountLabel({ address: accountAddress }, config)),
    });
    return { connection, standing: () => ({ state: connection.standing }), close: () => connection.close() };
  };
  const checks = businessTalkChecks(tokenStoreOf(RED));
  const serve = () => {
    serveAccountChecks(RED, 'business-talk-account', description, checks);
    serveTypedLookups(RED, businessTalk, description, (account) => openBusinessTalk(tokenStoreOf(RED), account));
  };
  registerAccount(RED, 'business-talk-account', { description, address: accountAddress, open, serve });
}
