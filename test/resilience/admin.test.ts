import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { packageName } from '../support/node-red.ts';
import { guarded, keeperToken, type RedCommand, startRedCommand } from '../support/red-command.ts';

let command: RedCommand;
let url: string;

/** Node-RED as it runs behind a company's door: below a path, and with a password. */
before(async () => {
  command = await startRedCommand(`httpAdminRoot: '/red', httpNodeRoot: '/flows', ${guarded}`);
  url = `${command.url}/red`;
});
after(() => command.stop());

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
  for (const path of ['nodes', 'flows', 'telephony/overview', 'credentials/opentouch-server/any', ...asked]) {
    assert.equal((await fetch(`${url}/${path}`)).status, 401, path);
  }
  const token = await keeperToken(url);
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
  assert.equal((await get('application/json', 'telephony/overview')).status, 200);
  const html = await (await get('text/html')).text();
  // Relative, so that the editor finds it below any path.
  assert.match(html, new RegExp(`<script[^>]* src="${script}"`));
});
