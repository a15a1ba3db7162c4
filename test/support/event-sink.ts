import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Send } from '../../nodes/partner/outbox/outbox.ts';
import { HttpClient } from '../../nodes/runtime/http/client.ts';

/** An event as it arrived. */
export interface Arrived {
  readonly body: string;
  /** Milliseconds. */
  readonly at: number;
}

/** What an event is answered with; `drop` breaks the connection, `never` leaves it open. */
export type Reaction =
  | { readonly status: number; readonly body?: object; readonly headers?: Record<string, string> }
  | 'drop'
  | 'never';

/** Where events arrive, in place of Orange. */
export interface EventSink {
  readonly url: string;
  readonly arrived: Arrived[];
  /** Decides from now on; 201 for all at first. */
  react(reaction: (body: string) => Reaction): void;
  stop(): Promise<void>;
}

export async function startEventSink(): Promise<EventSink> {
  const arrived: Arrived[] = [];
  let reaction: (body: string) => Reaction = () => ({ status: 201 });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    arrived.push({ body, at: Date.now() });
    const answer = reaction(body);
    if (answer === 'drop') request.socket.destroy();
    else if (answer !== 'never') {
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(JSON.stringify(answer.body ?? {}));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/event`,
    arrived,
    react(next) {
      reaction = next;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Posts events there. */
export function postTo(url: string, http: HttpClient = new HttpClient()): Send {
  const headers = { 'content-type': 'application/json' };
  const origin = { system: 'business-apps', operation: 'event' };
  return ({ body }, signal) => http.request(origin, { method: 'POST', url, headers, body }, 10_000, signal);
}
