import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { NodeDescription } from '../catalogue/types.ts';
import type { Connection, Shared } from './connection.ts';
import { credentialsOf } from './credentials.ts';
import type { HttpOptions, ProxySource, TlsSource } from './http.ts';

/** What an account is made of, besides what every account does for its users. */
export interface AccountParts {
  /** Absent: the system asks and is not asked. */
  readonly connection?: Connection;
  /** What its event sources need of it. */
  readonly offers?: object;
  /** Called when the last user has gone. */
  unused?(): Promise<void>;
  close(): Promise<void>;
}

/** What a flow stores for the way of an account's requests. */
export interface HttpConfig {
  readonly tls?: string;
  readonly proxy?: string;
}

/** What the user typed as credentials, by property; whatever is empty is absent. */
export type Credentials = Record<string, string>;

/** Registers the configuration node of a system: one connection, however many nodes use it. */
export function registerAccount<C extends NodeDef>(
  RED: NodeAPI,
  type: string,
  description: NodeDescription,
  open: (node: Node<Credentials>, config: C) => AccountParts,
): void {
  function construct(this: Node<Credentials>, config: C): void {
    RED.nodes.createNode(this, config);
    const parts = open(this, config);
    // The runtime forwards this node's errors and status to the tabs of its users by this very map.
    const users: Record<string, Node> = {};
    const shared: Shared = {
      attach: (user) => {
        users[user.id] = user;
      },
      detach: async (user) => {
        delete users[user.id];
        if (Object.keys(users).length === 0) await parts.unused?.();
      },
    };
    const { connection } = parts;
    Object.assign(this, parts.offers, connection && { connection }, shared, { users });
    this.on('close', (done: () => void) => void parts.close().then(done, done));
  }
  RED.nodes.registerType(type, construct, { credentials: credentialsOf(description) });
}

/** TLS and proxy as the core configuration nodes have them. */
export function httpOptionsOf(RED: NodeAPI, { tls, proxy }: HttpConfig): HttpOptions {
  return { tls: nodeOf<TlsSource>(RED, tls), proxy: nodeOf<ProxySource>(RED, proxy) };
}

function nodeOf<T>(RED: NodeAPI, id: string | undefined): T | undefined {
  return id ? ((RED.nodes.getNode(id) as unknown as T | null) ?? undefined) : undefined;
}
