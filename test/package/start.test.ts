import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { WebSocket } from 'undici';
import { openEditor, withoutBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { shownExamples, wallExample } from '../support/examples.ts';
import { freePort } from '../support/free-port.ts';
import { type FlowNode, projectRoot } from '../support/node-red.ts';

let userDir: string;
let running: ChildProcess | undefined;

before(() => {
  userDir = mkdtempSync(join(tmpdir(), 'telephony-start-'));
});
after(() => rmSync(userDir, { recursive: true, force: true }));
afterEach(() => {
  running?.kill('SIGKILL');
});

/** Where pictures of the first five minutes go, if somebody wants to see them. */
const pictures = process.env['PICTURES'];
/** Milliseconds from the command to the editor, once all is installed and built. */
const MOST = 25_000;

interface Started {
  readonly printed: string;
  readonly url: string;
  /** As Ctrl-C does, of which npm makes two. Gives the exit code. */
  interrupt(): Promise<number>;
}

const anyPort = async (): Promise<string> => String(await freePort());

/** What `npm start` runs, until it says that it is ready. */
async function start(simulatorPort: string): Promise<Started> {
  const env = { ...process.env, PORT: '0', SIMULATOR_PORT: simulatorPort, NODE_RED_USER_DIR: userDir };
  const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: projectRoot, env, stdio: 'pipe' });
  running = child;
  let printed = '';
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (printed.includes('Ctrl-C')) resolve();
      });
    }
    child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${printed}`)));
  });
  await ready;
  const [, url = ''] = /Editor\s+(http:\S+)/.exec(printed) ?? [];
  return {
    printed,
    url,
    async interrupt() {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      child.kill('SIGINT');
      const [code] = (await ended) as [number];
      return code;
    },
  };
}

async function flowsOf({ url }: Started): Promise<FlowNode[]> {
  return (await (await fetch(`${url}flows`)).json()) as FlowNode[];
}

/** Presses the first button when the account is connected, and waits until the editor is told what it did. */
async function pressed({ url }: Started): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}comms`);
  let told = '';
  socket.addEventListener('message', ({ data }) => {
    told += String(data);
  });
  try {
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    socket.send(JSON.stringify({ subscribe: 'status/#' }));
    await eventually(() => /status\/telephony-start-calls","data":\{[^}]*"fill":"green"/.test(told), 'connected');
    const answer = await fetch(`${url}inject/telephony-start-button`, { method: 'POST' });
    assert.equal(answer.status, 200);
    await eventually(() => told.includes('It rings: +33199001180'), 'it rings');
    await eventually(() => told.includes('It is over: +33199001180'), 'the caller gives up', 20_000);
  } finally {
    socket.close();
  }
}

/** What the README tells somebody new to do, by hand, in one browser: the editor in one tab, the simulator's page in another. */
async function fiveMinutes({ url }: Started, simulator: string): Promise<void> {
  const { page: editor, complaints, close } = await openEditor(url, { viewport: { width: 1400, height: 800 } });
  const photograph = async (page: typeof editor, name: string) => {
    if (pictures) await page.screenshot({ path: join(pictures, `five-minutes-${name}.png`) });
  };
  try {
    const result = (hasText: string) =>
      editor.locator('#telephony-start-result .red-ui-flow-node-status-label', { hasText }).waitFor();
    await editor.locator('#red-ui-workspace-tabs .active', { hasText: 'Start here' }).waitFor();
    await editor.locator('#telephony-start-calls .red-ui-flow-node-status-label', { hasText: 'connected' }).waitFor();
    await photograph(editor, '1-start-here');
    await editor.locator('#telephony-start-button .red-ui-flow-node-button-button').click();
    await result('It rings: +33199001180');
    await photograph(editor, '2-it-rings');
    await result('It is over: +33199001180');

    const page = await editor.context().newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(simulator);
    const outside = page.locator('.system:visible .outside');
    await outside.getByLabel('Name that calls').fill('Jo Doe');
    await outside.getByLabel('Whom to ring').selectOption('hugo');
    await outside.getByRole('button', { name: 'Ring' }).click();
    const hugo = page.locator('.system:visible .telephone[data-id="hugo"]');
    await hugo.locator('.calls', { hasText: 'rings: Jo Doe' }).waitFor();
    await result('It rings: Jo Doe');
    await photograph(page, '3-his-telephone-rings');
    await hugo.getByRole('button', { name: 'Answer', exact: true }).click();
    await result('They talk: Jo Doe');
    await photograph(editor, '4-they-talk');
    await hugo.getByRole('button', { name: 'Hang up', exact: true }).click();
    await result('It is over: Jo Doe');
    // The list of packages for *Manage palette* is on the internet, where a test may not get.
    assert.deepEqual(
      complaints().filter((text) => !text.startsWith('Failed to load resource: net::')),
      [],
    );
  } finally {
    await close();
  }
}

const examples = [...shownExamples(), wallExample()].flatMap(({ nodes }) => nodes);

test('npm start opens eight tabs, shows what its first button does, names every example, and ends with Ctrl-C', async () => {
  const simulatorPort = await anyPort();
  const began = performance.now();
  const started = await start(simulatorPort);
  assert.ok((await fetch(started.url)).ok);
  const took = performance.now() - began;
  assert.ok(took < MOST, `the editor is there after ${Math.round(took)} ms`);
  assert.doesNotMatch(started.printed, /Not loaded|error/i);

  const flows = await flowsOf(started);
  const [first, ...opened] = flows.filter(({ type }) => type === 'tab').map((tab) => String(tab['label']));
  assert.equal(first, 'Start here');
  assert.equal(opened.length, 7);
  const expected = examples.filter(({ type }) => type === 'tab').map((tab) => String(tab['label']));
  for (const label of opened) assert.ok(started.printed.includes(label), `${label} is not named on the terminal`);
  for (const label of expected) {
    assert.ok(String(flows[0]?.['info']).includes(label), `${label} is not named on the first tab`);
  }
  for (const system of ['opentouch', 'teaming', 'business-talk', 'business-apps']) {
    const shown = flows.some(({ type, z }) => z !== flows[0]?.id && type.startsWith(`${system}-`));
    assert.ok(shown, `nothing shows ${system}`);
  }
  if (withoutBrowser) await pressed(started);
  else await fiveMinutes(started, `http://127.0.0.1:${simulatorPort}/`);
  assert.ok(started.printed.includes(`http://127.0.0.1:${simulatorPort}/`));

  const deployed = new Set(flows.map(({ id }) => id));
  const accounts = examples.filter(({ id, credentials }) => credentials && deployed.has(id));
  assert.notEqual(accounts.length, 0);
  for (const { id, type, credentials } of accounts) {
    const kept = await (await fetch(`${started.url}credentials/${type}/${id}`)).json();
    assert.equal((kept as Record<string, unknown>)['login'], credentials?.['login'], `login of ${id}`);
  }
  const simulator = await fetch(`http://127.0.0.1:${simulatorPort}/api/rest`);
  assert.equal(simulator.status, 200);
  assert.equal(await started.interrupt(), 0);
  assert.doesNotMatch(readFileSync(join(userDir, 'flows.json'), 'utf8'), /-secret/);
});

test('npm start deploys the examples anew when they are not what they were, and nobody has changed the flows', async () => {
  const simulatorPort = await anyPort();
  const started = await start(simulatorPort);
  assert.doesNotMatch(started.printed, /as you left them/);
  const ports = (await flowsOf(started)).filter(({ type }) => type === 'telephony-simulator').map(({ port }) => port);
  assert.deepEqual([...new Set(ports)], [simulatorPort]);
  assert.equal(await started.interrupt(), 0);
});

test('npm start keeps the flows of somebody who has changed them', async () => {
  const simulatorPort = await anyPort();
  const started = await start(simulatorPort);
  const mine = [{ id: 'mine', type: 'tab', label: 'Mine' }];
  const deployed = await fetch(`${started.url}flows`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(mine),
  });
  assert.equal(deployed.status, 204);
  assert.equal(await started.interrupt(), 0);

  const again = await start(await anyPort());
  assert.match(again.printed, /as you left them/);
  assert.deepEqual(
    (await flowsOf(again)).map(({ id }) => id),
    ['mine'],
  );
  assert.equal(await again.interrupt(), 0);
});
