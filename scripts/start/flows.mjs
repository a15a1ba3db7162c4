// The flows of npm start: a tab with one button, and one or two examples of each system. The others wait under Import.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is open from the start, by the beginning of the examples' titles; whoever looks for a tab finds it among eight. */
const OPEN = ['1 -', '2 -', '3 -', '4 -', '16 -', '22 -', '23 -'];
const startHere = fileURLToPath(new URL('start-here.json', import.meta.url));
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

/** The jobs first, then the other examples. */
function readExamples(directory) {
  return [...examplesIn(join(directory, 'jobs')), ...examplesIn(directory)];
}

function examplesIn(directory) {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const title = basename(name, '.json');
      const text = readFileSync(join(directory, name), 'utf8');
      const nodes = JSON.parse(text).map((node) =>
        node.type === 'tab' ? { ...node, label: node.label || title } : node,
      );
      return { isOpen: OPEN.some((beginning) => title.startsWith(beginning)), nodes };
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

/** The first tab: what it holds is in its file, what it tells about the others comes from them. */
function startTab(opened, waiting, port) {
  const list = (tabs) => tabs.map(({ label, info }) => `- **${label}**: ${summary(info) || 'see its description'}`);
  const info = [
    'A telephone server is simulated on this computer. Press the button of **Press me: somebody calls Hugo**: the status below the last node says what happens.',
    '',
    'Every other tab is an example that runs now:',
    '',
    ...list(opened),
    '',
    'On a tab, press the button at the left edge of a node that has one and read the **Debug** sidebar (the beetle).',
    '',
    'More of them are in the menu, **Import**, **Examples**, this package:',
    '',
    ...list(waiting),
    '',
    `Who can call whom, and what goes on: http://127.0.0.1:${port}/ shows the simulated server.`,
  ].join('\n');
  const nodes = JSON.parse(readFileSync(startHere, 'utf8'));
  return nodes.map((node) => (node.type === 'tab' ? { ...node, info } : node));
}

const tabOf = (nodes) => nodes.find(({ type }) => type === 'tab');

/** What to deploy, its simulators on `port`, and the tabs to name to the user. */
export function exampleFlows(directory, port) {
  const examples = readExamples(directory);
  const opened = examples.filter(({ isOpen }) => isOpen).map(({ nodes }) => nodes);
  const waiting = examples.filter(({ isOpen }) => !isOpen).map(({ nodes }) => nodes);
  const tabs = opened.map(tabOf);
  const first = startTab(tabs, waiting.map(tabOf), port);
  return {
    tabs: tabs.map(({ label, info }) => ({ label, summary: summary(info) })),
    nodes: onPort([...first, ...opened.flat()].filter(once()), port),
  };
}
