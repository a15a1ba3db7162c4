import type { SeenRequest } from '../server/http/seen-requests.ts';
import type { Reply, SimulatedSystem } from '../server/system.ts';
import type { Log } from './log.ts';

/** Writes a request and its answer down. */
export function logRequest(
  log: Log,
  seen: SeenRequest,
  { status, body, stream }: Reply,
  { name }: SimulatedSystem,
): void {
  const answer = () => (stream ? '(stays open)' : Buffer.isBuffer(body) ? `(${body.length} bytes)` : (body ?? ''));
  const about = `${seen.method} ${seen.url}`;
  log.add({ system: name, kind: 'request', name: seen.name, about, status, sent: () => seen.body, answer });
}

/** Writes down what a system tells from now on. */
export function logEvents(log: Log, system: SimulatedSystem): void {
  system.observe?.((about, name, event) => {
    log.add({ system: system.name, kind: 'event', name, about, sent: () => JSON.stringify(event) });
  });
}
