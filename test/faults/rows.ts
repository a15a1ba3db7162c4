import type { TcpFault } from '../support/fault-proxy.ts';
import type { FrontAnswer } from '../support/http-front.ts';

/** What stands between the account and its server, outermost first; the TCP layer is always there. */
export type Way = 'straight' | 'front' | 'https' | 'proxy';

/** What goes wrong. */
export type Fault =
  | ({ readonly at: 'network' } & TcpFault)
  /** The front answers in place of the server; `{stranger}` stands for an address that is none of the account's. */
  | ({ readonly at: 'front' } & FrontAnswer)
  /** The front shows a certificate that is not to be trusted. */
  | { readonly at: 'certificate'; readonly problem: 'expired' | 'another host' | 'unknown authority' }
  /** The proxy answers by itself. */
  | { readonly at: 'proxy'; readonly status: number }
  /** The server forgets its sessions, or another one takes its place and needs a while. */
  | { readonly at: 'server'; readonly action: 'sessions expire' | 'restart' | 'channels are cut' }
  /** The server hands out addresses in clear. */
  | { readonly at: 'addresses' };

/** One fault, and how long it lasts. */
export interface Row {
  readonly name: string;
  readonly way: Way;
  readonly fault: Fault;
  /** Seconds, as in the field; the short form of the tests is that much faster in everything. */
  readonly seconds: number;
  /** The other side says itself that it is of no use to try again: only a deploy helps. */
  readonly final?: true;
  /** Days by which the clock of the machine jumps as the fault begins. */
  readonly jump?: number;
}

const page = '<!DOCTYPE html><html><head><title>Sorry</title></head><body><h1>Back soon</h1></body></html>';
const html = { 'content-type': 'text/html' };

const network = (name: string, seconds: number, fault: TcpFault, way: Way = 'straight'): Row => ({
  name,
  way,
  seconds,
  fault: { at: 'network', ...fault },
});
const front = (name: string, seconds: number, answer: FrontAnswer): Row => ({
  name,
  way: 'front',
  seconds,
  fault: { at: 'front', ...answer },
});

/** Longer than a channel may be silent. */
const longSilence = 90;

/** All faults of the bench. */
const all: readonly Row[] = [
  network('nobody listens', 20, { kind: 'refuse' }),
  network('reset before the answer', 20, { kind: 'reset-before-answer' }),
  network('reset instead of the answer', 20, { kind: 'reset-in-answer' }),
  network('reset within the answer', 20, { kind: 'reset-in-answer', after: 100 }),
  network('reset after the answer', 20, { kind: 'reset-after-answer' }),
  network('cut within the answer', 20, { kind: 'cut', after: 200 }),
  network('closed after each answer, unsaid', 20, { kind: 'close-after-answer' }),
  network('frozen both ways', longSilence, { kind: 'freeze', direction: 'both' }),
  network('frozen towards the server', longSilence, { kind: 'freeze', direction: 'to-server' }),
  network('frozen towards the client', longSilence, { kind: 'freeze', direction: 'to-client' }),
  network('frozen for a moment', 5, { kind: 'freeze', direction: 'both' }),
  network('everything 3 s late', 30, { kind: 'delay', milliseconds: 3000 }),
  network('answers at 1 byte a second', longSilence, { kind: 'trickle', bytesPerSecond: 1 }),
  { name: 'sessions expire', way: 'straight', fault: { at: 'server', action: 'sessions expire' }, seconds: 0 },
  { name: 'the server restarts', way: 'straight', fault: { at: 'server', action: 'restart' }, seconds: 20 },
  { name: 'the channel is cut', way: 'straight', fault: { at: 'server', action: 'channels are cut' }, seconds: 0 },
  front('a web page with 200', 20, { status: 200, headers: html, body: page }),
  front('a web page with 403', 20, { status: 403, headers: html, body: page }),
  front('403 with nothing in it', 20, { status: 403 }),
  front('403 with {} in it', 20, { status: 403, headers: { 'content-type': 'application/json' }, body: '{}' }),
  // As HTTP has it, this is a wrong password, and trying on would lock the user out.
  { ...front('401, to the log-in, too', 20, { status: 401 }), final: true },
  front('302 to a log-in page', 20, { status: 302, headers: { location: '/login.html' } }),
  front('302 to another host', 20, { status: 302, headers: { location: '{stranger}/api/rest' } }),
  front('307 to another host', 20, { status: 307, headers: { location: '{stranger}/api/rest' } }),
  front('500 with nothing in it', 20, { status: 500 }),
  front('502 of a gateway', 20, { status: 502, headers: html, body: page }),
  front('503 of a server that starts', 20, { status: 503, headers: { 'retry-after': '2' } }),
  network('https: frozen both ways', longSilence, { kind: 'freeze', direction: 'both' }, 'https'),
  network('https: reset within the answer', 20, { kind: 'reset-in-answer', after: 100 }, 'https'),
  network('https: nobody listens', 20, { kind: 'refuse' }, 'https'),
  ...(['expired', 'another host', 'unknown authority'] as const).map(
    (problem): Row => ({
      name: `https: the certificate: ${problem}`,
      way: 'https',
      fault: { at: 'certificate', problem },
      seconds: 20,
    }),
  ),
  { name: 'https: addresses in clear are handed out', way: 'https', fault: { at: 'addresses' }, seconds: 20 },
  network('the proxy is gone', 20, { kind: 'refuse' }, 'proxy'),
  network('the proxy freezes', longSilence, { kind: 'freeze', direction: 'both' }, 'proxy'),
  network('the proxy closes after each answer, unsaid', 20, { kind: 'close-after-answer' }, 'proxy'),
  { name: 'the proxy refuses the password (407)', way: 'proxy', fault: { at: 'proxy', status: 407 }, seconds: 20 },
  { name: 'the proxy forbids the way (403)', way: 'proxy', fault: { at: 'proxy', status: 403 }, seconds: 20 },
  { name: 'the proxy finds no server (502)', way: 'proxy', fault: { at: 'proxy', status: 502 }, seconds: 20 },
  { ...network('the clock jumps a day ahead, nobody listens', 5, { kind: 'refuse' }), jump: 1 },
  { ...network('the clock jumps a day back, nobody listens', 5, { kind: 'refuse' }), jump: -1 },
];

/**
 * The rows in groups that can be run at the same time, those that last long first. The clock is everybody's, so its rows are alone.
 * @param size rows of a group at most
 */
export function groupsOf(size: number): Row[][] {
  const [alone, together] = [all.filter(({ jump }) => jump), all.filter(({ jump }) => !jump)];
  const sorted = together.toSorted((one, other) => other.seconds - one.seconds);
  const groups = Array.from({ length: Math.ceil(sorted.length / size) }, (_, index) =>
    sorted.slice(index * size, (index + 1) * size),
  );
  return [...groups, ...alone.map((row) => [row])];
}

/** Faults that may come at any time, by the way that they lie in: one network fault in the place of another does no harm. */
export function faultsOn(way: Way): Fault[] {
  const anywhere = (row: Row) => row.fault.at === 'network' || row.fault.at === 'server';
  return all
    .filter((row) => !row.final && !row.jump && row.fault.at !== 'addresses')
    .filter((row) => (anywhere(row) ? row.way === 'straight' : row.way === way))
    .map(({ fault }) => fault);
}
