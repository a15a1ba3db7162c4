import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { NodeDescription } from '../../catalogue/property.ts';
import type { Health } from '../health.ts';
import type { TlsSource } from '../http/connector.ts';
import type { ProxySource } from '../http/proxy.ts';
import type { HttpOptions } from '../http/routes.ts';
import type { Connection, Shared } from '../operation/connection.ts';
import { type AccountStanding, showAccount } from '../overview/live-accounts.ts';
import type { AccountLabel } from '../wording.ts';
import { closeWith } from './close.ts';
import { credentialsOf, secretsOf } from './credentials.ts';
import { onDeleted } from './deleted-nodes.ts';

/** What an account is made of, besides what every account does for its users. */
export interface AccountParts {
  /** Absent: the system asks and is not asked. */
  readonly connection?: Connection;
  /** What its event sources need of it. */
  readonly offers?: object & { readonly health?: Health };
  /** How it stands, for the editor's sidebar; what its health says if absent. Asked only while somebody looks. */
  standing?(): AccountStanding | Promise<AccountStanding>;
  /** Called when the last user has gone. */
  unused?(): Promise<void>;
  /** @param deleted it is in the flows no longer, and not only deployed anew */
  close(deleted: boolean): Promise<void>;
}

/** What a flow stores for the way of an account's requests. */
export interface HttpConfig {
  readonly tls?: string;
  readonly proxy?: string;
}

/** What the user typed as credentials, by property; whatever is empty is absent. */
export type Credentials = Record<string, string>;

/** A type of account. */
export interface AccountType<C extends NodeDef> {
  readonly description: NodeDescription;
  /** The address, or the path, by which people know it. */
  address(config: C): string | undefined;
  /** Begins what the account is there for; the network is left alone until a node needs it. */
  open(node: Node<Credentials>, config: C): AccountParts;
  /** Called for an account that is in the flows no longer: whatever is kept of it outside of them has to go. */
  forget?(id: string): Promise<void>;
  /** Serves what the account's dialog asks for; called each time the type is registered. */
  serve?(): void;
}

/** Registers the configuration node of a system: one connection, however many nodes use it. */
export function registerAccount<C extends NodeDef>(RED: NodeAPI, type: string, account: AccountType<C>): void {
  function construct(this: Node<Credentials>, config: C): void {
    RED.nodes.createNode(this, config);
    const parts = account.open(this, config);
    // The runtime forwards this node's errors and status to the tabs of its users by this very map.
    const users: Record<string, Node> = {};
    const shared: Shared = {
      label: accountLabel(account, config),
      attach: (user) => {
        users[user.id] = user;
      },
      detach: async (user) => {
        delete users[user.id];
        if (Object.keys(users).length === 0) await parts.unused?.();
      },
    };
    const { connection, offers } = parts;
    Object.assign(this, offers, connection && { connection }, shared, { users });
    const hide = showAccount(this, {
      id: this.id,
      type,
      label: accountLabel(account, config),
      secrets: secretsOf(account.description, this.credentials ?? {}),
      nodes: () => Object.keys(users).length,
      standing: () => parts.standing?.() ?? { state: offers?.health?.state ?? { kind: 'idle' } },
    });
    closeWith(this, (deleted) => {
      hide();
      return parts.close(deleted);
    });
  }
  account.serve?.();
  const forget = account.forget?.bind(account);
  if (forget) onDeleted(RED, type, forget);
  RED.nodes.registerType(type, construct, { credentials: credentialsOf(account.description) });
}

/** Name and address of an account of a type. */
export function accountLabel<C extends NodeDef>({ address }: Pick<AccountType<C>, 'address'>, config: C): AccountLabel {
  return { name: config.name, address: address(config) };
}

/** TLS and proxy as the core configuration nodes have them. */
export function httpOptionsOf(RED: NodeAPI, { tls, proxy }: HttpConfig): HttpOptions {
  return { tls: nodeOf<TlsSource>(RED, tls), proxy: nodeOf<ProxySource>(RED, proxy) };
}

function nodeOf<T>(RED: NodeAPI, id: string | undefined): T | undefined {
  return id ? ((RED.nodes.getNode(id) as unknown as T | null) ?? undefined) : undefined;
}
