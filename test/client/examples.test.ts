import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { projectRoot } from '../support/node-red.ts';

let simulator: Simulator;
before(async () => {
  simulator = await startSimulator({ port: 0, opentouch: { timing: { outsideAnswers: 20, releasing: 5 } } });
});
after(() => simulator.stop());

interface Run {
  readonly child: ChildProcess;
  /** Lines so far. */
  lines(): string[];
  /** Resolves with what it said on its errors. */
  readonly ended: Promise<string>;
}

/** Runs one of the examples in `docs/client` as a user does. */
function run(name: string, ...args: readonly string[]): Run {
  const env = { ...process.env, OT_URL: simulator.url, SIMULATOR: simulator.url };
  const child = spawn(process.execPath, [join(projectRoot, 'docs/client', `${name}.mjs`), ...args], { env });
  let [said, complained] = ['', ''];
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  const ended = once(child, 'close').then(([code]) => `${code} ${complained}`.trim());
  return { child, lines: () => said.trimEnd().split('\n').filter(Boolean), ended };
}

test('click to call says how the call goes and ends with it', async (t) => {
  const { child, lines, ended } = run('click-to-call', '1001', '+33199001060');
  t.after(() => child.kill());
  await eventually(() => lines().includes('OnCallModified ACTIVE'), 'the answer');
  const [call] = simulator.opentouch.exchange.stateOf('alice').calls;
  simulator.opentouch.exchange.hangUp(call?.callRef ?? '');
  assert.equal(await ended, '0');
  assert.equal(lines()[0], 'OnCallCreated DIALING');
  assert.match(lines().at(-1) ?? '', /^OnCallRemoved/);
});

test('the tasks find somebody by name, call them, list the call and end it', async (t) => {
  const { child, lines, ended } = run('tasks', 'bob');
  t.after(() => child.kill());
  assert.equal(await ended, '0');
  assert.match(lines()[0] ?? '', /^calling Bob .*, 1002$/);
  assert.match(lines()[1] ?? '', /^(?:ringing|active) Bob /);
  assert.deepEqual(simulator.opentouch.exchange.stateOf('dave').calls, []);
});

test('print events prints them, and ends in order', async (t) => {
  const { child, lines, ended } = run('print-events');
  t.after(() => child.kill());
  await eventually(() => lines().includes('listening'), 'the channel');
  simulator.opentouch.exchange.placeCall('+33199001061', '1002');
  await eventually(() => lines().some((line) => line.includes('"OnCallCreated"')), 'the call');
  child.kill('SIGINT');
  assert.equal(await ended, '0');
  assert.equal(simulator.opentouch.sessions().filter(({ loginName }) => loginName === 'bob').length, 0);
});

test('missed lists calls and messages, and saves the audio', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'telephony-missed-'));
  t.after(() => rm(folder, { recursive: true }));
  const { lines, ended } = run('missed', folder);
  assert.equal(await ended, '0');
  const of = (kind: string) => lines().filter((line) => line.startsWith(kind));
  assert.ok(of('missed').length > 0 && of('message').length > 0);
  assert.doesNotMatch(lines().join('\n'), /unknown|undefined/);
  assert.equal((await readdir(folder)).length, of('message').length);
});

test('call teaming lists the voice messages and makes a call', async (t) => {
  const { child, lines, ended } = run('call-teaming', '2002', '0.2');
  t.after(() => child.kill());
  assert.equal(await ended, '0');
  assert.ok(lines().some((line) => /^message {2}\d{4}-\d\d-\d\d .*\w$/.test(line)));
  assert.deepEqual(lines().slice(-2), ['calling  2002', 'released']);
  assert.doesNotMatch(lines().join('\n'), /unknown|undefined/);
});

test('coverage says where Business Talk is to be had', async () => {
  const { lines, ended } = run('coverage', 'FR', 'KP');
  assert.equal(await ended, '0');
  assert.deepEqual(lines(), ['FR France: Yes', 'KP North Korea: No']);
});
