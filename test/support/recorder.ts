import { type Answerer, type RecordedRequest, type Reply, startScriptedServer } from './scripted.ts';

export type { Answerer, RecordedRequest, Reply } from './scripted.ts';

/** A server that lets everybody log in as OpenTouch does, writes down what it is asked, and answers what a test says. */
export interface Recorder {
  readonly url: string;
  /** Below this stand the resources of the API. */
  readonly base: string;
  /** Values of the cookies that it hands out: nothing may show them. */
  readonly secrets: readonly string[];
  /** Every request, the login's included. */
  readonly requests: RecordedRequest[];
  /** Requests that belong to no login, keepalive or logout. */
  operations(): RecordedRequest[];
  /** Asked first, for any request; what it does not answer goes the usual way, and is a 204 in the end. */
  answer(answerer: Answerer): void;
  stop(): Promise<void>;
}

const PREFIX = '/api/rest/1.0';

/** The part of a path below the API's base address, without the query. */
export function resource({ url }: RecordedRequest): string {
  return url.replace(/\?.*$/, '').replace(PREFIX, '');
}

function isLogin(request: RecordedRequest): boolean {
  const path = resource(request);
  return /^\/api\/rest(\/authenticate(nosso)?)?$/.test(path) || /^\/sessions(\/keepalive)?$/.test(path);
}

/** Discovery, authentication, session: the least that a client needs to get in. */
function login(request: RecordedRequest, url: string, [token, session]: readonly [string, string]): Reply | undefined {
  const path = resource(request);
  const address = (rest: string) => ({ publicUrl: `${url}/api/rest/${rest}`, internalUrl: `${url}/api/rest/${rest}` });
  if (path === '/api/rest') {
    return {
      status: 200,
      body: { versions: [{ id: '1.0', status: 'CURRENT', ...address('authenticate?version=1.0') }] },
    };
  }
  if (/^\/api\/rest\/authenticate(nosso)?$/.test(path)) {
    if (!request.headers.authorization) {
      return { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="recorder"' } };
    }
    const headers = { 'Set-Cookie': `AlcUserId=${token}; Path=/` };
    return { status: 200, headers, body: { credential: token, ...address('1.0/sessions') } };
  }
  if (path === '/sessions' && request.method !== 'DELETE') {
    const base = `${url}${PREFIX}`;
    const body = {
      admin: false,
      timeToLive: 1800,
      publicBaseUrl: base,
      privateBaseUrl: base,
      services: [],
      capabilities: [],
    };
    return { status: 200, headers: { 'Set-Cookie': `JSESSIONID=${session}; Path=/` }, body };
  }
  return undefined;
}

export async function startRecorder(): Promise<Recorder> {
  const secrets = ['token-of-the-recorder', 'session-of-the-recorder'] as const;
  let answerer: Answerer = () => undefined;
  const { url, requests, stop } = await startScriptedServer(
    (request, address) => answerer(request) ?? login(request, address, secrets) ?? { status: 204 },
  );
  return {
    url,
    base: `${url}${PREFIX}`,
    secrets,
    requests,
    operations: () => requests.filter((request) => !isLogin(request)),
    answer(next) {
      answerer = next;
    },
    stop,
  };
}
