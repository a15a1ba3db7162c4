import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useCases } from '../../nodes/partner-check/use-cases/index.ts';
import { startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { freePort } from '../support/free-port.ts';
import { type PartnerOptions, startPartner } from '../support/partner.ts';
import { check } from '../support/partner-check.ts';

const names = Object.keys(useCases);

async function withPartner<T>(options: PartnerOptions, task: (url: string) => Promise<T>): Promise<T> {
  const partner = await startPartner(options);
  try {
    return await task(partner.url);
  } finally {
    await partner.stop();
  }
}

test('a partner that answers at once: a clean report and exit code 0', () =>
  withPartner({ authorization: 'Bearer secret' }, async (url) => {
    const { code, out, err } = await check('--url', url, '--mode', 'sync', '--bearer', 'secret');
    assert.equal(code, 0, out + err);
    assert.equal(out.match(/^ok {4}/gm)?.length, names.length);
    assert.match(out, new RegExp(`All ${names.length} use cases are right\\.`));
  }));

test('a partner that sends events: the command takes them, says where, and the report is clean', async () => {
  const port = await freePort();
  await withPartner({ mode: 'async', orange: `http://127.0.0.1:${port}` }, async (url) => {
    const { code, out, err } = await check('--url', url, '--mode', 'async', '--events-port', String(port));
    assert.equal(code, 0, out + err);
    assert.match(out, new RegExp(`Events are taken at http://127\\.0\\.0\\.1:${port}/mba2 `));
  });
});

test('a running simulator takes the events instead', async () => {
  const simulator = await startSimulator({ port: 0 });
  try {
    await withPartner({ mode: 'async', orange: simulator.url }, async (url) => {
      const { code, out, err } = await check(
        '--url',
        url,
        '--simulator',
        `${simulator.url}/`,
        '--only',
        'fleet,suspend',
      );
      assert.equal(code, 0, out + err);
      assert.equal(out.match(/^ok {4}/gm)?.length, 3, out);
    });
    assert.ok(simulator.businessApps.partnerCheck.received.list.length >= 2);
  } finally {
    await simulator.stop();
  }
});

test('a partner that is wrong: the report says what, exit code 1, with its requests if wanted, as JSON if wanted', () =>
  withPartner({ forgetful: true, broken: /ping/ }, async (url) => {
    const [text, json] = await Promise.all([
      check('--url', url, '--mode', 'sync', '--requests'),
      check('--url', url, '--mode', 'sync', '--json', '--only', 'ping'),
    ]);
    assert.equal(text.code, 1);
    assert.match(text.out, /wrong {2}Availability: GET ping\n {8}- ping does not answer with HTTP 200/);
    assert.match(text.out, /GET \/ping\n {10}HTTP 500: /);
    assert.match(text.out, /- the same order was given another id/);
    assert.match(text.out, /use cases are right, 2 are not/);
    assert.equal(json.code, 1);
    const report = JSON.parse(json.out) as { ok: boolean; reports: { name: string; steps: unknown[] }[] };
    assert.equal(report.ok, false);
    assert.deepEqual(
      report.reports.map(({ name, steps }) => [name, steps.length]),
      [['ping', 3]],
    );
  }));

test('wrong options end the command with a reason and exit code 2; --help tells the right ones', async () => {
  const url = 'http://127.0.0.1:9';
  const cases: [args: string[], reason: RegExp][] = [
    [[], /--url is missing/],
    [['--url', 'partner'], /base address of the partner/],
    [['--url', url, '--basic', 'me'], /a colon is expected/],
    [['--url', url, '--basic', 'a:b', '--bearer', 'c'], /exclude each other/],
    [['--url', url, '--mode', 'later'], /"mode" is sync, async or auto/],
    [['--url', url, '--only', 'dance'], /no such use case/],
    [['--url', url, '--simulator', 'http://127.0.0.1:9'], /no simulator at this address/],
    [['--what'], /--what/],
  ];
  await Promise.all(
    cases.map(async ([args, reason]) => {
      const { code, err } = await check(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, reason);
    }),
  );
  const { code, out } = await check('--help');
  assert.equal(code, 0);
  for (const name of names) assert.ok(out.includes(name), name);
});
