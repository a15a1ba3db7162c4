import assert from 'node:assert/strict';
import { test } from 'node:test';
import { givenLicences } from '../../../nodes/partner/wire/given.ts';
import { Refusal } from '../../../nodes/partner/wire/refusal.ts';
import { licenceReply } from '../../../nodes/partner/wire/replies.ts';

const plain = {
  id: 'US-1',
  fleetId: 'FLEET-1',
  state: 'active',
  externalState: 'active',
  offer: { reference: 'MBA-BACKUP-PRO' },
  endUser: { id: 'EU-1', givenName: 'Bob', email: 'bob@example.com', mobile: '+33612345678' },
  resources: [{ type: 'url', characteristics: { url: 'https://app.example.com' } }],
  login: { key: 'login', value: 'bob@example.com' },
  characteristics: { storageSize: '50GB' },
};

test('a flow may give licences in plain fields, or as Orange writes them', () => {
  assert.deepEqual(givenLicences([plain]), [plain]);
  assert.deepEqual(givenLicences([licenceReply(plain)]), [plain]);
});

test('a flow may give less, and more simply', () => {
  const given = givenLicences({ id: 7, offer: 'MBA', login: 'bob', endUser: { phone: '+33123456789', note: 'x' } });
  assert.deepEqual(given, [
    { id: '7', offer: { reference: 'MBA' }, login: { value: 'bob' }, endUser: { phone: '+33123456789' } },
  ]);
  assert.deepEqual(givenLicences([{}]), [{}]);
  for (const nothing of [undefined, null, []]) assert.deepEqual(givenLicences(nothing), []);
});

test('what is no list of licences is refused with its place', () => {
  const refused = (value: unknown, place: RegExp) =>
    assert.throws(
      () => givenLicences(value),
      (error: unknown) => error instanceof Refusal && place.test(error.message),
    );
  refused('three', /^licences\[0\]: expected an object/);
  refused([plain, 4], /^licences\[1\]: expected an object/);
  refused([{ id: { x: 1 } }], /^licences\[0\]\.id: expected a text/);
  refused([{ resources: [1] }], /^licences\[0\]\.resources\[0\]: expected an object/);
});
