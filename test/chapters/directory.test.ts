import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { OpenTouchOptions } from '../../nodes/simulator/opentouch/server/options.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { fresh, responseOf, tab } from '../support/flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, Simulators, seen, untouched } from '../support/opentouch-site.ts';

interface Contact {
  readonly id: { readonly phoneNumber: string; readonly loginName?: string };
  readonly firstName: string;
  readonly lastName: string;
  readonly directorySource: string;
}

const quick = { first: 30, next: 5, portion: 4 };
const simulators = new Simulators();
let red: NodeRed;
before(async () => {
  red = await startNodeRed();
});
afterEach(async () => {
  await red.deploy([]);
  await simulators.stop();
});
after(() => red.stop());

/** Deploys a search node with these properties against a simulator of its own. */
async function place(
  properties: Readonly<Record<string, unknown>> = {},
  searches: OpenTouchOptions['searches'] = quick,
  account: Readonly<Record<string, unknown>> = {},
): Promise<Simulator> {
  const simulator = await simulators.start({ searches });
  await red.deploy(flow(aliceAt(simulator.url, account), properties));
  return simulator;
}

function flow(account: FlowNode, properties: Readonly<Record<string, unknown>>): FlowNode[] {
  const node = fresh('operation', 'opentouch-search-directory', { z: 'tab', server: 'server', wires: [['out']] });
  return tab(account, { ...node, ...properties });
}

const search = (message: Message) => red.inject('operation', message);
const contactsOf = (message: Message) => message['payload'] as Contact[];
const names = (contacts: readonly Contact[]) => contacts.map(({ firstName, lastName }) => `${firstName} ${lastName}`);
const failure = async () => {
  const error = (await red.next('errors'))['error'] as { code: string; message: string; cause: { field?: string } };
  assert.deepEqual(red.waiting('out'), []);
  return error;
};
const filterSent = (simulator: Simulator) =>
  simulator.requests().filter(({ name }) => name === 'opentouch-start-search').length;
const answered = (message: Message) => ({ payload: message['payload'], code: message['resultCode'] });

test('a name in the payload becomes a list of contacts; the rest of the message survives', async () => {
  const simulator = await place();
  search({ payload: 'érin lef', topic: 'kept' });
  const found = await red.next('out');
  assert.deepEqual(names(contactsOf(found)), ['Érin Lefèvre']);
  assert.equal(contactsOf(found)[0]?.directorySource, 'OT');
  assert.deepEqual(
    [found['topic'], found['resultCode'], responseOf(found).statusCode, responseOf(found).operation],
    ['kept', 'FINISH', 200, 'opentouch-search-directory'],
  );
  assert.equal(seen(simulator, 'opentouch-delete-search'), 0, 'the server ended it by itself');
  await red.untilStatus('operation', ({ text }) => !text);
});

test('numbers are found whatever stands before them, and e-mail addresses', async () => {
  await place({ search: { type: 'str', value: '{{payload.caller}}' } });
  const whole = async (caller: unknown) => {
    search({ payload: { caller } });
    return names(contactsOf(await red.next('out')));
  };
  const [someone] = await whole('+33199003010');
  assert.ok(someone);
  for (const caller of ['0199003010', '00199003010', '01 99 00 30 10', '+33 (1) 99-00-30-10']) {
    assert.deepEqual(await whole(caller), [someone]);
  }
  assert.deepEqual(await whole(1002), ['Bob Bernard']);
  assert.deepEqual(await whole('bob.b@'), []);
  assert.deepEqual(await whole('bob.bernard@lum'), ['Bob Bernard']);
  assert.deepEqual(await whole('+33199009876'), []);
});

test('one message per contact, as they come, the last one with the number of all', async () => {
  const simulator = await place({ result: 'each', search: { type: 'str', value: 'b' } });
  search({ topic: 'kept' });
  const messages: Message[] = [];
  for (let count = Number.POSITIVE_INFINITY; messages.length < count; ) {
    const message = await red.next('out');
    messages.push(message);
    count = (message['parts'] as { count?: number }).count ?? Number.POSITIVE_INFINITY;
  }
  assert.ok(messages.length > 8);
  const parts = messages.map((message) => message['parts'] as { id: string; index: number; count?: number });
  assert.equal(new Set(parts.map(({ id }) => id)).size, 1);
  assert.deepEqual(
    parts.map(({ index }) => index),
    messages.map((_, index) => index),
  );
  assert.equal(parts.filter(({ count }) => count !== undefined).length, 1);
  assert.equal(messages.at(-1)?.['resultCode'], 'FINISH');
  assert.ok(messages.every((message) => message['topic'] === 'kept'));
  assert.ok(seen(simulator, 'opentouch-get-search-results') > 3);
});

test('rules, all or any of them, with values of any kind; a filter of the message beside the simple search', async () => {
  const rules = [
    { field: 'attribute2', operation: 'EQUAL_IGNORE_CASE', value: { type: 'msg', value: 'department' } },
    { field: 'firstName', operation: 'BEGIN_WITH', value: { type: 'str', value: '{{letter}}' } },
  ];
  await place({ criteria: rules, limit: { type: 'num', value: '50' } });
  search({ department: 'logistics', letter: 'b' });
  const both = names(contactsOf(await red.next('out')));
  assert.ok(both.includes('Bob Bernard') && both.every((name) => /^b/i.test(name.normalize('NFD'))), both.join());
  search({ department: 'logistics' });
  const error = await failure();
  assert.deepEqual([error.code, error.cause.field], ['INVALID_INPUT', 'criteria[1]']);
  await simulators.stop();

  const [department, first] = rules;
  const family = {
    field: 'lastName',
    operation: 'BEGIN_WITH',
    value: { type: 'str', value: '{{letter}}' },
    together: true,
  };
  await place({ criteria: [department, first, family], limit: { type: 'num', value: '50' } });
  search({ department: 'logistics', letter: 'b' });
  const grouped = contactsOf(await red.next('out'));
  const starts = (text = '') => /^b/i.test(text.normalize('NFD'));
  assert.ok(grouped.every(({ firstName, lastName }) => starts(firstName) || starts(lastName)));
  assert.ok(grouped.some(({ firstName }) => !starts(firstName)) && grouped.some(({ firstName }) => starts(firstName)));
  await simulators.stop();

  await place({ criteria: rules, match: 'any', directories: { type: 'str', value: 'OT' } });
  search({ department: 'logistics', letter: 'alic' });
  const any = contactsOf(await red.next('out'));
  assert.ok(names(any).includes('Alice Martin') && names(any).includes('Bob Bernard'));
  assert.deepEqual([...new Set(any.map(({ directorySource }) => directorySource))], ['OT']);
  await simulators.stop();

  await place();
  const either = (...operand: object[]) => ({ operation: 'OR', operand });
  const last = (operand: string) => ({ field: 'lastName', operation: 'EQUAL_IGNORE_CASE', operand });
  search({ payload: { filter: either(last('petit'), either(last('dubois'), last('moreau'))) } });
  assert.deepEqual(names(contactsOf(await red.next('out'))).sort(), ['Carol Dubois', 'Dave Petit', 'Frank Moreau']);
});

test('nothing to search for, a wrong filter and a wrong limit are refused before any request', async () => {
  const simulator = await place({ limit: { type: 'msg', value: 'limit' } });
  search({ payload: {} });
  assert.deepEqual([(await failure()).code, filterSent(simulator)], ['INVALID_INPUT', 0]);
  search({ payload: 'x', limit: 101 });
  assert.equal((await failure()).cause.field, 'limit');
  search({ payload: { filter: { operation: 'LIKE', operand: 'x' } } });
  assert.equal((await failure()).cause.field, 'filter.operation');
  assert.deepEqual(simulator.requests(), []);
});

test('the server gives up: what was found until then arrives, and says so', async () => {
  await place({}, { first: 10_000, timeout: 20 });
  search({ payload: 'b' });
  assert.deepEqual(answered(await red.next('out')), { payload: [], code: 'TIMEOUT' });
});

test('searches wait for one another, and all of them end', async () => {
  const simulator = await place({}, { first: 0, next: 0, portion: 50 });
  const words = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'alice'];
  for (const payload of words) search({ payload });
  const found: string[] = [];
  for (const _ of words) found.push(...names(contactsOf(await red.next('out'))).slice(0, 1));
  assert.deepEqual(
    found.map((name) => name.normalize('NFD').replace(/\p{M}/gu, '').split(' ')[0]?.toLowerCase()),
    words,
    'none has got the results of another',
  );
  assert.equal(simulator.opentouch.searches.running, 0);
});

test('an administrator searches for several users at once, no more than five', async () => {
  const credentials = { login: 'admin', password: 'admin-secret' };
  const loginName = { type: 'msg', value: 'user' };
  const simulator = await place({ loginName }, { first: 300, next: 0, portion: 50 }, { credentials });
  const users = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'alice'];
  for (const user of users) search({ payload: 'martin', user });
  await eventually(() => simulator.opentouch.searches.running === 5, 'five searches are under way');
  for (const _ of users) assert.ok(contactsOf(await red.next('out')).length > 0);
  assert.equal(filterSent(simulator), users.length);
});

test('msg.cancel and closing the node end the search on the server, in silence', async () => {
  const simulator = await place({}, { first: 60_000 });
  const underWay = () => eventually(() => simulator.opentouch.searches.running === 1, 'the search has begun');
  const gone = () => eventually(() => simulator.opentouch.searches.running === 0, 'the search is deleted');
  search({ payload: 'a' });
  search({ payload: 'b' });
  await underWay();
  await red.untilStatus('operation', ({ text }) => String(text).includes('searching'));
  search({ cancel: true });
  await gone();
  await red.untilStatus('operation', ({ text }) => !text);
  assert.equal(filterSent(simulator), 1, 'the one that waited has not even begun');
  search({ payload: 'c' });
  await underWay();
  await red.deploy(flow(untouched(aliceAt(simulator.url)), { name: 'another' }), 'nodes');
  assert.equal(seen(simulator, 'opentouch-delete-search'), 2);
  search({ payload: 'd' });
  await underWay();
  await red.deploy([]);
  assert.equal(simulator.opentouch.searches.running, 0);
  assert.deepEqual(simulator.opentouch.sessions(), []);
});
