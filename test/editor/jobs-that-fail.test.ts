import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { showSidebar } from '../support/dialogs.ts';
import { examplesIn, onPort } from '../support/examples.ts';
import { fresh } from '../support/flow.ts';
import { freePort } from '../support/free-port.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';

type Change = Readonly<Record<string, unknown>>;

interface Job {
  readonly title: string;
  readonly nodes: readonly FlowNode[];
  /** Type of the node that does the work, and what sets it off where it does not begin by itself. */
  readonly type: string;
  readonly start?: (red: NodeRed, node: FlowNode) => Promise<void>;
  /** What leaves out something that it needs, and what it is called then. */
  readonly without: Change;
  readonly missing: RegExp;
  /** The request that the server refuses. */
  readonly operation: string;
}

/** A job as it is shipped. */
function shipped(number: number): readonly FlowNode[] {
  const found = examplesIn('examples/jobs').find(({ title }) => title.startsWith(`${number} - `));
  assert.ok(found);
  return found.nodes;
}

/** Messages from a web page: what answers them is part of what is tested. */
async function call(red: NodeRed): Promise<void> {
  const answer = await fetch(`${red.url}/click-to-call`, {
    method: 'POST',
    body: new URLSearchParams({ number: '+33199001200' }),
  });
  assert.ok(answer.status >= 400, `the page got ${answer.status}`);
  assert.match(await answer.text(), /^Rosa \(http.*\): .+/);
}

const press = async (red: NodeRed, { id }: FlowNode) => red.inject(id, { payload: true });
const follows = { type: 'telephony-calls', without: { server: '' }, missing: /no server is chosen/ } as const;
const subscription = 'opentouch-create-subscription';
const wall: readonly FlowNode[] = [
  ...shipped(2).filter(({ type }) => ['tab', 'opentouch-server', 'catch', 'debug'].includes(type)),
  fresh('wall', 'telephony-calls', {
    z: shipped(2).find(({ type }) => type === 'tab')?.id,
    server: shipped(2).find(({ type }) => type === 'opentouch-server')?.id,
    outputs: 4,
    wires: [[], [], [], []],
  }),
];

const jobs: readonly Job[] = [
  {
    title: 'click to call from a web page',
    nodes: shipped(1),
    type: 'telephony-call',
    start: call,
    without: { number: { type: 'str', value: '' }, fromPayload: false, action: 'transfer' },
    missing: /number is missing/,
    operation: 'opentouch-make-call',
  },
  { title: 'missed call to a chat', nodes: shipped(2), ...follows, operation: subscription },
  {
    title: 'voice message to e-mail',
    nodes: shipped(3),
    ...follows,
    type: 'telephony-voice-messages',
    operation: subscription,
  },
  {
    title: 'forward my telephone',
    nodes: shipped(4),
    type: 'telephony-forward',
    start: press,
    without: { number: { type: 'str', value: '' } },
    missing: /number is missing/,
    operation: 'opentouch-set-routes',
  },
  { title: 'a reception wall', nodes: wall, ...follows, operation: subscription },
];

describe('each of the five jobs says what is wrong with it, and what to do', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;
  let simulator: Awaited<ReturnType<typeof startSimulator>>;

  before(async () => {
    simulator = await startSimulator({ port: 0 });
    red = await startNodeRed({ settings: editorSettings });
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }]);
    editor = await openEditor(red.url);
    await showSidebar(editor.page, 'debug');
  });
  afterEach(async () => {
    simulator.faults.clear();
    await red.deploy([]);
    await editor.page
      .locator('#red-ui-sidebar-debug-clear, .red-ui-sidebar-debug-clear')
      .first()
      .dispatchEvent('click');
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
    await simulator?.stop();
  });

  /** Runs a job, and gives the line in the sidebar and the status of the node that does the work. */
  async function run(job: Job, port: number, node: Change, account: Change): Promise<[line: string, status: string]> {
    const nodes = onPort(job.nodes, port).filter(({ type }) => type !== 'telephony-simulator');
    const worker = nodes.find(({ type }) => type === job.type);
    assert.ok(worker);
    const changed = nodes.map((one) => {
      if (one === worker) return { ...one, ...node };
      return one.type === 'opentouch-server' ? { ...one, ...account } : one;
    });
    await red.deploy(changed);
    await job.start?.(red, worker);
    const line = editor.page.locator('.red-ui-debug-msg .red-ui-debug-msg-payload');
    await line.first().waitFor();
    const { text = '' } = await red.untilStatus(worker.id, ({ fill }) => fill === 'red' || fill === 'yellow');
    return [((await line.first().textContent()) ?? '').trim(), text];
  }

  const isSentence = (line: string) => {
    assert.match(line, /^"?\w.*\(http.*\): \w+.*/, line);
    assert.doesNotMatch(line, /\[object|undefined|\bat .*\.js:/);
  };

  for (const job of jobs) {
    const port = () => Number(new URL(simulator.url).port);
    it(`${job.title}: a wrong password`, async () => {
      const account = job.nodes.find(({ type }) => type === 'opentouch-server');
      const { login = '' } = account?.credentials ?? {};
      const [line, status] = await run(job, port(), {}, { credentials: { login, password: 'wrong' } });
      isSentence(line);
      assert.match(line, /refuses the login name or password.*correct them in the account, then deploy/);
      assert.equal(status, 'wrong password');
    });
    it(`${job.title}: a server that is switched off`, async () => {
      const [line, status] = await run(job, await freePort(), {}, {});
      isSentence(line);
      assert.match(line, /refuses the connection|nothing listens/);
      assert.match(status, /127\.0\.0\.1/);
    });
    it(`${job.title}: something is missing`, async () => {
      const [line, status] = await run(job, port(), job.without, {});
      assert.match(line, job.missing);
      assert.match(status, /missing|no account/);
    });
    it(`${job.title}: the server refuses it`, async () => {
      simulator.faults.add({ on: job.operation, status: 403, type: 'NOT_ALLOWED' });
      const [line, status] = await run(job, port(), {}, {});
      isSentence(line);
      assert.match(line, /does not allow it|licence/);
      assert.match(status, /not allowed|licence/);
    });
  }
});
