// The server of the bench, in a process of its own: the least that an OpenTouch server has to say, as fast as node:http
// says it; and floods of events, over every open channel and over a port that speaks lines.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createLineServer, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

/** A flood of events. */
interface Flood {
  /** Login of the account, or `lines`. */
  readonly to: string;
  readonly count: number;
  readonly users: number;
  readonly calls: number;
  readonly kind: 'created' | 'modified';
  /** Absent: as fast as they are taken. */
  readonly perSecond?: number;
}

/** Open channels by the account's login, and open sockets of the port that speaks lines. */
const channels = new Map<string, ServerResponse>();
const lines = new Set<Socket>();
const logins = JSON.stringify({ loginNames: ['alice'] });

function line(number: number, { users, calls, kind }: Flood, sentAt?: number): string {
  const capabilities = { terminate: true, addMedias: [] };
  const participantId = `p${number % 7}`;
  const legs = [{ deviceId: '1001', media: 'AUDIO', state: 'ACTIVE', capabilities: { hold: true, drop: true } }];
  const participants = [
    {
      participantId,
      identity: { id: { loginName: 'bob', phoneNumber: '1002' }, firstName: 'Bérénice', lastName: 'B' },
    },
  ];
  const event = {
    eventName: kind === 'created' ? 'OnCallCreated' : 'OnCallModified',
    loginName: `user${number % users}`,
    callRef: `c${number % calls}`,
    callData: { state: 'ACTIVE', tags: [], capabilities },
    ...(kind === 'created' ? { legs, participants } : { modifiedLegs: legs, modifiedParticipants: participants }),
    sequence: number,
    ...(sentAt !== undefined && { sentAt }),
  };
  return `${JSON.stringify(event)}\r\n`;
}

/** Lines that are written at once. */
const batch = 50;

async function flood(sink: Writable, what: Flood): Promise<void> {
  const { count, perSecond } = what;
  if (perSecond) {
    const started = performance.now();
    for (let sent = 0; sent < count; ) {
      const due = Math.min(count, Math.ceil(((performance.now() - started) * perSecond) / 1000));
      for (; sent < due; sent += 1) sink.write(line(sent, what, Number(process.hrtime.bigint()) / 1e6));
      await wait(1);
    }
    return;
  }
  const cycle = Math.min(count, Math.max(what.users, what.calls, batch) * 7);
  const batches = Array.from({ length: Math.ceil(cycle / batch) }, (_, index) =>
    Array.from({ length: Math.min(batch, cycle - index * batch) }, (_, offset) => line(index * batch + offset, what)),
  );
  let sent = 0;
  while (sent < count) {
    for (const some of batches) {
      const fitting = some.slice(0, count - sent);
      sent += fitting.length;
      const taken = fitting.length === 0 || sink.write(fitting.join(''));
      if (!taken) await new Promise((resolve) => sink.once('drain', resolve));
      if (sent >= count) break;
    }
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => response.destroy(error as Error));
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const base = `http://${request.headers.host}`;
  const path = pathname.replace('/api/rest/1.0', '');
  const json = (body: string | object, headers = {}) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const address = (rest: string) => ({
    publicUrl: `${base}/api/rest/${rest}`,
    internalUrl: `${base}/api/rest/${rest}`,
  });
  switch (path) {
    case '/logins':
      return json(logins);
    case '/api/rest':
      return json({ versions: [{ id: '1.0', status: 'CURRENT', ...address('authenticate?version=1.0') }] });
    case '/api/rest/authenticate': {
      const [, basic = ''] = (request.headers.authorization ?? '').split(' ');
      const [login] = Buffer.from(basic, 'base64').toString().split(':');
      const headers = { 'set-cookie': `AlcUserId=${login}; Path=/` };
      return json({ credential: login, ...address('1.0/sessions') }, headers);
    }
    case '/sessions':
      if (request.method !== 'POST') break;
      return json({ admin: true, timeToLive: 1800, publicBaseUrl: `${base}/api/rest/1.0`, services: [] });
    case '/subscriptions': {
      if (request.method !== 'POST') break;
      const [, login] = /AlcUserId=([^;]+)/.exec(request.headers.cookie ?? '') ?? [];
      return json({ subscriptionId: login, status: 'ACCEPTED', publicPollingUrl: `${base}/OTEvents?id=${login}` });
    }
    case '/telephony/state':
      return json('{"calls":[]}');
    case '/OTEvents': {
      const id = searchParams.get('id') ?? '';
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"eventName":"OnChannelInformation","text":"Chunk started"}\r\n');
      channels.set(id, response);
      response.once('close', () => channels.get(id) === response && channels.delete(id));
      return;
    }
    case '/bench/channels':
      return json({ channels: channels.size, lines: lines.size });
    case '/bench/flood': {
      const what = JSON.parse(searchParams.get('with') ?? '{}') as Flood;
      const sinks = what.to === 'lines' ? [...lines] : [channels.get(what.to)];
      await Promise.all(sinks.map((sink) => sink && flood(sink, what)));
      return json({});
    }
    default:
  }
  request.resume();
  response.writeHead(204).end();
}

const lineServer = createLineServer((socket) => {
  lines.add(socket);
  socket.on('error', () => undefined);
  socket.once('close', () => lines.delete(socket));
});

const listening = (of: { listen(port: number, host: string, then: () => void): unknown; address(): unknown }) =>
  new Promise<number>((resolve) => of.listen(0, '127.0.0.1', () => resolve((of.address() as AddressInfo).port)));
const [port, linePort] = [await listening(server), await listening(lineServer)];
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}`, linePort })}\n`);
