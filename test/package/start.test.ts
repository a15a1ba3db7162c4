import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { WebSocket } from 'undici';
import { eventually } from '../support/eventually.ts';
import { shownExamples } from '../support/examples.ts';
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

const examples = shownExamples().flatMap(({ nodes }) => nodes);

test('npm start opens eight tabs, shows what its first button does, names every example, and ends with Ctrl-C', async () => {
  const simulatorPort = await anyPort();
  const started = await start(simulatorPort);
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
  await pressed(started);
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
