import type { Origin } from '../../runtime/errors.ts';
import type { Health } from '../../runtime/health.ts';
import type { HttpStream } from '../../runtime/http/client.ts';
import type { SendOptions, WireRequest, WireResponse } from '../../runtime/operation/connection.ts';
import { queryString } from '../../runtime/operation/request.ts';
import type { Failover } from './failover.ts';
import { baseOf, type LoginToken, type Session } from './login.ts';
import type { ServerSettings } from './settings.ts';
import type { Transport } from './transport.ts';

/** What requests are sent over, and who is told how they end. */
export interface RequestParts {
  readonly settings: ServerSettings;
  readonly transport: Transport;
  readonly health: Health;
  readonly failover: Failover;
  /** Whether a token or session is what requests are sent with right now. */
  isCurrent(access: LoginToken): boolean;
}

/** Sends single requests to the server; fail-over and health are told how each of them ends. */
export class SessionRequests {
  readonly #parts: RequestParts;

  constructor(parts: RequestParts) {
    this.#parts = parts;
  }

  /** Sends a request within a session, or with a token before there is one. */
  async send(
    access: LoginToken,
    origin: Origin,
    { method, headers, body, path, query }: WireRequest,
    options: SendOptions,
  ): Promise<WireResponse> {
    const { settings, transport, failover, isCurrent } = this.#parts;
    const base = 'baseUrl' in access ? String(access.baseUrl) : baseOf(access);
    const search = queryString(query);
    const request = { method, url: `${base}${path}${search && `?${search}`}`, headers, body };
    try {
      const timeout = options.timeout ?? settings.timeout;
      const response = await transport.request(origin, access, request, options.signal, timeout);
      this.#answered(response.status);
      return response;
    } catch (error) {
      if (!options.signal.aborted && isCurrent(access)) failover.failed();
      throw error;
    }
  }

  /** Sends what needs no session, and whose path begins at the server itself. */
  async sendOutside(origin: Origin, request: WireRequest, options: SendOptions): Promise<WireResponse> {
    const { settings, transport, failover } = this.#parts;
    const typed = failover.active;
    if (!typed) throw settings.problem;
    const { method, headers, body } = request;
    const visit = await transport.visit(typed);
    const sent = { method, url: `${typed}${request.path}`, headers, body };
    return transport.request(origin, visit, sent, options.signal, options.timeout);
  }

  /** Opens an answer that goes on and on. */
  async stream(
    session: Session,
    origin: Origin,
    method: string,
    url: string,
    signal: AbortSignal,
  ): Promise<HttpStream> {
    const { transport, failover } = this.#parts;
    try {
      const request = { method, url, headers: { accept: '*/*' } };
      const opened = await transport.stream(origin, session, request, signal);
      this.#answered(opened.status);
      return opened;
    } catch (error) {
      if (!signal.aborted) failover.failed();
      throw error;
    }
  }

  /** An answer came: from the server, or from what stands before a server that is out of service. */
  #answered(status: number): void {
    const { health, failover } = this.#parts;
    if (status >= 502 && status <= 504) {
      failover.failed();
      return;
    }
    health.heard('session');
    failover.well();
  }
}
