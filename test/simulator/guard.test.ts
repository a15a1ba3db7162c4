import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { ask } from '../support/orange-simulator.ts';

describe("the simulator's own addresses", () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ port: 0 });
  });
  after(() => simulator.stop());

  const press = (headers: Record<string, string>) =>
    ask('PUT', `${simulator.url}/simulator/faults`, { headers, body: JSON.stringify({ faults: [] }) });

  it('are not for the pages of other sites, whatever the browser says of them', async () => {
    for (const headers of [
      { origin: 'https://elsewhere.example' },
      { origin: 'https://elsewhere.example', 'content-type': 'text/plain' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: simulator.url },
    ]) {
      assert.equal((await press(headers)).status, 403, JSON.stringify(headers));
    }
  });

  it("are for the simulator's own page, and for what is no page", async () => {
    for (const headers of [
      {},
      { origin: simulator.url },
      { 'sec-fetch-site': 'same-origin' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ]) {
      assert.equal((await press(headers)).status, 200, JSON.stringify(headers));
    }
  });

  it('show a page on which only its own code can run', async () => {
    const { headers, text } = await ask('GET', simulator.url);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; .*frame-ancestors 'none'/);
    assert.ok(!policy.includes('unsafe'));
    assert.ok(!/\s(?:style|on\w+)="/.test(text));
    assert.ok(!/<script(?![^>]*src="\/simulator\/page\.js")/.test(text));
  });

  it('show plain tables on which nothing else can run', async () => {
    const { headers, text } = await ask('GET', `${simulator.url}/simulator/tables`);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none';.*frame-ancestors 'none'/);
    assert.match(policy, /; style-src 'sha256-[^']+'$/);
    assert.ok(!text.includes('<script'));
    assert.ok(!policy.includes('unsafe'));
    assert.ok(!/\s(?:style|on\w+)="/.test(text));
  });
});
