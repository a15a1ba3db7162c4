import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { orangeSecrets } from './orange.ts';
import { type Answerer, type RecordedRequest, type Reply, startScriptedServer } from './scripted.ts';

/** A subscription as the platform has it. */
export interface Subscribed {
  readonly subscriptionId: string;
  readonly applicationId: string;
  readonly callBackUrl: string;
  readonly eventType: string;
  readonly targetId: string;
  readonly targetType: string;
  /** Seconds that were asked for. */
  expires: number;
}

/** The least of Teaming that subscriptions, calls and voice messages need; a test says how it behaves. */
export interface Platform {
  readonly url: string;
  /** Requests for anything but tokens. */
  readonly requests: RecordedRequest[];
  readonly subscriptions: Map<string, Subscribed>;
  /** By user. */
  readonly calls: Map<string, unknown[]>;
  readonly messages: Map<string, Record<string, unknown>[]>;
  /** What it says of how long a subscription lives; what was asked for if absent. */
  expires: string | number | undefined;
  /** Whether lists of subscriptions name their targets. */
  namesTargets: boolean;
  /** Asked first. */
  answer(answerer: Answerer): void;
  /** How many requests of a kind there were: `POST /subscriptions`. */
  count(request: string): number;
  /** The only subscription to this kind of events. */
  only(eventType?: string): Subscribed;
  stop(): Promise<void>;
}

export async function startPlatform(): Promise<Platform> {
  const subscriptions = new Map<string, Subscribed>();
  const calls = new Map<string, unknown[]>();
  const messages = new Map<string, Record<string, unknown>[]>();
  const { accessToken: access_token, refreshToken: refresh_token } = orangeSecrets;
  let answerer: Answerer = () => undefined;
  const requests: RecordedRequest[] = [];

  const server = await startScriptedServer((request) => {
    if (request.url === '/token') return ok({ token_type: 'Bearer', access_token, expires_in: 3600, refresh_token });
    requests.push(request);
    return answerer(request) ?? serve(request);
  });

  const platform: Platform = {
    url: server.url,
    requests,
    subscriptions,
    calls,
    messages,
    expires: undefined,
    namesTargets: true,
    answer(next) {
      answerer = next;
    },
    count: (kind) => requests.filter((request) => `${request.method} ${pathOf(request)}` === kind).length,
    only(eventType = 'Basic Call') {
      const all = [...subscriptions.values()].filter((one) => one.eventType === eventType);
      assert.equal(all.length, 1, `${all.length} subscriptions to ${eventType}`);
      return all[0] as Subscribed;
    },
    stop: () => server.stop(),
  };

  function shown(one: Subscribed): object {
    const { targetId, targetType, ...rest } = one;
    const expires = platform.expires ?? one.expires;
    return platform.namesTargets ? { ...rest, expires, targetId, targetType } : { ...rest, expires };
  }

  function serve(request: RecordedRequest): Reply {
    const [, kind, id = '', part = '', item = ''] = pathOf(request).split('/').map(decodeURIComponent);
    if (kind === 'users') return ofUser(request, id, part, item);
    const { method } = request;
    if (id === '') {
      if (method === 'GET') return ok([...subscriptions.values()].map(shown));
      const one = { ...JSON.parse(String(request.body)), subscriptionId: randomUUID() } as Subscribed;
      subscriptions.set(one.subscriptionId, one);
      return ok({ subscriptionId: one.subscriptionId, expires: platform.expires ?? one.expires });
    }
    const one = subscriptions.get(id);
    if (!one) return gone;
    if (method === 'GET') return ok(shown(one));
    if (method === 'DELETE') subscriptions.delete(id);
    else one.expires = (JSON.parse(String(request.body)) as Subscribed).expires;
    return { status: 204 };
  }

  function ofUser({ method }: RecordedRequest, user: string, part: string, item: string): Reply {
    if (user === 'myTelephonyProfile') return ok({ userId: 'alice@example.com' });
    if (part === 'calls' && method === 'GET') return ok(calls.get(user) ?? []);
    const list = messages.get(user) ?? [];
    if (!item) return ok(list);
    const message = list.find(({ messageId }) => messageId === item);
    const mediaContent = { mediaType: 'WAV', content: Buffer.from(`sound of ${item}`).toString('base64') };
    return message ? ok({ ...message, mediaContent }) : gone;
  }

  return platform;
}

const gone: Reply = { status: 404, body: { code: 60, message: 'Resource not found' } };

function ok(body: unknown): Reply {
  return { status: 200, body };
}

function pathOf({ url }: RecordedRequest): string {
  return url.replace(/\?.*$/, '').replace(/^\/teaming/, '');
}
