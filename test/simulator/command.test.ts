import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { ask } from '../support/opentouch-requests.ts';
import { printed } from '../support/printed.ts';

const entry = fileURLToPath(new URL('run-command.ts', import.meta.url));
const certificate = (name: string) => fileURLToPath(new URL(`certificate/${name}.pem`, import.meta.url));

function run(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', entry, ...args]);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`the command prints address and users, serves, and ends on ${signal}`, async () => {
    const child = run('--port', '0');
    const text = await printed(child, /Ctrl\+C/);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
    assert.ok(url, text);
    assert.match(text, /alice +alice-secret +Alice Martin, 1001, MULTIMEDIA/);
    assert.match(text, /admin +admin-secret/);
    assert.match(text, /alice@example\.com +Alice Martin +\+33155550101 +2001 +user +sim-refresh-alice/);
    assert.match(text, /switchboard-demo +demo_secret-1\.x/);
    assert.match(text, /sim0readonly0{28} +readonly/);
    assert.equal((await ask('GET', `${url}/api/rest`)).status, 200);
    child.kill(signal);
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
}

test('with a certificate the command serves HTTPS', async () => {
  const child = run('--port', '0', '--cert', certificate('cert'), '--key', certificate('key'));
  assert.match(await printed(child, /Ctrl\+C/), /https:\/\/127\.0\.0\.1:\d+/);
  child.kill();
  await once(child, 'exit');
});

test('wrong options and a taken port end the command with a reason', async () => {
  const simulator = await startSimulator({ port: 0 });
  const cases: [args: string[], reason: RegExp][] = [
    [['--port', 'x'], /--port x/],
    [['--cert', certificate('cert')], /go together/],
    [['--what'], /--what/],
    [['--port', String(simulator.port)], /is taken/],
  ];
  await Promise.all(
    cases.map(async ([args, reason]) => {
      const child = run(...args);
      assert.match(await printed(child), reason);
      assert.equal(child.exitCode, 1);
    }),
  );
  await simulator.stop();
});

test('help names every option', async () => {
  const text = await printed(run('--help'));
  for (const option of ['--port', '--host', '--cert', '--key', '--help']) assert.ok(text.includes(option));
});
