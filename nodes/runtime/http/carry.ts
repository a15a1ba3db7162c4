import { aborted, type Origin, type TelephonyError, timedOut, tooManyWaiting, unreachable } from '../errors.ts';
import type { Answer, HttpExchange } from './exchange.ts';
import { explain, ProxyFailure, type Sent } from './failure.ts';
import { isIdempotent, isSafe } from './methods.ts';
import type { PooledSocket, Wish } from './pool.ts';
import type { Route } from './routes.ts';

/** One request to one address. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | FormData | undefined;
  /** Whether carrying it out twice comes to the same as once; as HTTP says of its method if absent. */
  readonly idempotent?: boolean;
}

/** A request on its way, and for how long it may be. */
export interface RequestContext {
  readonly origin: Origin;
  readonly request: HttpRequest;
  /** Milliseconds, from the moment that there is a socket. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** What came back, and what ends the socket of an answer that goes on. */
export interface Carried<Body> {
  readonly answer: Answer<Body>;
  end(): void;
}

/** Whether sending a request again cannot do it twice. */
export function isRepeatable({ method, idempotent }: HttpRequest): boolean {
  return idempotent ?? isIdempotent(method);
}

/** Ends an exchange whose time is over, or that nobody waits for any more. */
class Stopped extends Error {
  readonly late: boolean;

  constructor(late: boolean) {
    super(late ? 'no answer in time' : 'stopped');
    this.late = late;
  }
}

/**
 * Carries a request over a socket of a route; over a second one, never used before, where the first turned out to be dead
 * and a repetition can do no harm.
 * @param single whether the answer goes on for long and has a socket to itself
 * @throws TelephonyError
 */
export async function carry<Body>(
  call: RequestContext,
  route: Route,
  headers: Record<string, string>,
  single: boolean,
  begin: () => HttpExchange<Body>,
): Promise<Carried<Body>> {
  const { pool, forwarder } = route;
  const repeatable = isSafe(call.request.method);
  const options = { ...requestOptions(call.request, headers, route), ...(single && { reset: true }) };
  let deadline: number | undefined;
  for (let fresh = false; ; fresh = true) {
    const socket = single ? pool.create() : await socketFor(route, { repeatable, fresh }, call);
    deadline ??= performance.now() + call.timeout;
    const { idleSince } = socket;
    const exchange = begin();
    const stop = (late: boolean) => {
      exchange.abort(new Stopped(late));
      // Nothing else ends what is still being connected.
      if (!exchange.started) pool.drop(socket);
    };
    const timer = setTimeout(stop, deadline - performance.now(), true);
    const onAbort = () => stop(false);
    call.signal.addEventListener('abort', onAbort, { once: true });
    try {
      socket.client.dispatch(options, exchange);
      const answer = await exchange.answer;
      if (forwarder && isFromProxy(answer)) throw new ProxyFailure(forwarder.host, answer.status);
      socket.answers += 1;
      if (single) return { answer, end: () => pool.drop(socket) };
      pool.release(socket);
      return { answer, end: () => undefined };
    } catch (error) {
      const unheard = socket.answers > 0 && exchange.started && exchange.status === undefined;
      const dead = unheard && !(error instanceof Stopped);
      if (dead) pool.suspect(socket, idleSince);
      else if (unheard && (error as Stopped).late) pool.suspect(socket);
      else pool.drop(socket);
      if (!(dead && repeatable && !fresh)) throw failure(call, error, exchange, forwarder?.host);
    } finally {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', onAbort);
    }
  }
}

/** Whether an answer is the proxy's own, about its password. To a wrong one, tinyproxy says 401, as if it were a server. */
function isFromProxy({ status, headers }: Answer<unknown>): boolean {
  return status === 407 || (status === 401 && /^tinyproxy\b/i.test(String(headers['server'])));
}

async function socketFor({ pool }: Route, wish: Wish, { origin, signal }: RequestContext): Promise<PooledSocket> {
  const socket = pool.take(wish);
  if (socket) return socket;
  const waited = pool.wait(wish, signal);
  if (!waited) throw tooManyWaiting(origin);
  const taken = await waited;
  if (taken === 'aborted') throw aborted(origin);
  return taken;
}

function requestOptions({ method, url, body }: HttpRequest, headers: Record<string, string>, { forwarder }: Route) {
  const { origin, host, pathname, search } = new URL(url);
  const authorization = forwarder?.authorization;
  return {
    path: forwarder ? `${origin}${pathname}${search}` : `${pathname}${search}`,
    method,
    headers: forwarder ? { ...headers, host, ...(authorization && { 'proxy-authorization': authorization }) } : headers,
    // undici reads a form by what it can do, whoever's it is.
    body: (body ?? null) as string | Buffer | null,
  };
}

function failure<Body>(
  { origin, request, timeout }: RequestContext,
  error: unknown,
  { started, status }: HttpExchange<Body>,
  proxy: string | undefined,
): TelephonyError {
  if (!(error instanceof Stopped)) {
    return unreachable(origin, explain(error, { url: request.url, proxy, started, status }), isRepeatable(request));
  }
  const sent: Sent = status !== undefined ? 'yes' : started ? 'maybe' : 'no';
  const again = { sent, canRetry: sent === 'no' || isRepeatable(request) };
  return error.late ? timedOut(origin, timeout, again) : aborted(origin, again);
}
