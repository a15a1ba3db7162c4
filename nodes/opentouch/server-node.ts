import type { Node, NodeAPI } from 'node-red';
import { opentouchNodes } from '../catalogue/opentouch/nodes.ts';
import type { Account } from '../runtime/connection.ts';
import { credentialsOf } from '../runtime/credentials.ts';
import { EventChannel } from './channel.ts';
import { type ConnectionState, OpenTouchConnection } from './connection.ts';
import type { Listener } from './listener.ts';
import { type ServerConfig, type ServerCredentials, settingsOf } from './server-config.ts';
import { usualTiming } from './settings.ts';

/** The account as event sources see it. */
export interface OpenTouchServer extends Account {
  listen(listener: Listener): void;
  /** Resolves when nothing is left of it. */
  unlisten(listener: Listener): Promise<void>;
}

const statuses: Readonly<Record<ConnectionState, object>> = {
  idle: {},
  connecting: { fill: 'yellow', shape: 'ring', text: 'node-red:common.status.connecting' },
  connected: { fill: 'green', shape: 'dot', text: 'node-red:common.status.connected' },
  refused: { fill: 'red', shape: 'ring', text: 'status.login-refused' },
  failed: { fill: 'red', shape: 'ring', text: 'node-red:common.status.disconnected' },
};

/** Registers the account node of OpenTouch: one session and one channel, however many nodes use it. */
export function registerServer(RED: NodeAPI): void {
  const credentials = credentialsOf(opentouchNodes['opentouch-server']);
  RED.nodes.registerType('opentouch-server', construct, { credentials });

  function construct(this: Node<ServerCredentials>, config: ServerConfig): void {
    RED.nodes.createNode(this, config);
    const settings = settingsOf(RED, config, this.credentials ?? {});
    const connection = new OpenTouchConnection(settings, (state) => this.status(statuses[state]));
    const channel = new EventChannel(connection, settings, usualTiming);
    // The runtime forwards this node's errors and status to the tabs of its users by this very map.
    const users: Record<string, Node> = {};
    const account: OpenTouchServer = {
      connection,
      attach: (node) => {
        users[node.id] = node;
      },
      detach: async (node) => {
        delete users[node.id];
        if (Object.keys(users).length === 0) await connection.end();
      },
      listen: (listener) => channel.add(listener),
      unlisten: (listener) => channel.remove(listener),
    };
    Object.assign(this, account, { users });
    this.on('close', (done: () => void) => {
      const farewell = async () => {
        await channel.close();
        await connection.close();
      };
      void farewell().then(done, done);
    });
  }
}
