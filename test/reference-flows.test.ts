import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { examplesIn, imported, Sidebar, Stage } from './support/examples.ts';
import { responseOf } from './support/flow.ts';
import { freePort } from './support/free-port.ts';
import { type Message, type NodeRed, startNodeRed } from './support/node-red.ts';

/** Buttons of a reference flow in an order that makes sense, each with what its operation answers. */
const presses: Readonly<Record<string, readonly (readonly [button: string, status: number])[]>> = {
  'Teaming users': [
    ['get my profile', 200],
    ['get profile', 200],
  ],
  'Teaming subscriptions': [
    ['create teaming subscription', 201],
    ['renew teaming subscription', 204],
    ['get teaming subscriptions', 200],
    ['get teaming subscription', 200],
    ['delete teaming subscription', 204],
  ],
  'Teaming calls': [
    ['make teaming call', 201],
    ['get teaming calls', 200],
    ['get teaming call', 200],
    ['control teaming call', 204],
    ['release teaming call', 204],
  ],
  'Teaming voice messages': [
    ['get voice messages', 200],
    ['get voice message', 200],
    ['mark voice message', 204],
    ['mark all messages', 204],
    ['delete voice message', 204],
  ],
  'Teaming services': [
    ['set service', 204],
    ['get service', 200],
  ],
  'Business Talk': [
    ['check key', 200],
    ['get customers', 200],
    ['get VPNs', 200],
    ['check coverage', 200],
    ['create voicesite', 201],
    ['get voicesites', 200],
  ],
};

describe('the reference flows of Teaming and Business Talk work with the simulator', () => {
  const chapters = examplesIn('examples/reference').filter(({ title }) => title in presses);
  const stages = new Map<string, Stage>();
  let nodeRed: NodeRed;
  let sidebar: Sidebar;

  before(async () => {
    nodeRed = await startNodeRed();
    sidebar = new Sidebar();
    const port = await freePort();
    const flows = chapters.map((chapter, index) => imported(chapter, port, `reference-${index}`));
    await nodeRed.deploy(flows.flat());
    flows.forEach((nodes, index) => {
      stages.set(chapters[index]?.title ?? '', new Stage(nodeRed, sidebar, nodes, port));
    });
    const simulators = flows.flat().filter(({ type }) => type === 'telephony-simulator');
    await Promise.all(simulators.map(({ id }) => nodeRed.untilStatus(id, ({ fill }) => fill === 'green')));
  });
  after(async () => {
    sidebar.stop();
    await nodeRed.stop();
  });

  for (const [title, buttons] of Object.entries(presses)) {
    it(`"${title}": every button, one after the other`, async () => {
      const stage = stages.get(title);
      const chapter = chapters.find((candidate) => candidate.title === title);
      assert.ok(stage && chapter, 'there is no such flow');
      const all = chapter.nodes.filter(({ type }) => type === 'inject').map(({ name }) => String(name));
      assert.deepEqual(buttons.map(([button]) => button).sort(), all.sort());
      const failed = failure(stage);
      for (const [button, status] of buttons) {
        await stage.press(button);
        const shown: Message = await Promise.race([stage.next<Message>(button), failed]);
        assert.equal(responseOf(shown).statusCode, status, button);
      }
      assert.deepEqual(stage.waiting('Errors'), []);
    });
  }

  /** Rejects with the error that the flow shows, if any. */
  async function failure(stage: Stage): Promise<Message> {
    const error = await stage.next<Message>('Errors').catch(() => new Promise<never>(() => {}));
    throw new Error(JSON.stringify(error));
  }
});
