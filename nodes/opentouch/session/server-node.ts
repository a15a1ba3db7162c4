import type { Node, NodeAPI } from 'node-red';
import { opentouch } from '../../catalogue/opentouch/index.ts';
import { opentouchNodes } from '../../catalogue/opentouch/nodes.ts';
import { serveAccountChecks, type TypedAccount } from '../../runtime/account-checks/routes.ts';
import { Health } from '../../runtime/health.ts';
import {
  type AccountParts,
  accountLabel,
  type Credentials,
  httpOptionsOf,
  registerAccount,
} from '../../runtime/nodes/account-node.ts';
import { serveTypedLookups, type TrialAccount } from '../../runtime/nodes/lookup-routes.ts';
import { accountStatus } from '../../runtime/nodes/status.ts';
import type { Account } from '../../runtime/operation/connection.ts';
import { EventChannel } from '../channel/channel.ts';
import type { ChannelListener } from '../channel/listener.ts';
import { OperationEvents } from '../channel/operation-events.ts';
import { opentouchLists } from '../directory/people.ts';
import { checkOpenTouch } from './account-checks.ts';
import { OpenTouchConnection } from './connection.ts';
import { type AccountConfig, type ServerConfig, settingsFrom } from './server-config.ts';
import { timingFrom } from './timing.ts';

/** What the account offers to event sources. */
interface Listening {
  listen(listener: ChannelListener): void;
  /** Resolves when nothing is left of it. */
  unlisten(listener: ChannelListener): Promise<void>;
}

/** The account as event sources see it. */
export interface OpenTouchServer extends Account, Listening {}

/** An account as it stands in the editor, with a session of its own. */
function openTyped({ config, credentials, http }: TypedAccount): TrialAccount {
  const settings = settingsFrom(config as AccountConfig, credentials, http);
  const connection = new OpenTouchConnection(settings, new Health());
  return { connection, lists: opentouchLists(connection), close: () => connection.close() };
}

/** Registers the account node of OpenTouch: one session and one channel, however many nodes use it. */
export function registerServer(RED: NodeAPI): void {
  const description = opentouchNodes['opentouch-server'];
  const address = ({ url }: ServerConfig) => url;
  const open = (node: Node<Credentials>, config: ServerConfig): AccountParts => {
    const settings = settingsFrom(config, node.credentials ?? {}, httpOptionsOf(RED, config));
    const label = accountLabel({ address }, config);
    const health = new Health((state) => node.status(accountStatus(state, label)));
    const timing = timingFrom((RED.settings as { opentouchServerTiming?: unknown }).opentouchServerTiming);
    const connection = new OpenTouchConnection(settings, health, timing);
    const channel = new EventChannel(connection, settings, timing);
    const listening = new OperationEvents(connection, channel);
    const offers: Listening & Pick<Account, 'health' | 'listening' | 'lists'> = {
      health,
      listening,
      lists: opentouchLists(connection),
      listen: (listener) => channel.add(listener),
      unlisten: (listener) => channel.remove(listener),
    };
    return {
      connection,
      offers,
      unused: async () => {
        await listening.end();
        await connection.end();
      },
      close: async () => {
        await channel.close();
        await connection.close();
      },
    };
  };
  const serve = () => {
    serveAccountChecks(RED, 'opentouch-server', description, checkOpenTouch);
    serveTypedLookups(RED, opentouch, description, openTyped);
  };
  registerAccount(RED, 'opentouch-server', { description, address, open, serve });
}
