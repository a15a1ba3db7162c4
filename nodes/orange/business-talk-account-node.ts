import type { Node, NodeAPI } from 'node-red';
import { businessTalk } from '../catalogue/business-talk/index.ts';
import { businessTalkNodes } from '../catalogue/business-talk/nodes.ts';
import { tokenStoreOf } from '../oauth/process-store.ts';
import { serveAccountChecks } from '../runtime/account-checks/routes.ts';
import {
  type AccountParts,
  accountLabel,
  type Credentials,
  httpOptionsOf,
  registerAccount,
} from '../runtime/nodes/account-node.ts';
import { serveTypedLookups } from '../runtime/nodes/lookup-routes.ts';
import { accountAddress, type OrangeConfig } from './account-settings.ts';
import { openBusinessTalk } from './business-talk-account.ts';
import { businessTalkChecks } from './business-talk-account-checks.ts';
import { showing } from './status.ts';

/** Registers the account node of Business Talk: an application's own token, and an API key beside it. */
export function registerBusinessTalk(RED: NodeAPI): void {
  const description = businessTalkNodes['business-talk-account'];
  const open = (node: Node<Credentials>, config: OrangeConfig): AccountParts => {
    const { connection } = openBusinessTalk({
      config,
      credentials: node.credentials ?? {},
      http: httpOptionsOf(RED, config),
      store: tokenStoreOf(RED),
      onState: showing(node, accountLabel({ address: accountAddress }, config)),
    });
    return { connection, standing: () => ({ state: connection.standing }), close: () => connection.close() };
  };
  const store = tokenStoreOf(RED);
  const checks = businessTalkChecks(store);
  const serve = () => {
    serveAccountChecks(RED, 'business-talk-account', description, checks);
    serveTypedLookups(RED, businessTalk, description, (account) =>
      openBusinessTalk({ ...account, config: account.config as OrangeConfig, store }),
    );
  };
  registerAccount(RED, 'business-talk-account', { description, address: accountAddress, open, serve });
}
