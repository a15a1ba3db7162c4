import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { acquireSimulator, releaseSimulator } from '../../nodes/simulator/server/shared.ts';
import { teamingCompany } from '../../nodes/simulator/teaming/users/seed.ts';
import { freePort } from '../support/free-port.ts';
import { accessOf, ask, askClientToken, withSimulator } from '../support/orange-simulator.ts';

const statuses = async (url: string) => {
  const paths = ['/api/rest', '/teaming/users/myTelephonyProfile', '/btalk/beta/v1/me', '/oauth/v3/token'];
  return Promise.all(paths.map(async (path) => (await ask('GET', `${url}${path}`)).status));
};

test('every operation of Orange’s APIs has its route, and an answer', () =>
  withSimulator({}, async ({ url, requests }) => {
    const user = await accessOf(url, 'admin');
    const own = String((await askClientToken(url)).body['access_token']);
    for (const [system, base, token] of [
      [systems.teaming, '/teaming', user],
      [systems['business-talk'], '/btalk/beta/v1', own],
    ] as const) {
      for (const { method, path, type } of operationsOf(system)) {
        const address = `${url}${base}${path.replaceAll(/\{\w+\}/g, 'x%2B%2Fy')}`;
        const { status } = await ask(method, address, { headers: { authorization: `Bearer ${token}` } });
        assert.ok(![401, 405, 500].includes(status), `${type}: ${status}`);
        const seen = requests().at(-1);
        assert.deepEqual([seen?.name, seen?.path], [type, `${base}${path}`]);
      }
    }
  }));

test('all systems are played, or those that were chosen', async () => {
  await withSimulator({}, async ({ url }) => assert.deepEqual(await statuses(url), [200, 401, 401, 405]));
  await withSimulator({ systems: [] }, async ({ url }) => assert.deepEqual(await statuses(url), [200, 401, 401, 405]));
  await withSimulator({ systems: ['teaming'] }, async ({ url }) =>
    assert.deepEqual(await statuses(url), [404, 401, 404, 405]),
  );
  await withSimulator({ systems: ['opentouch'] }, async ({ url }) =>
    assert.deepEqual(await statuses(url), [200, 404, 404, 404]),
  );
});

test('who share a port have all that any of them wants', async () => {
  const port = await freePort();
  const { url } = await acquireSimulator({ port, systems: ['opentouch'] });
  assert.deepEqual(await statuses(url), [200, 404, 404, 404]);
  await acquireSimulator({ port, systems: ['business-talk'] });
  assert.deepEqual(await statuses(url), [200, 404, 401, 405]);
  await acquireSimulator({ port });
  assert.deepEqual(await statuses(url), [200, 401, 401, 405]);
  for (let user = 0; user < 3; user += 1) await releaseSimulator(port);
  await assert.rejects(fetch(url));
});

test('the page and its data show what it takes to get in, and what there is', () =>
  withSimulator({}, async ({ url }) => {
    await accessOf(url, 'alice');
    const page = await ask('GET', `${url}/simulator/tables`);
    const shown = [
      'alice-secret',
      'switchboard-demo',
      'demo_secret-1.x',
      'sim-refresh-alice',
      '+33155550101',
      'sim0readwrite000000000000000000000000000',
      'aa76e66dfc63',
      `${url}/teaming`,
      `${url}/btalk/beta/v1`,
      `${url}/simulator/teaming/calls`,
    ];
    for (const text of shown) assert.ok(page.text.includes(text), text);
    const { body } = await ask('GET', `${url}/simulator`);
    const tables = (name: string) => body[name] as Record<string, Record<string, unknown>[]>;
    assert.equal(tables('orange')['access tokens']?.[0]?.['userId'], 'alice@example.com');
    assert.equal(tables('teaming')['users']?.length, teamingCompany.length);
    assert.equal(tables('teaming')['voice messages']?.[0]?.['userId'], 'alice@example.com');
    assert.equal(tables('business-talk')['voicesites']?.length, 60);
    assert.ok(tables('opentouch')['users']?.some(({ password }) => password === 'alice-secret'));
    assert.ok(!page.text.includes('sim-access-'), 'tokens that clients hold are not shown');
  }));
