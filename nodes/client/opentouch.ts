import { opentouch } from '../catalogue/opentouch/index.ts';
import { EventChannel } from '../opentouch/channel/channel.ts';
import { OpenTouchConnection } from '../opentouch/session/connection.ts';
import { settingsFrom } from '../opentouch/session/server-config.ts';
import { usualConnectionTiming } from '../opentouch/session/settings.ts';
import { inWords, TelephonyError } from '../runtime/errors.ts';
import { Health } from '../runtime/health.ts';
import type { Json } from '../schema/json.ts';
import { type EventHandler, Events } from './events.ts';
import { httpOf } from './network.ts';
import { type ClientMethods, methodsOf } from './operations.ts';
import type { ConnectOptions } from './types.ts';

/** A session with an OpenTouch server, as programs see it. Its static type, with every operation, is in dist/client.d.ts. */
export interface Client {
  on(name: string, handler: EventHandler): this;
  off(name: string, handler: EventHandler): this;
  once(name: string, handler: EventHandler): this;
  events(...names: readonly string[]): AsyncIterableIterator<Json>;
  listening(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a session: the same login, session and channel as those of an account node.
 * @throws TelephonyError `INVALID_INPUT`, `UNAUTHORIZED`, `CONNECTION`, …
 */
export async function connectOpenTouch(options: ConnectOptions): Promise<Client & ClientMethods> {
  const { loginNames = [] } = options;
  const settings = settingsFrom(accountOf(options), options, httpOf(options));
  const connection = new OpenTouchConnection(settings, new Health());
  const channel = new EventChannel(connection, settings, usualConnectionTiming);
  const events = new Events(channel, loginNames);
  const onces = new WeakMap<EventHandler, EventHandler>();
  const client: Client = {
    on(name, handler) {
      events.on(name, handler);
      return this;
    },
    off(name, handler) {
      events.off(name, onces.get(handler) ?? handler);
      return this;
    },
    once(name, handler) {
      const first: EventHandler = (told) => {
        events.off(name, first);
        handler(told);
      };
      onces.set(handler, first);
      return this.on(name, first);
    },
    events: (...names) => events.iterate(names),
    listening: () => events.listening(),
    async close() {
      events.close();
      await channel.close();
      await connection.close();
    },
  };
  try {
    await connection.session();
  } catch (error) {
    await client.close();
    throw error instanceof TelephonyError ? inWords(error, { account: { address: options.url } }) : error;
  }
  return Object.assign(methodsOf(opentouch, connection, { address: options.url }), client);
}

function accountOf({ supervised, ...account }: ConnectOptions) {
  return { ...account, ...(supervised && { supervisedType: supervised.type, supervisedId: supervised.id }) };
}
