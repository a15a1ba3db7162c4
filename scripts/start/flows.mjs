// The examples as one set of flows, each on its own tab, behind a tab that says where to click.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const START_TAB = 'telephony-start';
/** The port that the examples are written for. */
const EXAMPLE_PORT = '18080';

/** SHA-256 of a text, to recognise whether it was changed. */
export function fingerprint(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** First sentence of a tab's description, without its Markdown. */
function summary(info = '') {
  const plain = info.replace(/[#*_`]/g, '').trim();
  const [sentence] = plain.split(/(?<=[.!?])\s|\n/);
  return sentence;
}

function readExamples(directory) {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const title = basename(name, '.json');
      const text = readFileSync(join(directory, name), 'utf8');
      return JSON.parse(text).map((node) => (node.type === 'tab' ? { ...node, label: node.label || title } : node));
    });
}

/** Examples that share a configuration node bring it each. */
function once() {
  const ids = new Set();
  return ({ id }) => !ids.has(id) && ids.add(id);
}

function onPort(nodes, port) {
  if (port === EXAMPLE_PORT) return nodes;
  const moved = JSON.stringify(nodes).replaceAll(`//127.0.0.1:${EXAMPLE_PORT}`, `//127.0.0.1:${port}`);
  return JSON.parse(moved).map((node) =>
    node.type === 'telephony-simulator' && String(node.port) === EXAMPLE_PORT ? { ...node, port } : node,
  );
}

function startTab(tabs, port) {
  const list = tabs.map(({ label, info }) => `- **${label}**: ${summary(info) || 'see its description'}`);
  const info = [
    'Every other tab is an example that runs now, against a telephone server that this computer simulates.',
    '',
    ...list,
    '',
    'On a tab, press the button at the left edge of a node that has one and read the **Debug** sidebar (the beetle).',
    '',
    `Who can call whom, and what goes on: http://127.0.0.1:${port}/ shows the simulated server.`,
  ].join('\n');
  const comment = (name, index, text) => ({
    id: `${START_TAB}-${index}`,
    type: 'comment',
    z: START_TAB,
    name,
    info: text,
    // A node's place is its middle; so all begin at the same edge, about.
    x: 70 + Math.round(name.length * 3.4),
    y: 60 + 40 * index,
    wires: [],
  });
  return [
    { id: START_TAB, type: 'tab', label: 'Start here', info, disabled: false },
    comment('Open a tab, press the button at the left of a node, read the Debug sidebar', 0, info),
    ...tabs.map((tab, index) => comment(tab.label, index + 1, tab.info ?? '')),
  ];
}

/** Every example in the directory, its simulator on `port`: the nodes to deploy and the tabs to name to the user. */
export function exampleFlows(directory, port) {
  const nodes = onPort(readExamples(directory).flat().filter(once()), port);
  const tabs = nodes.filter(({ type }) => type === 'tab');
  return {
    tabs: tabs.map(({ label, info }) => ({ label, summary: summary(info) })),
    nodes: [...startTab(tabs, port), ...nodes],
  };
}
