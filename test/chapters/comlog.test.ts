import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { StoredRecord } from '../../nodes/simulator/opentouch/comlog/stored-record.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import { account, operation, type TypedValue, tab } from '../support/flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { connected, events, Simulators, seen, sink } from '../support/opentouch-site.ts';

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

const str = (value: string): TypedValue => ({ type: 'str', value });
const num = (value: number): TypedValue => ({ type: 'num', value: String(value) });

/** Carol's operation nodes, each with its name as its id, and her log's and counters' events. */
async function place(...nodes: readonly FlowNode[]): Promise<Simulator> {
  const simulator = await simulators.start({ timing: { releasing: 5 } });
  const credentials = { login: 'carol', password: 'carol-secret' };
  const source = events('source', { packages: ['unifiedComLog', 'eventSummary'] });
  await red.deploy(tab(account(simulator.url, { credentials }), source, sink('heard'), ...nodes));
  await red.untilStatus('source', connected);
  return simulator;
}

const node = (name: string, fields: Readonly<Record<string, TypedValue>> = {}, properties: object = {}) =>
  operation(`opentouch-${name}`, fields, { id: name, ...properties });

async function through(name: string, payload: unknown = {}): Promise<Message> {
  red.inject(name, { payload });
  const { sink: end, message } = await red.nextOf(['out', 'errors']);
  assert.equal(end, 'out', JSON.stringify(message['error']));
  return message;
}

/** The next event of that name; those before it are passed over. */
async function heard(name: string): Promise<Record<string, unknown>> {
  for (;;) {
    const message = await red.next('heard');
    if (message['topic'] === name) return message['payload'] as Record<string, unknown>;
  }
}

const requests = (simulator: Simulator) => seen(simulator, 'opentouch-get-com-records');

test('a list in pages: one of them as it is, all as one list, one message for each record', async () => {
  const five = { limit: num(5), offset: num(2) };
  const name = 'get-com-records';
  const simulator = await place(
    node(name, five),
    { ...node(name, { limit: num(20) }, { list: 'all' }), id: 'all' },
    { ...node(name, { limit: num(20), role: str('CALLER') }, { list: 'each' }), id: 'each' },
  );
  const everything = simulator.opentouch.log.all('carol');
  const ids = (records: unknown) => (records as StoredRecord[]).map(({ recordId }) => recordId);
  assert.ok(everything.length > 40, `more than two pages: ${everything.length}`);

  const { comHistoryRecords, totalCount } = (await through(name))['payload'] as { [key: string]: unknown };
  assert.deepEqual(ids(comHistoryRecords), ids(everything).slice(2, 7));
  assert.equal(totalCount, everything.length);
  assert.equal(requests(simulator), 1);

  assert.deepEqual(ids((await through('all'))['payload']), ids(everything));
  assert.equal(requests(simulator), 1 + Math.ceil(everything.length / 20));

  const callers = everything.filter(({ participants }) => participants.some(({ role }) => role === 'CALLER'));
  red.inject('each');
  for (const [index, record] of callers.entries()) {
    const { payload, parts } = await red.next('out');
    assert.equal((payload as StoredRecord).recordId, record.recordId);
    const { index: place, count } = parts as { index: number; count: number };
    assert.deepEqual([place, count], [index, callers.length]);
  }
});

test('a missed call: the log and the counters tell, it is acknowledged, new again, and deleted', async () => {
  const simulator = await place(
    node('get-event-summary'),
    node('acknowledge-com-records', { acknowledge: { type: 'bool', value: 'true' } }),
    node('get-com-record'),
    node('delete-com-record'),
  );
  const before = (await through('get-event-summary'))['payload'] as { missedCallsNb: number };
  const { exchange } = simulator.opentouch;
  exchange.hangUp(exchange.placeCall('+33199009999', '1003'));
  const created = await heard('OnComRecordCreated');
  const { recordId } = created['record'] as StoredRecord;
  assert.equal(created['missedCallsNb'], before.missedCallsNb + 1);
  const missed = async () => ((await heard('OnEventSummaryUpdated'))['eventSummary'] as typeof before).missedCallsNb;
  assert.equal(await missed(), before.missedCallsNb + 1);

  await through('acknowledge-com-records', { recordIds: [recordId] });
  assert.deepEqual((await heard('OnComRecordsAck'))['recordIds'], [recordId]);
  assert.equal(await missed(), before.missedCallsNb);
  assert.equal(((await through('get-com-record', { recordId }))['payload'] as StoredRecord).acknowledged, true);

  await through('delete-com-record', { recordId });
  assert.deepEqual((await heard('OnComRecordsDeleted'))['recordIds'], [recordId]);
  red.inject('get-com-record', { payload: { recordId } });
  const { error } = (await red.next('errors')) as { error: { code: string } };
  assert.equal(error.code, 'NOT_FOUND');
});

test('filters go out as the dialog holds them: dates, truths, and ids as one list', async () => {
  const simulator = await place(
    node('get-com-records', {
      unanswered: { type: 'bool', value: 'true' },
      afterDate: { type: 'jsonata', value: '$fromMillis($millis() - 86400000 * 5)' },
      role: str('CALLEE'),
    }),
    { ...node('get-com-records', { recordIdList: { type: 'msg', value: 'payload.ids' } }), id: 'by-id' },
  );
  const { comHistoryRecords } = (await through('get-com-records'))['payload'] as { comHistoryRecords: StoredRecord[] };
  assert.ok(comHistoryRecords.length > 0);
  for (const { beginDate = '', participants } of comHistoryRecords) {
    assert.ok(Date.parse(beginDate) >= Date.now() - 86_400_000 * 5 - 10_000);
    assert.equal(participants.find(({ role }) => role)?.answered, false);
  }
  const [first, , third] = simulator.opentouch.log.all('carol').map(({ recordId }) => recordId);
  const some = (await through('by-id', { ids: [first, third] }))['payload'] as { comHistoryRecords: StoredRecord[] };
  assert.deepEqual(
    some.comHistoryRecords.map(({ recordId }) => recordId),
    [first, third],
  );
  red.inject('get-com-records', { payload: { beforeDate: 'yesterday' } });
  const { error } = (await red.next('errors')) as { error: { code: string; cause: { field: string } } };
  assert.deepEqual([error.code, error.cause.field], ['INVALID_INPUT', 'beforeDate']);
});

test('deleting everything is told without ids; after a gap the summary is read back', async () => {
  const simulator = await place(node('delete-com-records'), node('get-com-record-ids'), node('get-event-summary'));
  await through('delete-com-records');
  assert.deepEqual(await heard('OnComRecordsDeleted'), { eventName: 'OnComRecordsDeleted', loginName: 'carol' });
  const none = await through('get-com-record-ids');
  assert.deepEqual(none['payload'], { recordIds: [] });
  simulator.opentouch.cutChannels();
  const { users } = (await heard('resync')) as { users: { eventSummary?: unknown }[] };
  assert.deepEqual(users[0]?.eventSummary, (await through('get-event-summary'))['payload']);
});
