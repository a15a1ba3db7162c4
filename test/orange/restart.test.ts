import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { operation } from '../support/flow.ts';
import { orangeAccount, orangeSecrets } from '../support/orange.ts';
import { type RedCommand, startRedCommand } from '../support/red-command.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted.ts';

let orange: ScriptedServer;
let command: RedCommand;
/** Refresh tokens as they were handed in, and the one that is good now. */
const refreshed: string[] = [];
let good: string = orangeSecrets.refreshToken;

before(async () => {
  orange = await startScriptedServer(({ url, body }) => {
    if (url !== '/token') return { status: 200, body: { userId: 'alice@example.com' } };
    const given = new URLSearchParams(body.toString()).get('refresh_token') ?? '';
    refreshed.push(given);
    if (given !== good) return { status: 400, body: { error: 'invalid_grant' } };
    good = `rotated ${refreshed.length}`;
    return { status: 200, body: { access_token: `access ${refreshed.length}`, expires_in: 3600, refresh_token: good } };
  });
  command = await startRedCommand(`functionGlobalContext: {},`);
  await deploy();
});
after(async () => {
  await command?.stop();
  await orange?.stop();
});

/** Two accounts with the same refresh token; each asks something as it starts. */
function deploy(): Promise<void> {
  const inject = (id: string, to: string) => {
    const when = { once: true, onceDelay: 0.1, repeat: '', crontab: '', props: [], topic: '' };
    return { id, type: 'inject', z: 'tab', name: '', ...when, x: 0, y: 0, wires: [[to]] };
  };
  const place = { x: 0, y: 0, wires: [[]] };
  const flows = [
    { id: 'tab', type: 'tab', label: 'A' },
    { ...orangeAccount('teaming', orange.url), id: 'one', z: undefined },
    { ...orangeAccount('teaming', orange.url), id: 'two', z: undefined },
    operation('teaming-get-my-profile', {}, { id: 'first', account: 'one', ...place }),
    operation('teaming-get-my-profile', {}, { id: 'second', account: 'two', ...place }),
    inject('start first', 'first'),
    inject('start second', 'second'),
  ];
  return send({ flows });
}

async function send(body: object): Promise<void> {
  const answer = await fetch(`${command.url}/flows`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Node-RED-API-Version': 'v2' },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.text());
}

const asked = () => orange.requests.filter(({ url }) => url !== '/token');
const untilAsked = (times: number) =>
  eventually(() => asked().length >= times, `${times} requests\n${command.output()}`);
const file = () => join(command.directory, 'telephony-tokens.json');

test('one token serves all accounts of a user, and is kept where nobody else can read it', async () => {
  await untilAsked(2);
  assert.deepEqual(refreshed, [orangeSecrets.refreshToken]);
  assert.equal(statSync(file()).mode & 0o777, 0o600);
  const text = readFileSync(file(), 'utf8');
  for (const secret of ['access 1', 'rotated 1']) assert.ok(!text.includes(secret));
});

test('no token is asked for after a redeploy and after a restart', async () => {
  await deploy();
  await untilAsked(4);
  await command.restart();
  await untilAsked(6);
  assert.equal(refreshed.length, 1);
  assert.deepEqual([...new Set(asked().map(({ headers }) => headers.authorization))], ['Bearer access 1']);
});

test('a file that cannot be read is reported once and replaced; the seed is tried again', async () => {
  writeFileSync(file(), 'rubbish');
  good = orangeSecrets.refreshToken;
  const before = command.output().length;
  await command.restart();
  await untilAsked(8);
  assert.equal(
    command
      .output()
      .slice(before)
      .match(/kept tokens cannot be read/g)?.length,
    1,
  );
  assert.equal(refreshed.length, 2);
  assert.match(readFileSync(file(), 'utf8'), /"sealed"/);
});

test('no secret stands in any other file, nor in what was printed', () => {
  const secrets = ['access 1', 'access 2', 'rotated 1', 'rotated 2', ...Object.values(orangeSecrets)];
  const texts = readdirSync(command.directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.includes('node_modules'))
    .map((path) => [path, readFileSync(path, 'utf8')] as const);
  assert.ok(texts.some(([path]) => path.endsWith('flows_cred.json')));
  for (const [where, text] of [...texts, ['what was printed', command.output()] as const]) {
    for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} in ${where}`);
  }
  assert.ok(!existsSync(`${file()}.new`));
});
