// A partner to be killed: keeps a ledger, takes requests by HTTP, lets a "flow" answer the asynchronous ones a little later.
// Arguments: directory, port, address for events.
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ledger, NewRequest, Request } from '../../nodes/partner/ledger.ts';
import { openLedger } from '../../nodes/partner/store/open.ts';
import { postTo } from './event-sink.ts';
import { changeRequest, orderRequest } from './ledger.ts';

const [directory = '', port = '0', sink = ''] = process.argv.slice(2);

/** What the parent sends. */
interface Told {
  readonly body: NewRequest['body'];
  readonly mode: NewRequest['mode'];
}

async function main(): Promise<void> {
  const ledger = await openLedger({ directory });
  ledger.deliver(postTo(sink), { firstDelay: 5, longestDelay: 50 });
  for (const request of await ledger.waiting(['customer', 'fleet', 'licences', 'state'])) void work(ledger, request);

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    try {
      response.end(await answer(ledger, request.url ?? '', text ? JSON.parse(text) : {}));
    } catch (error) {
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
  if (!(await ledger.take(id))) return;
  await wait(Math.random() * 40);
  await ledger.conclude(id, { state: 'completed' });
}

void main();
