import type { ServerResponse } from 'node:http';
import { eventually } from './eventually.ts';
import { type Answerer, type RecordedRequest, type Recorder, resource, startRecorder } from './recorder.ts';
import type { Reply } from './scripted.ts';

/** A server with a session, subscriptions and a channel that does exactly what a test says, however odd. */
export interface ChannelServer {
  readonly recorder: Recorder;
  readonly url: string;
  /** The answers of the channel that are open, the latest last. */
  readonly channels: ServerResponse[];
  /** Filters that the server was told, by POST or PUT, the latest last. */
  readonly filters: { readonly selectors: readonly { readonly names: readonly string[] }[] }[];
  /** Asked first, for any request. */
  answer(answerer: Answerer): void;
  /** Writes a line to the latest channel. */
  say(line: string | object): void;
  /** How many requests of a kind came. */
  count(method: string, path: RegExp): number;
  /** Resolves when so many channels have been asked for. */
  asked(channels: number): Promise<void>;
  stop(): Promise<void>;
}

/** @param greets whether a channel begins with a line, as those of the field do */
export async function startChannelServer(greets = true): Promise<ChannelServer> {
  const recorder = await startRecorder();
  const channels: ServerResponse[] = [];
  const filters: ChannelServer['filters'] = [];
  let answerer: Answerer = () => undefined;
  const usual = (request: RecordedRequest): Reply | undefined => {
    const path = resource(request);
    if (path === '/subscriptions') {
      const body = JSON.parse(request.body.toString());
      filters.push(body.filter ?? body);
      const url = `${recorder.url}/OTEvents?subscriptionId=s${filters.length}`;
      const answer = { subscriptionId: `s${filters.length}`, status: 'ACCEPTED', publicPollingUrl: url };
      return request.method === 'POST' ? { status: 200, body: answer } : { status: 204 };
    }
    if (path === '/telephony/state') return { status: 200, body: { calls: [] } };
    if (path !== '/OTEvents') return undefined;
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      stream: (response) => {
        channels.push(response);
        response.once('close', () => channels.splice(channels.indexOf(response), 1));
        if (greets) response.write('{"eventName":"OnChannelInformation","text":"Chunk started"}\r\n');
      },
    };
  };
  recorder.answer((request) => answerer(request) ?? usual(request));
  const count = (method: string, path: RegExp) =>
    recorder.requests.filter((request) => request.method === method && path.test(resource(request))).length;
  return {
    recorder,
    url: recorder.url,
    channels,
    filters,
    answer(next) {
      answerer = next;
    },
    say(line) {
      channels.at(-1)?.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\r\n`);
    },
    count,
    asked: (wanted) =>
      eventually(
        () => count('POST', /^\/OTEvents/) + count('GET', /^\/OTEvents/) >= wanted,
        `${wanted} requests for the channel`,
      ),
    stop: () => recorder.stop(),
  };
}
