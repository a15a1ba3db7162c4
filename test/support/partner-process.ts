// A partner to be killed: keeps a ledger, takes requests by HTTP, lets a "flow" answer the asynchronous ones a little later.
// Arguments: directory, port, address for events. As long as there is a file `full` beside the directory, the disk is full; a
// file `clock` there holds the milliseconds by which the clock is wrong.
import fs from 'node:fs';
import { createServer } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ledger, NewRequest, Request } from '../../nodes/partner/ledger/ledger.ts';
import { startLedger } from '../../nodes/partner/ledger/open.ts';
import { postTo } from './event-sink.ts';
import { changeRequest, orderRequest } from './ledger.ts';

const [directory = '', port = '0', sink = ''] = process.argv.slice(2);

/** What the parent sends. */
interface Told {
  readonly body: NewRequest['body'];
  readonly mode: NewRequest['mode'];
}

const [full, clock] = [join(dirname(directory), 'full'), join(dirname(directory), 'clock')];

/** What SQLite writes to, and what people read the time from. */
function makeUnreliable(): void {
  const { writeSync } = fs;
  fs.writeSync = ((handle: number, ...rest: [Uint8Array]) => {
    if (fs.existsSync(full))
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    return writeSync(handle, ...rest);
  }) as typeof writeSync;
  syncBuiltinESMExports();
  const RealDate = Date;
  const now = () => RealDate.now() + (fs.existsSync(clock) ? Number(fs.readFileSync(clock, 'utf8')) : 0);
  globalThis.Date = class extends RealDate {
    constructor(...given: [number]) {
      super(...(given.length > 0 ? given : ([now()] as [number])));
    }
    static override now = now;
  } as DateConstructor;
}

async function main(): Promise<void> {
  makeUnreliable();
  const ledger = startLedger({ directory, record: join(dirname(directory), 'stores.json') });
  while (ledger.health.state !== 'open') await wait(5);
  ledger.deliver(postTo(sink), { firstDelay: 5, longestDelay: 50 });
  for (const request of await ledger.waiting(['customer', 'fleet', 'licences', 'state'])) void work(ledger, request);

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    try {
      response.end(await answer(ledger, request.url ?? '', text ? JSON.parse(text) : {}));
    } catch (error) {
      // The account would answer 503: whoever asks asks again.
      const { code = '' } = error as { code?: string };
      if (code.startsWith('STORE_')) return void request.socket.destroy();
      response.statusCode = 500;
      response.end(error instanceof Error ? error.stack : String(error));
    }
  });
  server.listen(Number(port), '127.0.0.1');
}

async function answer(ledger: Ledger, path: string, told: Told): Promise<string> {
  if (path === '/event') {
    const { customer, number } = told.body as { customer: string; number: number };
    const added = await ledger.outbox.add({
      api: 'userService',
      type: 'own',
      customer,
      resource: { customer, number },
    });
    return added.id;
  }
  if (path === '/counts') {
    const open = await ledger.requests({ states: ['open'] });
    return JSON.stringify({ open: open.length, ...(await ledger.outbox.counts()) });
  }
  if (path.startsWith('/fleet/')) return (await ledger.register?.fleetAsJson(path.slice('/fleet/'.length))) ?? '';
  if (path === '/outbox') return JSON.stringify(await ledger.outbox.list({ limit: 1_000_000 }));
  if (path === '/requests') return JSON.stringify(await ledger.requests({ limit: 1_000_000 }));
  const manner = { mode: told.mode, by: told.mode === 'async' ? 'flow' : 'register' } as const;
  const request =
    path === '/update' ? changeRequest(told.body['userService'] as [], manner) : orderRequest(told.body, manner);
  const accepted = await ledger.accept(request);
  if (!accepted.repeated && accepted.request.state === 'open') void work(ledger, accepted.request);
  return (accepted.answer ?? (await ledger.answer(accepted.request.id))).body;
}

/** The flow. */
async function work(ledger: Ledger, { id }: Request): Promise<void> {
  if (!(await take(ledger, id))) return;
  await wait(Math.random() * 40);
  for (;;) {
    try {
      await ledger.conclude(id, { state: 'completed' });
      return;
    } catch (error) {
      const { code = '' } = error as { code?: string };
      // It may have been written, and the file had lost its name by then.
      if (code === 'CONFLICT') return;
      if (!code.startsWith('STORE_')) throw error;
      await wait(10);
    }
  }
}

async function take(ledger: Ledger, id: string): Promise<Request | undefined> {
  for (;;) {
    try {
      return await ledger.take(id);
    } catch {
      await wait(10);
    }
  }
}

void main();
