import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fresh, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';

let red: NodeRed;
before(async () => {
  red = await startNodeRed();
  await red.deploy(tab(fresh('talk', 'business-talk-account')));
});
after(() => red.stop());

const routes = (id: string): readonly (readonly [method: string, path: string])[] => [
  ['GET', `telephony/choices/${id}/opentouch-get-mailbox/mailboxId`],
  ['GET', `telephony/oauth/accounts/${id}`],
  ['DELETE', `telephony/oauth/accounts/${id}`],
  ['GET', `telephony/outbox/${id}`],
  ['POST', `telephony/outbox/${id}/any/retry`],
  ['POST', `telephony/outbox/${id}/any/discard`],
  ['POST', `telephony/register/${id}/check`],
  ['POST', `telephony/register/${id}/import`],
  ['GET', `telephony/register/${id}/export/csv`],
  ['GET', `telephony/open-requests/${id}`],
  ['POST', `telephony/open-requests/${id}/any/hand-out`],
];

async function ask(
  method: string,
  path: string,
): Promise<{ status: number; body: { code?: string; message?: string } }> {
  const answer = await fetch(`${red.url}/${path}`, { method });
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  return { status: answer.status, body: (await answer.json()) as { code?: string; message?: string } };
}

test('an id that every object has something by is nobody', async () => {
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    for (const [method, path] of routes(id)) {
      const { status, body } = await ask(method, path);
      assert.equal(status, 404, `${method} ${path}`);
      assert.equal(body.code, 'NOT_FOUND');
    }
  }
  const { status } = await ask('GET', 'telephony/choices/talk/__proto__/constructor');
  assert.equal(status, 404);
});

test('an account that is not deployed, or is of another system, is told as such', async () => {
  for (const id of ['none', 'talk', 'tab']) {
    for (const [method, path] of routes(id).filter(([, route]) => !route.includes('/oauth/'))) {
      const { status, body } = await ask(method, path);
      assert.equal(status, 409, `${method} ${path}`);
      assert.equal(body.code, 'NO_ACCOUNT');
      assert.match(body.message ?? '', /account/);
    }
  }
});

test('what is asked of a lookup that there is not, is nothing', async () => {
  for (const path of ['talk/opentouch-fly/mailboxId', 'talk/opentouch-record-call/action']) {
    const { status, body } = await ask('GET', `telephony/choices/${path}`);
    assert.deepEqual([status, body.code], [404, 'NOT_FOUND']);
  }
});
