import { opentouch } from '../catalogue/opentouch/index.ts';
import { EventChannel } from '../opentouch/channel.ts';
import { OpenTouchConnection } from '../opentouch/connection.ts';
import { settingsFrom } from '../opentouch/server-config.ts';
import { usualTiming } from '../opentouch/settings.ts';
import type { HttpOptions } from '../runtime/http.ts';
import type { Json } from '../runtime/json.ts';
import { Events, type Handler } from './events.ts';
import { type Methods, methodsOf } from './operations.ts';
import type { ConnectOptions } from './types.ts';

/** A session with a server, as programs see it. Its static type, with every operation, is in dist/client.d.ts. */
export interface Client {
  on(name: string, handler: Handler): this;
  off(name: string, handler: Handler): this;
  once(name: string, handler: Handler): this;
  events(...names: readonly string[]): AsyncIterableIterator<Json>;
  listening(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a session: the same login, session and channel as those of an account node.
 * @throws TelephonyError `INVALID_INPUT`, `UNAUTHORIZED`, `CONNECTION`, …
 */
export async function connect(options: ConnectOptions): Promise<Client & Methods> {
  const { loginNames = [] } = options;
  const settings = settingsFrom(accountOf(options), options, httpOf(options));
  const connection = new OpenTouchConnection(settings, () => undefined);
  const channel = new EventChannel(connection, settings, usualTiming);
  const events = new Events(channel, loginNames);
  const onces = new WeakMap<Handler, Handler>();
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
      const first: Handler = (told) => {
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
    throw error;
  }
  return Object.assign(methodsOf(opentouch, connection), client);
}

function accountOf({ supervised, ...account }: ConnectOptions) {
  return { ...account, ...(supervised && { supervisedType: supervised.type, supervisedId: supervised.id }) };
}

function httpOf({ tls, proxy }: ConnectOptions): HttpOptions {
  return {
    ...(tls && { tls: { addTLSOptions: (given: object) => Object.assign(given, tls) } }),
    ...(proxy && { proxy: { url: proxy } }),
  };
}
