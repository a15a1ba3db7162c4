import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';

let red: NodeRed;
let orange: at.Orange;

before(async () => {
  orange = await at.startOrange();
  red = await startNodeRed({ settings: { runtimeState: { enabled: true, ui: false } } });
});
after(async () => {
  await red.stop();
  await orange.stop();
});

async function bring(state: 'start' | 'stop'): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${red.url}/flows/state`, { method: 'POST', headers, body: JSON.stringify({ state }) });
  assert.equal(answer.status, 200, await answer.text());
}

test('while the flows are stopped everything is answered with 503 by the deadline, and served once they run', async () => {
  await red.deploy(at.site(at.partner(orange, { deadline: '1', automatic: true })));
  await bring('stop');
  const started = performance.now();
  const refused = await Promise.all([at.ask(red, '/ping'), at.order(red, customerOrder), at.ask(red, at.licencesPath)]);
  const took = performance.now() - started;
  for (const { status, body } of refused) assert.deepEqual([status, body['code']], [503, 5]);
  assert.ok(took >= 900 && took < 5000, `it took ${took} ms`);

  const waiting = at.ask(red, '/ping');
  await bring('start');
  assert.equal((await waiting).status, 200);
  assert.equal((await at.order(red, customerOrder)).body['state'], 'completed');
});

test('eleven partners that come and go pile up no listeners', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on('warning', listen);
  const partners = Array.from({ length: 12 }, (_, index) => ({
    ...at.partner(orange, { path: `/partner-${index}`, directory: `${red.userDir}/partner-${index}` }),
    id: `partner-${index}`,
  }));
  try {
    for (let round = 0; round < 2; round += 1) {
      await red.deploy(partners.map((partner) => ({ ...partner, name: `round ${round}` })));
      const answer = await fetch(`${red.url}/partner-11/ping`);
      assert.equal(answer.status, 200);
    }
    await red.deploy([]);
    assert.equal((await fetch(`${red.url}/partner-11/ping`)).status, 404);
  } finally {
    process.off('warning', listen);
  }
  assert.deepEqual(warnings.map(String), []);
});
