import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { fresh, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { check } from '../support/partner-check.ts';
import { clientSecret } from '../support/partner-site.ts';

let red: NodeRed;
let simulator: Simulator;

before(async () => {
  simulator = await startSimulator({ port: 0 });
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await simulator.stop();
});

const inboundSecret = 'key-of:Orange';

/** The register alone, known by a key in a header. */
async function deploy(properties: object): Promise<string> {
  const { url } = simulator;
  const account = fresh('partner', 'business-apps-partner', {
    automatic: true,
    inboundAuth: 'key',
    eventUrl: url,
    tokenUrl: `${url}/oauth/v3/token`,
    credentials: { inboundSecret, clientId: 'switchboard-demo', clientSecret },
    ...properties,
  });
  await red.deploy(tab(account));
  return `${red.url}/business-apps`;
}

test('the command finds nothing wrong with a partner that answers at once', async () => {
  const url = await deploy({});
  const { code, out, err } = await check('--url', url, '--mode', 'sync', '--key', `X-API-Key: ${inboundSecret}`);
  assert.equal(code, 0, out + err);
  assert.match(out, /All \d+ use cases are right\./);
});

test('nor with one that sends events, which a running simulator takes', async () => {
  const url = await deploy({ orderMode: 'async', changeMode: 'async', offer: 'mba2-beta' });
  const key = ['--key', `X-API-Key: ${inboundSecret}`];
  const { code, out, err } = await check('--url', url, '--mode', 'async', '--simulator', simulator.url, ...key);
  assert.equal(code, 0, out + err);
  assert.deepEqual(
    simulator.businessApps.partnerCheck.received.list.flatMap(({ problems }) => problems),
    [],
  );
});
