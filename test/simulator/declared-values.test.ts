import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, withSimulator } from '../support/opentouch-requests.ts';

/** A request by a client that is not ours, with one value of each plain type wrong, and what the refusal has to name. */
const refusals: readonly (readonly [method: string, path: string, body: object | undefined, RegExp])[] = [
  ['POST', '/telephony/calls', { callee: 7 }, /callee: expected JSON of type string/],
  ['POST', '/telephony/calls', { callee: '1003', autoAnswer: 'perhaps' }, /autoAnswer: expected true or false/],
  ['POST', '/telephony/calls', { callee: '1003', associatedData: 'abc' }, /associatedData: expected bytes in hexa/],
  ['GET', '/comlog/records?offset=2147483648', undefined, /offset: expected a whole number from 0 to 2147483647/],
  ['GET', '/comlog/records?offset=1e3', undefined, /offset: expected a whole number/],
  ['GET', '/comlog/records?afterDate=2026', undefined, /afterDate: expected a date/],
  ['GET', '/comlog/records?afterDate=31%20Jan%202026', undefined, /afterDate: expected a date/],
  ['PUT', '/comlog/records', { recordIds: ['9223372036854775808'] }, /recordIds\[0\]: expected a whole number/],
  ['PUT', '/comlog/records', { recordIds: 7 }, /recordIds: expected a list/],
];

test('what a node would refuse is refused over the wire as well', () =>
  withSimulator({}, async (simulator) => {
    const alice = await logIn(simulator.url, 'alice');
    for (const [method, path, body, expected] of refusals) {
      const answer = await alice.ask(method, path, body);
      assert.deepEqual([answer.status, answer.body['type']], [400, 'BAD_PARAMETER'], `${path}: ${answer.text}`);
      assert.match(String(answer.body['innerMessage']), expected);
    }
  }));
