import type { NodeAPI } from 'node-red';
import { opentouchNodes } from '../catalogue/opentouch/nodes.ts';
import { type AccountParts, httpOptionsOf, registerAccount } from '../runtime/account-node.ts';
import type { Account } from '../runtime/connection.ts';
import { EventChannel } from './channel.ts';
import { type ConnectionState, OpenTouchConnection } from './connection.ts';
import type { Listener } from './listener.ts';
import { type ServerConfig, settingsFrom } from './server-config.ts';
import { usualTiming } from './settings.ts';

/** What the account offers to event sources. */
interface Listening {
  listen(listener: Listener): void;
  /** Resolves when nothing is left of it. */
  unlisten(listener: Listener): Promise<void>;
}

/** The account as event sources see it. */
export interface OpenTouchServer extends Account, Listening {}

const statuses: Readonly<Record<ConnectionState, object>> = {
  idle: {},
  connecting: { fill: 'yellow', shape: 'ring', text: 'node-red:common.status.connecting' },
  connected: { fill: 'green', shape: 'dot', text: 'node-red:common.status.connected' },
  refused: { fill: 'red', shape: 'ring', text: 'status.login-refused' },
  failed: { fill: 'red', shape: 'ring', text: 'node-red:common.status.disconnected' },
};

/** Registers the account node of OpenTouch: one session and one channel, however many nodes use it. */
export function registerServer(RED: NodeAPI): void {
  const description = opentouchNodes['opentouch-server'];
  registerAccount<ServerConfig>(RED, 'opentouch-server', description, (node, config): AccountParts => {
    const settings = settingsFrom(config, node.credentials ?? {}, httpOptionsOf(RED, config));
    const connection = new OpenTouchConnection(settings, (state) => node.status(statuses[state]));
    const channel = new EventChannel(connection, settings, usualTiming);
    const offers: Listening = {
      listen: (listener) => channel.add(listener),
      unlisten: (listener) => channel.remove(listener),
    };
    return {
      connection,
      offers,
      unused: () => connection.end(),
      close: async () => {
        await channel.close();
        await connection.close();
      },
    };
  });
}
