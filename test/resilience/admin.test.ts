import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/runtime/describe.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { packageName, projectRoot } from '../support/node-red.ts';

let directory: string;
let child: ChildProcess;
let url: string;
let output = '';

/** Node-RED as its own command, as it runs behind a company's door: below a path, and with a password. */
before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'telephony-admin-'));
  const link = join(directory, 'node_modules', ...packageName.split('/'));
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(projectRoot, link, 'junction');
  const port = await freePort();
  url = `http://127.0.0.1:${port}/red`;
  const settings = join(directory, 'settings.js');
  writeFileSync(
    settings,
    `const user = { username: 'keeper', permissions: '*' };
module.exports = {
  uiHost: '127.0.0.1', uiPort: ${port}, httpAdminRoot: '/red', httpNodeRoot: '/flows', flowFile: 'flows.json',
  telemetry: { enabled: false, updateNotification: false },
  adminAuth: {
    type: 'credentials',
    users: async (name) => (name === user.username ? user : null),
    authenticate: async (name, password) => (name === user.username && password === 'key' ? user : null),
  },
};
`,
  );
  const command = createRequire(import.meta.url).resolve('node-red');
  child = spawn(process.execPath, [join(dirname(command), '..', 'red.js'), '--userDir', directory, '-s', settings]);
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
  await eventually(() => /Started flows/.test(output) || child.exitCode !== null, `Node-RED\n${output}`, 30_000);
  assert.equal(child.exitCode, null, output);
});
after(async () => {
  if (child.exitCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  rmSync(directory, { recursive: true, force: true });
});

const script = `resources/${packageName}/editor.js`;

test('below an own path and behind a password, the script of the dialogs is served where the editor looks for it', async () => {
  const answer = await fetch(`${url}/${script}`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /javascript/);
  assert.notEqual((await answer.text()).length, 0);
  assert.equal((await fetch(`${new URL(url).origin}/${script}`)).status, 404);
});

test('without a token nobody is told of nodes and flows; with one, every node type is there', async () => {
  const asked = ['telephony/choices/any/opentouch-get-mailbox/mailboxId'];
  for (const path of ['nodes', 'flows', 'credentials/opentouch-server/any', ...asked]) {
    assert.equal((await fetch(`${url}/${path}`)).status, 401, path);
  }
  const login = {
    client_id: 'node-red-admin',
    grant_type: 'password',
    scope: '*',
    username: 'keeper',
    password: 'key',
  };
  const granted = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(login),
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  const get = (accept: string, path = 'nodes') =>
    fetch(`${url}/${path}`, { headers: { Authorization: `Bearer ${token}`, Accept: accept } });
  const sets = (await (await get('application/json')).json()) as {
    module: string;
    types: string[];
    enabled: boolean;
    err?: unknown;
  }[];
  const ours = sets.filter(({ module }) => module === packageName);
  assert.deepEqual(
    ours.filter(({ enabled, err }) => !enabled || err),
    [],
  );
  const types = new Set(ours.flatMap((set) => set.types));
  const expected = Object.values(systems).flatMap((system) => [
    system.accountType,
    ...operationsOf(system).map(({ type }) => type),
  ]);
  assert.deepEqual(
    expected.filter((type) => !types.has(type)),
    [],
  );
  for (const path of asked) assert.equal((await get('application/json', path)).status, 409, path);
  const html = await (await get('text/html')).text();
  // Relative, so that the editor finds it below any path.
  assert.match(html, new RegExp(`<script[^>]* src="${script}"`));
});
