import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { operation } from '../support/flow.ts';
import {
  type OrangeBench,
  type OrangeSystem,
  orangeFacts,
  orangeSecrets,
  startOrangeBench,
} from '../support/orange.ts';

/** One operation of each system that nobody would dare to send twice, so that no answer is waited for again. */
const operations: Readonly<Record<OrangeSystem, { readonly type: string; readonly payload: object }>> = {
  teaming: { type: 'teaming-make-call', payload: { userId: 'alice@example.com', address: '2002' } },
  'business-talk': {
    type: 'business-talk-create-voicesite',
    payload: {
      customerCode: '9999',
      customerOrderReference: 'o',
      technicalSiteName: 't',
      customerSiteLabel: 'l',
      country: 'FR',
      vpnId: 'v',
    },
  },
};

/** Answers that say that the request was turned away, so that sending it again cannot do it twice. */
const turnedAway = new Set(['TOO_MANY_REQUESTS', 'REQUEST_TIMEOUT', 'SERVICE_UNAVAILABLE', 'OVER_CAPACITY']);

let bench: OrangeBench;
before(async () => {
  bench = await startOrangeBench();
});
after(() => bench.stop());

describe('every error of the API becomes a stable code and a plain cause', () => {
  for (const [system, { type, payload }] of Object.entries(operations) as [
    OrangeSystem,
    (typeof operations)['teaming'],
  ][]) {
    for (const { status, code, becomes } of orangeFacts.errors) {
      for (const shape of ['an object', 'a list'] as const) {
        it(`${system}: ${status} with ${code} in ${shape} is ${becomes}`, async () => {
          // Afresh, for an account that was refused once is not tried again.
          await bench.deploy(system, [operation(type)]);
          const body = { code, message: 'In short', description: 'At length', infoURL: 'https://example.com' };
          const headers = { 'X-OAPI-Request-Id': 'r-1' };
          bench.answer(() => ({ status, headers, body: shape === 'a list' ? [body] : body }));
          const { error, message } = await bench.refused({ payload, topic: 'kept' });
          assert.equal(error.code, becomes);
          assert.equal(message['response'], undefined);
          assert.equal(message['topic'], 'kept');
          const {
            system: whose,
            operation: what,
            status: told,
            code: number,
            requestId,
            helpMessage,
            canRetry,
          } = error.cause;
          assert.deepEqual([whose, what, told, number], [system, type, status, code]);
          assert.deepEqual([requestId, helpMessage], ['r-1', 'At length']);
          assert.equal(canRetry, turnedAway.has(becomes));
          assert.doesNotMatch(JSON.stringify(error), new RegExp(Object.values(orangeSecrets).join('|')));
        });
      }
    }
  }
});
