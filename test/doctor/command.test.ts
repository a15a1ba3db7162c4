import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { projectRoot } from '../support/node-red.ts';
import { type Recorder, resource, startRecorder } from '../support/recorder.ts';

/** Runs the command as a shell does; what it wrote, and its exit status. */
async function doctor(args: readonly string[], password = 'alice-secret') {
  const command = join(projectRoot, 'bin/telephony-doctor.mjs');
  const env = { ...process.env, TELEPHONY_PASSWORD: password };
  const child = spawn(process.execPath, [command, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const status = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { output, errors, status: await status };
}

describe('the command telephony-doctor', () => {
  let simulator: Simulator;
  let recorder: Recorder;
  before(async () => {
    simulator = await startSimulator({ port: 0 });
    recorder = await startRecorder();
  });
  after(async () => {
    await recorder.stop();
    await simulator.stop();
  });

  it('looks the account over, calls what only reads, and leaves nothing behind', async () => {
    const { output, errors, status } = await doctor(['--url', simulator.url, '--login', 'alice']);
    assert.deepEqual([errors, status], ['', 0]);
    assert.match(output, /^✓ Events come: /m);
    assert.match(output, /^✓ opentouch-get-routing-state$/m);
    assert.match(output, /^\d+ as declared, 0 different, \d+ refused, \d+ not asked\.$/m);
    assert.ok(!output.includes('alice-secret'));
    const changing = simulator
      .requests()
      .filter(({ method, name }) => method !== 'GET' && !/session|authenticate|subscription|channel/.test(name));
    assert.deepEqual(changing, []);
    const count = (name: string) => simulator.requests().filter((request) => request.name === name).length;
    assert.equal(count('opentouch-open-session'), count('opentouch-close-session'));
  });

  it('an administrator asks about the user that is named', async () => {
    const args = ['--url', simulator.url, '--login', 'admin', '--login-name', 'alice'];
    const { output, status } = await doctor(args, 'admin-secret');
    assert.equal(status, 0);
    assert.match(output, /^✓ opentouch-get-routing-state$/m);
  });

  it('says how the answers of a server differ, and gives away nobody', async () => {
    recorder.answer((request) => {
      if (resource(request) !== '/users/alice') return undefined;
      const body = { firstName: 'Alice', nickname: 'Al', devices: { type: 'HOLOGRAM', id: 7 }, salutation: 'MRS' };
      return { status: 200, body };
    });
    const args = ['--url', recorder.url, '--login', 'alice', '--timeout', '1'];
    const { output, status } = await doctor(args);
    assert.equal(status, 1);
    assert.match(output, /^✗ The answer to the subscription/m);
    assert.match(output, /^≠ opentouch-get-user\n {4}devices is an object, declared is a list\n/m);
    assert.match(output, /^ {4}devices\.type has a value that DeviceType does not: HOLOGRAM$/m);
    assert.match(output, /^ {4}devices\.id is a number, declared is string$/m);
    assert.match(output, /^ {4}nickname is not in the reference \(a text\)$/m);
    const json = JSON.parse((await doctor([...args, '--json'])).output);
    const user = json.operations.find(({ operation }: { operation: string }) => operation === 'opentouch-get-user');
    assert.equal(user.differences.length, 4);
    assert.ok(!/Alice|alice|"Al"/.test(JSON.stringify(json)));
  });

  it('a wrong password, and a command line that is none', async () => {
    const wrong = await doctor(['--url', simulator.url, '--login', 'alice'], 'wrong');
    assert.equal(wrong.status, 1);
    assert.match(wrong.output, /^✗ .*refuses login or password/m);
    const nothing = await doctor([]);
    assert.deepEqual([nothing.status, nothing.errors], [2, '--url and --login are needed; --help says more\n']);
    assert.match((await doctor(['--help'])).output, /--login <name>/);
  });
});
