import type { Node, NodeAPI } from 'node-red';
import { teaming } from '../catalogue/teaming/index.ts';
import { teamingNodes } from '../catalogue/teaming/nodes.ts';
import type { ConsentingAccount } from '../oauth/consent/consents.ts';
import { offerConsent } from '../oauth/consent/routes.ts';
import { tokenStoreOf } from '../oauth/process-store.ts';
import { accountAddress, type OrangeConfig } from '../orange/account-settings.ts';
import { showing } from '../orange/status.ts';
import { serveAccountChecks } from '../runtime/account-checks/routes.ts';
import {
  type AccountParts,
  accountLabel,
  type Credentials,
  httpOptionsOf,
  registerAccount,
} from '../runtime/nodes/account-node.ts';
import { serveTypedLookups } from '../runtime/nodes/lookup-routes.ts';
import { textOf } from '../schema/json.ts';
import { teamingChecks } from './account-checks.ts';
import { AccountNotifications } from './account-notifications.ts';
import { teamingConsent } from './consent-api.ts';
import { openTeaming } from './open-teaming.ts';
import type { NotifyingAccount } from './source.ts';
import { webhookStoreIn } from './subscriptions/webhook-state.ts';

type Offers = ConsentingAccount & Pick<NotifyingAccount, 'notifications'>;

/** Registers the account node of Teaming: a user's consent, and the tokens that come of it. */
export function registerTeaming(RED: NodeAPI): void {
  const store = tokenStoreOf(RED);
  const open = (node: Node<Credentials>, config: OrangeConfig): AccountParts => {
    const { settings, connection } = openTeaming(node.id, {
      config,
      credentials: node.credentials ?? {},
      http: httpOptionsOf(RED, config),
      store,
      onState: showing(node, accountLabel({ address: accountAddress }, config)),
    });
    const { baseUrl } = settings;
    const publicUrl = textOf(config['publicUrl']) ?? '';
    const notifications = new AccountNotifications(RED, {
      account: node.id,
      connection,
      store: webhookStoreIn(store),
      baseUrl,
      publicUrl,
    });
    const consentChanged = () => {
      connection.resume();
      notifications.retry();
    };
    const offers: Offers = { consentChanged, notifications };
    const close = async (deleted: boolean) => {
      await notifications.close(deleted);
      await connection.close();
      await store.settled();
    };
    return { connection, offers, standing: () => ({ state: connection.standing }), close };
  };
  const description = teamingNodes['teaming-account'];
  registerAccount(RED, 'teaming-account', {
    description,
    address: accountAddress,
    open,
    forget: (id) => store.drop(id),
    serve: () => {
      offerConsent(RED, teamingConsent);
      serveAccountChecks(RED, 'teaming-account', description, teamingChecks(RED, store));
      serveTypedLookups(RED, teaming, description, (account) =>
        openTeaming(account.id, { ...account, config: account.config as OrangeConfig, store }),
      );
    },
  });
}
