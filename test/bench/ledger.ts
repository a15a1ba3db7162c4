import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../../nodes/partner/ledger/ledger.ts';
import { openLedger } from '../../nodes/partner/ledger/open.ts';
import { changeRequest, customerWithFleet, fleetBody, orderRequest } from '../support/ledger.ts';
import { compare } from './measure.ts';

/** Milliseconds that each is measured for. */
const span = 3_000;
const fleetSize = 10_000;

/** What a partner's ledger achieves on this disk: one change after the other, many at once, and a large fleet. */
export async function compareLedger(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  const ledger = await openLedger({ directory });
  try {
    const fleet = await customerWithFleet(ledger, 'ORG-1', fleetSize);
    await compare('Events put into the outbox one after the other, each on disk', '/s', 'more', [
      { name: 'ledger', run: () => rate(1, () => addEvent(ledger)) },
      { name: 'a line in a file, and fsync', run: () => appended(join(directory, 'lines')) },
    ]);
    await compare('Mixed requests, 100 at a time: consultations, updates, orders with their results', '/s', 'more', [
      { name: 'ledger', run: () => rate(100, (number) => mixed(ledger, fleet, number)) },
      { name: 'one at a time', run: () => rate(1, (number) => mixed(ledger, fleet, number)) },
    ]);
    const { fleetId } = await customerWithFleet(ledger, 'ORG-2', fleetSize);
    const register = ledger.register;
    await compare(`Consultation of a fleet of ${fleetSize}`, 'ms', 'less', [
      { name: 'as the answer for Orange', run: () => took(async () => register?.fleetAsJson(fleetId)) },
      { name: 'as objects for a flow', run: () => took(async () => register?.licencesOfFleet(fleetId)) },
    ]);
  } finally {
    await ledger.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function rate(parallel: number, action: (number: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let done = 0;
  const worker = async () => {
    while (performance.now() - start < span) await action(done++);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return (done * 1000) / (performance.now() - start);
}

async function took(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

function appended(file: string): number {
  const handle = openSync(file, 'a');
  const start = performance.now();
  let done = 0;
  for (; performance.now() - start < span; done += 1) {
    writeSync(handle, 'x'.repeat(500));
    fsyncSync(handle);
  }
  closeSync(handle);
  return (done * 1000) / (performance.now() - start);
}

async function addEvent(ledger: Ledger): Promise<unknown> {
  return ledger.outbox.add({
    api: 'userService',
    type: 'updateNotification',
    customer: 'A',
    resource: { userService: [] },
  });
}

type Site = Awaited<ReturnType<typeof customerWithFleet>>;

/** One in four is an order that a flow answers. */
async function mixed(ledger: Ledger, { customerId, fleetId, ids }: Site, number: number): Promise<unknown> {
  const id = ids[number % ids.length] ?? '';
  if (number % 2 === 0) return ledger.register?.licence(id);
  if (number % 4 === 1) {
    return ledger.accept(changeRequest([{ id, externalState: number % 8 === 1 ? 'suspended' : 'active' }]));
  }
  const { request } = await ledger.accept(
    orderRequest(fleetBody(customerId, 1, fleetId), { by: 'flow', mode: 'async' }),
  );
  return ledger.conclude(request.id, { state: 'completed' });
}
