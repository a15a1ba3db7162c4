import type { Node, NodeAPI } from 'node-red';
import { opentouchNodes } from '../../catalogue/opentouch/nodes.ts';
import { serveAccountChecks } from '../../runtime/account-checks/routes.ts';
import { Health } from '../../runtime/health.ts';
import {
  type AccountParts,
  accountLabel,
  type Credentials,
  httpOptionsOf,
  registerAccount,
} from '../../runtime/nodes/account-node.ts';
import { accountStatus } from '../../runtime/nodes/status.ts';
import type { Account } from '../../runtime/operation/connection.ts';
import { EventChannel } from '../channel/channel.ts';
import type { ChannelListener } from '../channel/listener.ts';
import { OperationEvents } from '../channel/operation-events.ts';
import { checkOpenTouch } from './account-checks.ts';
import { OpenTouchConnection } from './connection.ts';
import { type ServerConfig, settingsFrom } from './server-config.ts';
import { timingFrom } from './timing.ts';

/** What the account offers to event sources. */
interface Listening {
  listen(listener: ChannelListener): void;
  /** Resolves when nothing is left of it. */
  unlisten(listener: ChannelListener): Promise<void>;
}

/** The account as event sources see it. */
export interface OpenTouchServer extends Account, Listening {}

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
    const offers: Listening & Pick<Account, 'health' | 'listening'> = {
      health,
      listening,
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
  const serve = () => serveAccountChecks(RED, 'opentouch-server', description, checkOpenTouch);
  registerAccount(RED, 'opentouch-server', { description, address, open, serve });
}
