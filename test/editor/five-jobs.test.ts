import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { fresh } from '../support/flow.ts';
import { Mouse } from '../support/mouse.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted.ts';
import { accountOf, type TaskSystem, taskSystems, typed } from '../support/tasks.ts';

/** As many steps as a job may take, from an empty tab to a flow that runs. */
const MOST = 8;

/** Whose account each system has; the ids are never typed. */
const people: Readonly<Record<TaskSystem, string>> = { opentouch: 'dave', teaming: 'alice' };
const zoe = { name: 'Zoé', number: '+33199001095' };

describe('five jobs, built with mouse and keyboard', { skip: withoutBrowser }, () => {
  let simulator: Simulator;
  let webhook: ScriptedServer;
  let red: NodeRed;
  let editor: EditorBrowser;
  let page: Page;
  let mouse: Mouse;

  before(async () => {
    simulator = await startSimulator({ port: 0 });
    webhook = await startScriptedServer(() => ({ status: 200, body: {} }));
    red = await startNodeRed({ settings: editorSettings });
    const accounts = taskSystems.map((system) => accountOf(system, people[system], simulator.url));
    const divert = { action: 'divert', number: typed('VOICEMAIL'), server: people.opentouch };
    await red.deploy([
      ...accounts,
      { id: 'tab', type: 'tab', label: 'Of the test' },
      fresh('divert', 'telephony-call', { z: 'tab', x: 100, y: 100, wires: [[]], ...divert }),
    ]);
    editor = await openEditor(red.url, { viewport: { width: 1500, height: 900 } });
    page = editor.page;
    mouse = new Mouse(page);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
    await webhook?.stop();
    await simulator?.stop();
  });
  beforeEach(async () => {
    await mouse.openTab();
    mouse.steps();
  });

  /** Says how many steps a job took, and that these are few. */
  function count(t: TestContext): void {
    const steps = mouse.steps();
    t.diagnostic(`${steps.length} steps: ${steps.join(', ')}`);
    assert.ok(steps.length <= MOST, `it takes ${steps.length} steps`);
    assert.deepEqual(editor.complaints(), []);
  }

  /** Chooses the system where it is not the first one; its only account is chosen then. */
  async function choose(system: TaskSystem): Promise<void> {
    if (system !== 'opentouch') await page.locator('#telephony-system').selectOption(system);
  }

  /** A page of its own for what a task answers: http in, the task on the wire, http response. */
  async function endpoint(path: string, task: string, fillIn: () => Promise<void>): Promise<void> {
    const request = await mouse.drag('http in', 150, 100);
    await mouse.fill(request, () => page.locator('#node-input-url').fill(path));
    const response = await mouse.drag('http response', 700, 100);
    await mouse.wire(request, response);
    const node = await mouse.drag(task, 420, 100);
    await mouse.fill(node, fillIn);
    await mouse.deploy();
  }

  async function json(path: string): Promise<Record<string, unknown>> {
    let answer: Response | undefined;
    await eventually(async () => {
      answer = await fetch(`${red.url}${path}`);
      return answer.status !== 404;
    }, `${path} is not there`);
    const body = (await answer?.json()) as Record<string, unknown>;
    assert.equal(answer?.status, 200, JSON.stringify(body));
    return body;
  }

  function isRunning(id: string): boolean {
    try {
      return red.node(id) !== null;
    } catch {
      return false;
    }
  }

  const listening = ({ fill, text = '' }: { fill?: string; text?: string }) =>
    fill === 'green' && !text.startsWith('connecting');

  /** Somebody calls whom the account is of, and gives up. */
  function callInVain(system: TaskSystem): void {
    if (system === 'opentouch') {
      const { exchange } = simulator.opentouch;
      exchange.hangUp(exchange.placeCall(zoe.number, '1004'));
    } else {
      const { switchboard } = simulator.teaming;
      const conversation = switchboard.incoming(zoe, 'alice@example.com');
      switchboard.release(conversation, conversation.caller);
    }
  }

  for (const system of taskSystems) {
    it(`${system}: click to call from an HTTP endpoint`, async (t) => {
      await endpoint(`/dial-${system}`, 'telephony-call', () => choose(system));
      count(t);
      const { call } = await json(`/dial-${system}?number=1002`);
      assert.equal(typeof call, 'string');
    });

    it(`${system}: a missed call to a webhook`, async (t) => {
      const calls = await mouse.drag('telephony-calls', 200, 100);
      await mouse.fill(calls, () => choose(system));
      const request = await mouse.drag('http request', 550, 100);
      await mouse.fill(request, async () => {
        await page.locator('#node-input-method').selectOption('POST');
        await page.locator('#node-input-url').fill(`${webhook.url}/missed-${system}`);
      });
      await mouse.wire(calls, request, 3);
      await mouse.deploy();
      count(t);
      await red.untilStatus(calls, listening);
      callInVain(system);
      const sent = () => webhook.requests.find(({ url }) => url === `/missed-${system}`);
      await eventually(sent, 'the webhook was not called');
      const { event, number } = JSON.parse(sent()?.body.toString() ?? '') as Record<string, unknown>;
      assert.deepEqual([event, number], ['missed', zoe.number]);
    });

    it(`${system}: a voice message to e-mail with its recording`, async (t) => {
      const messages = await mouse.drag('telephony-voice-messages', 200, 100);
      await mouse.fill(messages, () => choose(system));
      // Stands for node-red-node-email, which takes topic, payload and attachments as they come; it has a dialog to fill in.
      const mail = await mouse.drag('test-sink', 550, 100);
      await mouse.fill(mail);
      await mouse.wire(messages, mail);
      await mouse.deploy();
      count(t);
      await red.untilStatus(messages, listening);
      if (system === 'opentouch') {
        simulator.opentouch.exchange.placeCall(zoe.number, '1004');
        red.inject('divert');
      } else simulator.teaming.voicemail.leave('alice@example.com', zoe, 3);
      const { topic, attachments } = await red.next(mail);
      assert.match(String(topic), /^Voice message from .*\+33199001095/);
      const [recording] = attachments as { content: Buffer; contentType: string }[];
      assert.equal(recording?.contentType, 'audio/wav');
      assert.equal(recording?.content.subarray(0, 4).toString(), 'RIFF');
    });

    it(`${system}: a reception wall`, async (t) => {
      await endpoint(`/wall-${system}`, 'telephony-call', async () => {
        await choose(system);
        await page.locator('#telephony-action').selectOption('list');
      });
      count(t);
      const before = (await json(`/wall-${system}`)) as unknown as object[];
      if (system === 'opentouch') simulator.opentouch.exchange.placeCall('+33199001300', '1004');
      else simulator.teaming.switchboard.incoming({ name: 'Max', number: '+33199001300' }, 'alice@example.com');
      const now = (await json(`/wall-${system}`)) as unknown as { state: string; number: string }[];
      assert.equal(now.length, before.length + 1);
      assert.ok(now.some(({ state, number }) => state === 'ringing' && /199001300$/.test(number)));
    });

    it(`${system}: forward my telephone`, async (t) => {
      const button = await mouse.drag('inject', 200, 100);
      const forward = await mouse.drag('telephony-forward', 500, 100);
      await mouse.fill(forward, async () => {
        await choose(system);
        if (system === 'opentouch') {
          // Somebody is looked for by name: not even a number has to be known.
          await page.locator('#telephony-choose-number-opentouch-server').click();
          await page.keyboard.type('bob');
          await page.locator('.st-choices a').first().click();
        } else {
          await page.locator('#telephony-number').locator('..').locator('.red-ui-typedInput-input').click();
          await page.keyboard.type('+33155667788');
        }
      });
      await mouse.wire(button, forward);
      await mouse.deploy();
      count(t);
      await eventually(() => isRunning(forward), 'the flow did not start');
      await page.locator(`[id="${button}"] .red-ui-flow-node-button-button`).click();
      const to = system === 'opentouch' ? '1002' : '+33155667788';
      await red.untilStatus(forward, ({ text = '' }) => text.startsWith(`→ ${to} `));
    });
  }
});
