import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fresh, operation, tab } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';
import { type Reply, type ScriptedServer, startScriptedServer } from '../support/scripted.ts';
import { momentaryFailures } from '../support/token-moments.ts';

let red: NodeRed;
let orange: ScriptedServer;
const script = new Map<string, Reply[]>();

before(async () => {
  orange = await startScriptedServer(({ url }) => {
    if (!url.startsWith('/token/')) return { status: 200, body: { userId: 'alice@example.com' } };
    return script.get(url)?.shift() ?? { status: 200, body: { access_token: 'access', expires_in: 3600 } };
  });
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await orange.stop();
});

const ways = Object.entries(momentaryFailures);
const operations = { teaming: 'teaming-get-my-profile', 'business-talk': 'business-talk-check-key' } as const;

/** An account with a token address of its own, and a node that uses it. */
function placed(system: keyof typeof operations, name: string, replies: readonly Reply[]): FlowNode[] {
  const id = `${system} ${name}`;
  const path = `/token/${system}/${encodeURIComponent(name)}`;
  script.set(path, [...replies]);
  const tokenUrl = `${orange.url}${path}`;
  const account = { ...orangeAccount(system, orange.url, { tokenUrl, requestsPerSecond: '0' }), id };
  return [account, operation(operations[system], {}, { ...fresh(`use ${id}`, operations[system]), account: id })];
}
const asked = (system: string, name: string) =>
  orange.requests.filter(({ url }) => url === `/token/${system}/${encodeURIComponent(name)}`).length;

for (const system of ['teaming', 'business-talk'] as const) {
  test(`${system}: back without a deploy after each of ${ways.length} ways to fail for a moment`, async () => {
    await red.deploy(tab(...ways.flatMap(([name, reply]) => placed(system, name, [reply]))));
    for (const [name] of ways) red.inject(`use ${system} ${name}`);
    for (let count = 0; count < ways.length; count += 1) {
      const { sink, message } = await red.nextOf(['out', 'errors'], 30_000);
      assert.equal(sink, 'out', JSON.stringify(message['error']));
    }
    for (const [name] of ways) {
      assert.equal(asked(system, name), 2, name);
      assert.equal(red.status(`${system} ${name}`)?.fill, 'green', name);
    }
  });

  test(`${system}: says when it tries again, and a wrong secret is tried once`, async () => {
    const wrong = { status: 401, body: { error: 'invalid_client' } };
    const patience = { status: 503, headers: { 'Retry-After': '300' } };
    await red.deploy(tab(...placed(system, 'wrong', [wrong, wrong, wrong]), ...placed(system, 'patience', [patience])));
    for (const [name, code] of [
      ['wrong', 'INVALID_CLIENT'],
      ['patience', 'SERVICE_UNAVAILABLE'],
    ] as const) {
      for (let times = 0; times < 3; times += 1) {
        red.inject(`use ${system} ${name}`);
        const { error } = (await red.next('errors')) as unknown as { error: { code: string } };
        assert.equal(error.code, code);
      }
      assert.equal(asked(system, name), 1);
    }
    assert.equal(red.status(`${system} wrong`)?.text, 'wrong client ID or secret');
    assert.match(red.status(`${system} patience`)?.text ?? '', /^service unavailable, next try \d\d:\d\d:\d\d$/);
  });
}
