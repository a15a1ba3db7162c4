import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectRoot } from '../../support/node-red.ts';
import { printed } from '../../support/printed.ts';

const folder = mkdtempSync(join(tmpdir(), 'telephony-command-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const from = '+33140000000';

function file(name: string, scenario: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(scenario));
  return path;
}

/** The command as npm installs it. */
function command(...args: string[]): ChildProcess {
  return spawn(process.execPath, [join(projectRoot, 'bin', 'telephony-simulator.mjs'), '--port', '0', ...args]);
}

async function ran(...args: string[]): Promise<{ text: string; status: number | null }> {
  const child = command(...args);
  const text = await printed(child);
  return { text, status: child.exitCode };
}

test('a scenario is played at speed, in sentences, and the command ends after the last step', async () => {
  const path = file('day.json', {
    name: 'One day',
    systems: ['opentouch'],
    calls: [{ at: '1m', from, name: 'Marie Lenoir', to: '1001', answerAfter: '3s', hangUpAfter: '2m' }],
    faults: [{ at: '1m 5s', fault: 'slow', for: '90s' }],
  });
  const { text, status } = await ran('--scenario', path, '--speed', '200', '--exit');
  assert.equal(status, 0, text);
  assert.match(text, /Telephony simulator on http:\/\/127\.0\.0\.1:\d+/);
  assert.doesNotMatch(text, /Teaming/);
  const lines = text.split('Stop it with Ctrl+C.\n')[1]?.split('\n');
  assert.deepEqual(lines, [
    '  1:00  Marie Lenoir (+33140000000) calls Alice Martin (1001).',
    '  1:03  Alice Martin (1001) answers Marie Lenoir (+33140000000).',
    '  1:05  Fault "Slow server" begins, for 90 seconds.',
    '  2:35  Fault "Slow server" ends.',
    '  3:00  Marie Lenoir (+33140000000) hangs up.',
    '',
    'One day: 5 steps, all were carried out.',
    '',
  ]);
});

test('a scenario of the package is played by its name', async () => {
  const { text, status } = await ran('--scenario', 'quiet-morning', '--speed', '200', '--exit');
  assert.equal(status, 0, text);
  assert.match(text, /Quiet morning: \d+ steps, all were carried out\.\n$/);
});

test('a step that cannot be carried out is told, and is the status of the command', async () => {
  const path = file('bad.json', { actions: [{ who: 'bob', do: 'forward', to: '1' }], speed: 100 });
  const { text, status } = await ran('--scenario', path, '--exit');
  assert.equal(status, 1);
  assert.match(text, / 0:00 {2}not done, actions\[0\]: .+\n\n.*bad\.json: 1 step, 1 could not be carried out\.\n$/);
});

test('a scenario that is wrong ends the command with every reason', async () => {
  const path = file('wrong.json', { calls: [{ from, to: '1009' }], faults: [{ fault: 'rain' }] });
  const { text, status } = await ran('--scenario', path);
  assert.equal(status, 2);
  assert.match(
    text,
    /wrong\.json cannot be played:\n {2}calls\[0\]\.to: nobody has number 1009\n {2}faults\[0\]\.fault/,
  );
});

test('options that make no sense end the command with a reason', async () => {
  const cases: [args: string[], reason: RegExp][] = [
    [['--exit'], /^--exit is for a --scenario\n$/],
    [['--speed', '2'], /^--speed is for a --scenario\n$/],
    [['--scenario', 'quiet-morning', '--speed', '0'], /^--speed 0: a number from 1 to 1000 is expected\n$/],
    [
      ['--scenario', 'quiet-evening'],
      /^there is no file quiet-evening; the scenarios of the package are bad-network, /,
    ],
    [['--systems', 'opentouch,fax'], /^--systems opentouch,fax: "fax" is none of opentouch, /],
  ];
  for (const [args, reason] of cases) {
    const { text, status } = await ran(...args);
    assert.match(text, reason);
    assert.equal(status, 2, args.join(' '));
  }
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`without --exit the command stays after the last step, and ends on ${signal}`, async () => {
    const path = file('short.json', { name: 'Short', calls: [{ from, to: '1001' }] });
    const child = command('--scenario', path, '--systems', 'opentouch');
    const text = await printed(child, /Short: 1 step, all were carried out/);
    assert.equal(child.exitCode, null, text);
    child.kill(signal);
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
}

test('a scenario that is ended before its last step says so', async () => {
  const path = file('long.json', { name: 'Long', calls: [{ from, to: '1001', hangUpAfter: '1h' }] });
  const child = command('--scenario', path, '--exit');
  let text = '';
  child.stdout?.on('data', (part) => {
    text += part;
  });
  await printed(child, /calls Alice/);
  child.kill('SIGTERM');
  await once(child, 'close');
  assert.equal(child.exitCode, 1);
  assert.match(text, /Long: 1 step, ended before the last one\.\n$/);
});
