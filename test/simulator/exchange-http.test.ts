import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sets } from '../../nodes/simulator/opentouch/users/seed.ts';
import { logIn, withSimulator } from '../support/opentouch-requests.ts';

test('over HTTP a call is made, answered, read by both parties, and released', () =>
  withSimulator({}, async ({ url }) => {
    const [alice, bob] = [await logIn(url, 'alice'), await logIn(url, 'bob')];
    const made = await alice.ask('POST', '/telephony/calls', { deviceId: '1001', callee: '1002', autoAnswer: true });
    assert.equal(made.status, 201);
    const path = String(made.headers.location).replace(/^.*(?=\/telephony)/, '');
    assert.match(path, /^\/telephony\/calls\/[0-9a-f]{16}$/);
    assert.equal((await bob.ask('POST', `${path}/answer`, { deviceId: '1102' })).status, 204);
    for (const party of [alice, bob]) {
      const { status, body } = await party.ask('GET', path);
      assert.deepEqual([status, (body['callData'] as { state: string }).state], [200, 'ACTIVE']);
    }
    assert.equal((await alice.ask('DELETE', path)).status, 204);
  }));

test('over HTTP an administrator calls from a set that belongs to nobody', () =>
  withSimulator({}, async ({ url }) => {
    const [admin, bob] = [await logIn(url, 'admin'), await logIn(url, 'bob')];
    for (const [index, deviceId] of sets.entries()) {
      const path = index === 0 ? '/telephony/calls' : '/telephony/basicCall';
      const made = await admin.ask('POST', path, { deviceId, callee: '1002' });
      assert.deepEqual([made.status, made.text, made.headers.location], [204, '', undefined]);
    }
    const { body } = await bob.ask('GET', '/telephony/calls');
    const callers = (body['calls'] as { participants: { participantId: string }[] }[]).map(
      ({ participants }) => participants[0]?.participantId,
    );
    assert.deepEqual(callers, sets);
    assert.equal((await bob.ask('POST', '/telephony/calls', { deviceId: sets[0], callee: '1001' })).status, 403);
  }));
