import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { operation, responseOf } from '../support/flow.ts';
import {
  type OrangeBench,
  type OrangeSystem,
  orangeFacts,
  orangeSecrets,
  startOrangeBench,
} from '../support/orange.ts';

const names: readonly OrangeSystem[] = ['teaming', 'business-talk'];

let bench: OrangeBench;
before(async () => {
  bench = await startOrangeBench();
});
after(() => bench.stop());

for (const system of names) {
  const cases = orangeFacts[system].flatMap(({ type, requests }) => requests.map((request) => ({ type, ...request })));
  const accounts = [...new Set(cases.map(({ account }) => JSON.stringify(account ?? {})))];

  for (const account of accounts) {
    describe(`a message through a node of ${system} makes exactly the known request, with the account set to ${account}`, () => {
      before(() =>
        bench.deploy(
          system,
          orangeFacts[system].map(({ type }) => operation(type, {}, { id: type })),
          JSON.parse(account),
        ),
      );

      for (const { type, payload, method, url, body } of cases.filter(
        (one) => JSON.stringify(one.account ?? {}) === account,
      )) {
        it(`${type}: ${method} ${url}${body ? ` ${JSON.stringify(body)}` : ''}`, async () => {
          bench.requests.length = 0;
          const message = await bench.through({ payload: { ...payload, 'a key of nobody': 1 }, topic: 'kept' }, type);
          assert.equal(message['topic'], 'kept');
          assert.equal(responseOf(message).operation, type);
          const [request, ...more] = bench.requests;
          assert.ok(request, 'no request was made');
          assert.deepEqual(more, [], 'more than one request was made');
          assert.deepEqual([request.method, request.url], [method, `/${system}${url}`]);
          const { authorization, accept, 'x-bt-api-key': key, 'content-type': media, cookie } = request.headers;
          assert.equal(authorization, `Bearer ${orangeSecrets.accessToken}`);
          assert.equal(accept, 'application/json');
          assert.equal(key, system === 'business-talk' ? orangeSecrets.apiKey : undefined);
          assert.equal(cookie, undefined);
          if (body === undefined) {
            assert.equal(request.body.length, 0, 'there is a body');
            assert.equal(media, undefined);
          } else {
            assert.equal(media, 'application/json');
            assert.deepEqual(JSON.parse(request.body.toString('utf8')), body);
          }
        });
      }
    });
  }
}
