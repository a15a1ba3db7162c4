import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { notification } from './teaming-notify.ts';
import type { Subscribed } from './teaming-platform.ts';

/** How a receiver bore a load. */
export interface Load {
  /** Ids of what was sent. */
  readonly sent: readonly string[];
  /** Statuses of the answers, each with its number. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Milliseconds until 99 % and until all of the answers were there. */
  readonly p99: number;
  readonly longest: number;
}

/** Milliseconds from one handful of notifications to the next. */
const beat = 10;

/** Sends so many notifications a second, however long the answers take. */
export async function load(url: string, to: Subscribed, perSecond: number, seconds: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const sent: string[] = [];
  const times: number[] = [];
  const statuses: Record<number, number> = {};
  const answers: Promise<void>[] = [];
  const started = performance.now();
  try {
    while (sent.length < perSecond * seconds) {
      const due = Math.min(perSecond * seconds, Math.ceil(((performance.now() - started) / 1000) * perSecond));
      while (sent.length < due) {
        const one = notification(to, sent.length + 1);
        sent.push(one.eventId);
        const begin = performance.now();
        const answer = post(agent, url, JSON.stringify(one)).then((status) => {
          times.push(performance.now() - begin);
          statuses[status] = (statuses[status] ?? 0) + 1;
        });
        answers.push(answer);
      }
      await wait(beat);
    }
    await Promise.all(answers);
  } finally {
    agent.destroy();
  }
  times.sort((one, other) => one - other);
  return { sent, statuses, p99: times[Math.floor(times.length * 0.99)] ?? 0, longest: times.at(-1) ?? 0 };
}

function post(agent: Agent, url: string, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      response.on('end', () => resolve(response.statusCode ?? 0)).resume();
    });
    sending.on('error', reject).end(body);
  });
}
