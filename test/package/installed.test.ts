import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { account, login, operation, password, tab } from '../support/flow.ts';
import { type NodeRed, packageName, startNodeRed } from '../support/node-red.ts';
import { exampleFiles, filesIn, npm, pack, typesBySet } from '../support/package.ts';
import { startRecorder } from '../support/recorder.ts';

let directory: string;
let red: NodeRed;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'telephony-installed-'));
  const { tarball } = await pack(directory);
  const userDir = mkdtempSync(join(directory, 'user-'));
  writeFileSync(join(userDir, 'package.json'), JSON.stringify({ name: 'a-user-directory', private: true }));
  await npm(userDir, 'install', tarball, '--prefer-offline', '--no-audit', '--no-fund');
  red = await startNodeRed({ userDir });
});
after(async () => {
  await red?.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface NodeSet {
  readonly id: string;
  readonly module: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly err?: string;
}

async function get(path: string, accept = '*/*'): Promise<Response> {
  return fetch(`${red.url}/${path}`, { headers: { Accept: accept } });
}

test('installed from the tarball into an empty user directory, every node type is there', async () => {
  const all = (await (await get('nodes', 'application/json')).json()) as NodeSet[];
  const ours = all.filter(({ module }) => module === packageName);
  assert.deepEqual(
    ours.flatMap(({ id, err }) => (err ? [`${id}: ${err}`] : [])),
    [],
  );
  assert.deepEqual(
    Object.fromEntries(ours.map(({ id, types }) => [id, [...types].sort()])),
    Object.fromEntries([...typesBySet()].map(([set, types]) => [`${packageName}/${set}`, types.sort()])),
  );
});

test('the editor gets the script that every dialog is built by', async () => {
  const answer = await get(`resources/${packageName}/editor.js`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /javascript/);
  assert.notEqual((await answer.text()).length, 0);
});

test('the editor gets every icon', async () => {
  for (const icon of filesIn('icons')) {
    const answer = await get(`icons/${packageName}/${icon}`);
    // Node-RED answers with a default icon when it does not know one.
    assert.match(await answer.text(), /<title>/, icon);
  }
});

test('the editor gets the words and the help of every set', async () => {
  for (const [set, types] of typesBySet()) {
    const words = await (await get(`nodes/${packageName}/${set}/messages?lng=en-US`)).text();
    assert.ok(Object.keys(JSON.parse(words) as object).length > 0, `${set} has no words`);
    const html = await (await get(`nodes/${packageName}/${set}`, 'text/html')).text();
    for (const type of types) assert.match(html, new RegExp(`data-help-name="${type}"`), `${type} has no help`);
  }
});

test('the Import dialog offers every example', async () => {
  for (const example of exampleFiles()) {
    const path = `${packageName}/${example.replace(/\.json$/, '')}`;
    const answer = await get(`library/examples/flows/${path.split('/').map(encodeURIComponent).join('/')}`);
    assert.ok(Array.isArray(await answer.json()), example);
  }
});

test('a call is made with nothing but what the package installed', async () => {
  const recorder = await startRecorder();
  try {
    await red.deploy(tab(account(recorder.url), operation('opentouch-make-call')));
    red.inject('operation', { payload: { callee: '1002' } });
    await red.next('out');
    const [request] = recorder.operations();
    assert.equal(`${request?.method} ${request?.url}`, 'POST /api/rest/1.0/telephony/calls');
  } finally {
    await recorder.stop();
  }
});

test('a function node has the client as a module, as its page says', async () => {
  const recorder = await startRecorder();
  recorder.answer(({ url }) => (url.endsWith('/logins') ? { status: 200, body: { loginNames: [login] } } : undefined));
  const program = {
    id: 'function',
    type: 'function',
    z: 'tab',
    libs: [{ var: 'telephony', module: `${packageName}/client` }],
    initialize: `context.set('ot', await telephony.connect(${JSON.stringify({ url: recorder.url, login, password })}));`,
    func: `msg.payload = await context.get('ot').users.getLogins(); return msg;`,
    finalize: `context.get('ot').close();`,
    outputs: 1,
    wires: [['out']],
  };
  try {
    await red.deploy(tab(program));
    red.inject('function');
    assert.deepEqual((await red.next('out')).payload, { loginNames: [login] });
    await red.deploy([]);
    await eventually(() => recorder.requests.some(({ method }) => method === 'DELETE'), 'the end of the session');
  } finally {
    await recorder.stop();
  }
});
