import type { IncomingHttpHeaders } from 'node:http';
import type { Claim, Incoming } from '../system.ts';

/** A request that the simulator has seen, for tests and for the curious. */
export interface SeenRequest {
  /** Node type of the operation, or `authenticate`, `discovery`, `channel`, `unknown`. */
  readonly name: string;
  readonly method: string;
  /** The path with its ids in braces. */
  readonly path: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Absent as long as there is no answer, and when the connection was reset. */
  status?: number;
}

const most = 10_000;

/** The last 10,000 requests, oldest first. */
export class SeenRequests {
  #seen: SeenRequest[] = [];

  add({ method, url, headers, body }: Incoming, { name, template }: Claim): SeenRequest {
    const address = `${url.pathname}${url.search}`;
    const request: SeenRequest = { name, method, path: template, url: address, headers, body: body.toString('utf8') };
    this.#seen.push(request);
    if (this.#seen.length > most) this.#seen.shift();
    return request;
  }

  list(): readonly SeenRequest[] {
    return this.#seen;
  }

  /** How often each method and path was asked for: `POST /api/rest/1.0/sessions`. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method, path } of this.#seen) {
      const key = `${method} ${path}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  clear(): void {
    this.#seen = [];
  }
}
