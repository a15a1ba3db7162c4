import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { account, fresh, operation, responseOf, type TypedValue, tab } from '../support/flow.ts';
import { type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';

let red: NodeRed;
let simulator: Simulator;
before(async () => {
  red = await startNodeRed();
});
after(() => red.stop());
afterEach(async () => {
  await red.deploy([]);
  await simulator.stop();
});

interface State {
  readonly appliedProfile?: { readonly id: string };
  readonly forwardRoutes: readonly object[];
  readonly overflowRoutes: readonly object[];
}

type Fields = Readonly<Record<string, TypedValue>>;

const json = (value: unknown): TypedValue => ({ type: 'json', value: JSON.stringify(value) });
const voicemail = [{ type: 'VOICEMAIL', selected: true }];

/** Deploys operation nodes, each with its name as its id, and an event source for the user of the account. */
async function play(login: string, nodes: Readonly<Record<string, Fields>>): Promise<void> {
  simulator = await startSimulator({ port: 0 });
  const server = account(simulator.url, { credentials: { login, password: `${login}-secret` } });
  const operations = Object.entries(nodes).map(([id, fields]) => operation(`opentouch-${id}`, fields, { id }));
  const source = { z: 'tab', server: 'server', packages: ['routingManagement', 'telephony'], wires: [['events']] };
  await red.deploy([
    ...tab(server, ...operations),
    fresh('source', 'opentouch-events', source),
    { id: 'events', type: 'test-sink', z: 'tab', wires: [[]] },
  ]);
  await red.untilStatus('source', ({ fill }) => fill === 'green');
}

async function through(id: string, payload: unknown = {}): Promise<Message> {
  red.inject(id, { payload });
  const { sink, message } = await red.nextOf(['out', 'errors']);
  assert.equal(sink, 'out', `${id} ended as an error: ${JSON.stringify(message['error'])}`);
  return message;
}

async function refused(id: string, payload: unknown = {}): Promise<{ code: string; message: string }> {
  red.inject(id, { payload });
  const { sink, message } = await red.nextOf(['out', 'errors']);
  assert.equal(sink, 'errors', `${id} did not end as an error`);
  return message['error'] as { code: string; message: string };
}

/** The next event of that name, those before it being passed over. */
async function event(eventName: string): Promise<Readonly<Record<string, unknown>>> {
  for (;;) {
    const message = await red.next('events');
    if (message['topic'] === eventName) return message['payload'] as Readonly<Record<string, unknown>>;
  }
}

const stateOf = async () => (await through('get-routing-state'))['payload'] as State;

test('a forward is set and cancelled, is told by event with its request id, and a call follows it', async () => {
  await play('bob', { 'set-routes': {}, 'get-routing-state': {}, 'get-calls': {} });
  const forwardRoutes = [{ destinations: [{ type: 'USER', number: '1004', selected: true }] }];
  const message = await through('set-routes', { forwardRoutes, requestId: 'flow-1' });
  assert.equal(responseOf(message).statusCode, 204);
  const changed = await event('OnRoutingStateChanged');
  assert.equal(changed['requestId'], 'flow-1');
  assert.deepEqual((changed['routingState'] as State).forwardRoutes, (await stateOf()).forwardRoutes);
  simulator.opentouch.exchange.placeCall('+33199001020', '1002');
  assert.deepEqual((await through('get-calls'))['payload'], { calls: [] });
  assert.equal(simulator.opentouch.exchange.stateOf('dave').calls.length, 1);
  await through('set-routes', { forwardRoutes: [] });
  const state = await stateOf();
  assert.deepEqual([state.appliedProfile?.id, state.forwardRoutes], ['0', []]);
});

test('an overflow is entered in the dialog and taken away again', async () => {
  const overflowRoutes = json([{ overflowType: 'BUSY', destinations: voicemail }]);
  await play('bob', {
    'set-overflow-routes': { overflowRoutes },
    'cancel-overflow-routes': {},
    'get-routing-state': {},
  });
  await through('set-overflow-routes');
  assert.equal((await stateOf()).overflowRoutes.length, 1);
  await through('cancel-overflow-routes', { requestId: 'flow-2' });
  await event('OnRoutingStateChanged');
  assert.equal((await event('OnRoutingStateChanged'))['requestId'], 'flow-2');
  assert.deepEqual((await stateOf()).overflowRoutes, []);
});

test('a profile that nobody names is found where there is only one, and asked for where there are more', async () => {
  await play('bob', { 'get-routing-profile': {}, 'create-routing-profile': {} });
  const only = (await through('get-routing-profile'))['payload'] as { id: string };
  assert.equal(only.id, '0');
  await red.deploy([]);
  await simulator.stop();
  await play('alice', { 'get-routing-profile': {} });
  const error = await refused('get-routing-profile');
  assert.equal(error.code, 'INVALID_INPUT');
  assert.match(error.message, /profileId is missing, and there are 5/);
});

test('a new profile is known by its id, or comes whole with details, and can be applied and deleted', async () => {
  await play('bob', {
    'create-routing-profile': { profileName: { type: 'msg', value: 'payload.called' } },
    'apply-routing-profile': {},
    'delete-routing-profile': {},
    'get-routing-state': {},
  });
  const made = await through('create-routing-profile', {
    called: 'Short',
    forwardRoutes: [{ destinations: voicemail }],
  });
  assert.deepEqual([responseOf(made).statusCode, made['payload']], [201, { profileId: '10' }]);
  const told = (await event('OnRoutingProfilesChanged'))['profiles'] as { id: string }[];
  assert.deepEqual(
    told.map(({ id }) => id),
    ['0', '10'],
  );
  const whole = (await through('create-routing-profile', { called: 'Long', details: true }))['payload'];
  assert.equal((whole as { name: string }).name, 'Long');
  // What was made goes straight on.
  await through('apply-routing-profile', made['payload']);
  assert.equal((await stateOf()).forwardRoutes.length, 1);
  await through('delete-routing-profile', made['payload']);
  assert.equal((await stateOf()).appliedProfile?.id, '0');
});

test('what cannot be carried out comes as an event and as an error of the node, what is wrong as an error', async () => {
  await play('alice', { 'set-routes': {}, 'apply-routing-profile': {} });
  const outside = [{ type: 'USER', number: '+33199001020', selected: true }];
  const late = await refused('set-routes', { forwardRoutes: [{ destinations: outside }], requestId: 'flow-3' });
  assert.equal(late.code, 'NOT_DONE');
  assert.match(late.message, /\+33199001020 is no user \(ERROR_UNAUTHORIZED\)/);
  const failed = await event('OnRoutingManagementFailed');
  assert.deepEqual([failed['requestId'], failed['resultCode']], ['flow-3', 'ERROR_UNAUTHORIZED']);
  const condition = await refused('set-routes', {
    forwardRoutes: [{ forwardType: 'ALWAYS', destinations: voicemail }],
  });
  assert.match(condition.message, /forwardRoutes\[0\]\.forwardType: expected one of BUSY/);
  assert.equal((await refused('apply-routing-profile', { profileId: '77' })).code, 'NOT_FOUND');
});

test('after a lost channel the routing is read back with all else', async () => {
  await play('bob', { 'get-routing-state': {} });
  simulator.opentouch.cutChannels();
  for (;;) {
    const message = await red.next('events');
    if (message['topic'] !== 'resync') continue;
    const { users } = message['payload'] as { users: { routingState: State }[] };
    assert.deepEqual(users[0]?.routingState, (await through('get-routing-state'))['payload']);
    return;
  }
});
