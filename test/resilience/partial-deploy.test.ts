import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { operation, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, connected, events, Simulators, seen, sink, untouched } from '../support/opentouch-site.ts';

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

const getLogins = operation('opentouch-get-logins');
const source = events('source');
const second = events('second', { packages: ['user'], wires: [['heard too']] });

test('when the last node that used it is deleted, the session ends though its account stays', async () => {
  const simulator = await simulators.start();
  const account = aliceAt(simulator.url);
  await red.deploy(tab(account, getLogins));
  red.inject('operation');
  await red.next('out');
  assert.equal(simulator.opentouch.sessions().length, 1);
  const kept = red.node('server');
  await red.deploy(tab(untouched(account)), 'nodes');
  assert.equal(red.node('server'), kept, 'the account was started anew');
  assert.deepEqual(simulator.opentouch.sessions(), []);
  await red.deploy(tab(untouched(account), getLogins), 'nodes');
  red.inject('operation');
  await red.next('out');
  assert.equal(simulator.opentouch.sessions().length, 1);
});

test('when the last event source is deleted, the subscription ends, and the session goes on for the operations', async () => {
  const simulator = await simulators.start();
  const account = aliceAt(simulator.url);
  await red.deploy(tab(account, getLogins, source));
  await red.untilStatus('source', connected);
  await red.deploy(tab(untouched(account), getLogins), 'nodes');
  assert.deepEqual(simulator.opentouch.subscriptions(), []);
  assert.equal(simulator.opentouch.sessions().length, 1);
  red.inject('operation');
  await red.next('out');
  assert.equal(seen(simulator, 'authenticate'), 1);
  await red.deploy(tab(untouched(account)), 'nodes');
  assert.deepEqual(simulator.opentouch.sessions(), []);
});

test('event sources come and go without the others noticing', async () => {
  const simulator = await simulators.start();
  const { opentouch } = simulator;
  const account = aliceAt(simulator.url);
  const heard = [sink('heard'), sink('heard too')];
  await red.deploy(tab(account, source, ...heard));
  await red.untilStatus('source', connected);
  const names = () =>
    opentouch
      .subscriptions()
      .flatMap(({ selectors }) => selectors)
      .flatMap((selector) => selector.names)
      .sort();
  assert.deepEqual(names(), ['telephony']);

  const notify = async (sinkId: string, eventName: string) => {
    opentouch.notify('alice', { eventName, loginName: 'alice' } as { eventName: string });
    for (;;) if ((await red.next(sinkId))['topic'] === eventName) return;
  };
  const settled = () => [seen(simulator, 'opentouch-create-subscription'), seen(simulator, 'channel')];

  await red.deploy(tab(untouched(account), source, second, ...heard), 'nodes');
  await eventually(() => seen(simulator, 'opentouch-update-subscription') === 1, 'the wider filter');
  await eventually(() => names().length === 2, 'two packages');
  await red.untilStatus('second', connected);
  assert.deepEqual(names(), ['telephony', 'user']);
  await notify('heard too', 'OnUserInfoChanged');
  await notify('heard', 'OnCallRemoved');

  await red.deploy(tab(untouched(account), source, ...heard), 'nodes');
  await eventually(() => seen(simulator, 'opentouch-update-subscription') === 2, 'the narrower filter');
  await eventually(() => names().length === 1, 'one package');
  assert.deepEqual(names(), ['telephony']);
  await notify('heard', 'OnCallModified');
  assert.deepEqual(settled(), [1, 1]);
  assert.ok(red.waiting('heard').every(({ topic }) => topic !== 'resync'));
  assert.ok(connected(red.status('source') ?? {}));
});

test('a source that is changed without any change to what is asked for costs no request', async () => {
  const simulator = await simulators.start();
  const account = aliceAt(simulator.url);
  await red.deploy(tab(account, getLogins, source, second));
  await red.untilStatus('source', connected);
  const before = simulator.requests().length;
  await red.deploy(tab(untouched(account), getLogins, source, { ...second, name: 'renamed' }), 'nodes');
  await red.untilStatus('second', connected);
  // An answer that takes longer than sources are gathered: the change would have been sent by then.
  simulator.faults.set([{ on: 'opentouch-get-logins', delay: 150 }]);
  red.inject('operation');
  await red.next('out');
  const names = simulator.requests().map(({ name }) => name);
  assert.deepEqual(names.slice(before), ['opentouch-get-logins']);
});
