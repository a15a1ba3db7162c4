import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type ChannelServer, startChannelServer } from '../support/channel-server.ts';
import { fresh, operation, tab } from '../support/flow.ts';
import { type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, connected, events, sink } from '../support/opentouch-site.ts';
import { resource } from '../support/recorder.ts';

/** Calls as servers have been seen to tell them, through a real Node-RED: told with what is known, and the end of nobody. */

let red: NodeRed;
let server: ChannelServer;
before(async () => {
  red = await startNodeRed();
});
afterEach(async () => {
  await red.deploy([]);
  await server.stop();
});
after(() => red.stop());

const text = (value: string) => ({ type: 'str' as const, value });

const leg = { deviceId: '1001', media: 'AUDIO', state: 'RINGING_INCOMING' };
const withheld = {
  callRef: 'c1',
  callData: { state: 'RINGING_INCOMING', initialCalled: { displayName: 'Sales' }, anonymous: 'true' },
  legs: leg,
  participants: { participantId: 'p', identity: { id: null, firstName: 'Jo' }, anonymous: 'false' },
};

async function deploy(state: unknown): Promise<void> {
  server = await startChannelServer();
  server.answer((request) => (resource(request) === '/telephony/state' ? { status: 200, body: state } : undefined));
  const call = fresh('call', 'opentouch-call', { z: 'tab', server: 'server', wires: [['told']] });
  await red.deploy(tab(aliceAt(server.url), call, events('source'), sink('told'), sink('heard')));
  await red.untilStatus('source', connected);
}

async function nextCall(): Promise<Message> {
  const { payload } = await red.next('told');
  return payload as Message;
}

async function heard(topic: string): Promise<Message> {
  for (;;) {
    const message = await red.next('heard');
    if (message['topic'] === topic) return message;
  }
}

test('a call without an id that is there at the start, alone where a list is due, is told', async () => {
  await deploy({ calls: withheld });
  const { callRef, direction, parties, legs } = await nextCall();
  assert.deepEqual(
    { callRef, direction, parties, legs },
    { callRef: 'c1', direction: 'incoming', parties: [{ name: 'Jo' }], legs: [leg] },
  );
});

test('a call without an id that comes is told, goes on, and ends; other sources get the events as they came', async () => {
  await deploy({ calls: null });
  const created = { eventName: 'OnCallCreated', loginName: 'alice', ...withheld };
  server.say(created);
  assert.equal((await red.next('told'))['topic'], 'ringing');
  assert.deepEqual((await heard('OnCallCreated'))['payload'], created);
  const active = { ...leg, state: 'ACTIVE' };
  server.say({
    eventName: 'OnCallModified',
    callRef: 'c1',
    callData: { state: 'ACTIVE' },
    modifiedLegs: active,
    addedLegs: null,
  });
  assert.equal((await red.next('told'))['topic'], 'answered');
  server.say({ eventName: 'OnCallRemoved', callRef: 'c1', cause: null });
  assert.equal((await red.next('told'))['topic'], 'ended');
  assert.deepEqual(red.waiting('errors'), []);
});

test('an event keeps the digits of a number that is too long for one', async () => {
  await deploy({});
  server.say(
    '{"eventName":"OnComRecordModified","loginName":"alice","callRef":"x","recordId":9007199254740993,"n":12}',
  );
  server.say('{"eventName":"OnCallModified","loginName":"alice","callRef":"x","recordId":9007199254740993,"n":12}');
  const { recordId, n } = (await heard('OnCallModified'))['payload'] as Message;
  assert.deepEqual([recordId, n], ['9007199254740993', 12]);
});

const answers: readonly [string, { body: string; headers?: Record<string, string> }][] = [
  ['a web page', { body: '<html><body>Please log in</body></html>', headers: { 'content-type': 'text/html' } }],
  ['a web page that does not say so', { body: '\n<!DOCTYPE html><html></html>' }],
  ['a text', { body: 'OK, I think', headers: { 'content-type': 'text/plain' } }],
];
for (const [name, reply] of answers) {
  test(`${name} with 200 where nothing is due is BAD_ANSWER and no success`, async () => {
    server = await startChannelServer();
    server.answer((request) => (/^\/telephony/.test(resource(request)) ? { status: 200, ...reply } : undefined));
    await red.deploy(
      tab(aliceAt(server.url), operation('opentouch-hold-call', { callRef: text('c'), deviceId: text('1') })),
    );
    red.inject('operation');
    const { error } = (await red.next('errors')) as unknown as { error: { code: string } };
    assert.equal(error.code, 'BAD_ANSWER');
    assert.equal(server.count('PUT', /hold$/) + server.count('POST', /hold$/), 1);
  });
}
