import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Accepted, Ledger, LedgerOptions, NewRequest } from '../../nodes/partner/ledger/ledger.ts';
import { openLedger } from '../../nodes/partner/ledger/open.ts';
import { readChange } from '../../nodes/partner/wire/change.ts';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { readOrder } from '../../nodes/partner/wire/order.ts';
import { inOneGo } from '../../nodes/runtime/slices.ts';

/** How a request is taken in, if not at once and by the register. */
export type Manner = Partial<Pick<NewRequest, 'mode' | 'by' | 'hold'>>;

const directories: string[] = [];
process.once('exit', () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A directory that is gone when all tests are over: a store that is still open would write itself again. */
export async function storeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'partner-'));
  directories.push(directory);
  return directory;
}

/** A ledger that is closed after the test. */
export async function ledgerFor(test: TestContext, options: Partial<LedgerOptions> = {}): Promise<Ledger> {
  const directory = options.directory ?? (await storeDirectory());
  const ledger = await openLedger({ ...options, directory });
  test.after(() => ledger.close());
  return ledger;
}

export function orderRequest(body: Json, manner: Manner = {}): NewRequest {
  return { api: 'productOrder', order: readOrder(body), body, mode: 'sync', by: 'register', ...manner };
}

export function changeRequest(userService: readonly Json[], manner: Manner = {}): NewRequest {
  const body = { userService };
  return {
    api: 'userService',
    change: inOneGo(readChange(body)).change,
    body,
    mode: 'sync',
    by: 'register',
    ...manner,
  };
}

let orders = Date.parse('2026-03-02T09:20:00.000Z');

/** The moment of an order; no two are the same. */
export function orderDate(): string {
  orders += 1;
  return new Date(orders).toISOString();
}

export function customerBody(reference: string): Json {
  return {
    orderDate: orderDate(),
    customer: { externalReference: { type: 'orange', id: reference }, tradingName: `Company ${reference}` },
    relatedContact: [
      {
        role: 'customerFleetManager',
        externalReference: { type: 'orange', id: `IND-${reference}` },
        givenName: 'Alice',
      },
    ],
  };
}

export function fleetBody(customerId: string, quantity: number, fleetId?: string): Json {
  return {
    category: 'production',
    orderDate: orderDate(),
    customer: { id: customerId },
    orderItem: [
      {
        action: 'add',
        productRef: { ...(fleetId && { id: fleetId }), userServiceQuantity: quantity },
        productOffering: { externalReference: { type: 'orange', id: 'MBA-BACKUP-PRO' } },
      },
    ],
  };
}

/** The productOrder or userServiceUpdate that a request was answered with. */
export function answered(accepted: Accepted): Json {
  return JSON.parse(accepted.answer?.body ?? 'null') as Json;
}

export function customerIn(order: Json): string {
  return String((order['customer'] as Json)['id']);
}

export function fleetIn(order: Json): string {
  const [item = {}] = order['orderItem'] as Json[];
  return String((item['productRef'] as Json)['id']);
}

/** A customer with a fleet. */
export async function customerWithFleet(ledger: Ledger, reference: string, quantity: number) {
  const customerId = customerIn(answered(await ledger.accept(orderRequest(customerBody(reference)))));
  const fleetId = fleetIn(answered(await ledger.accept(orderRequest(fleetBody(customerId, quantity)))));
  return { customerId, fleetId, ids: await licencesIn(ledger, fleetId) };
}

export async function licencesIn(ledger: Ledger, fleetId: string): Promise<string[]> {
  return ((await ledger.register?.licencesOfFleet(fleetId)) ?? []).map(({ id }) => id);
}
