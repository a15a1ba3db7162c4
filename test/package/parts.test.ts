import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import ts from 'typescript';
import { projectRoot } from '../support/node-red.ts';
import { manifest } from '../support/package.ts';

const run = promisify(execFile);
const runtime = join(projectRoot, 'dist', 'telephony.js');
const sets = Object.keys(manifest()['node-red'].nodes);

/** Registers every set as Node-RED does, with an API that does nothing, then starts a simulator. */
const program = `
const nothing = () => undefined;
const given = { settings: { userDir: require('node:os').tmpdir() }, [Symbol.toPrimitive]: () => '' };
const api = new Proxy(nothing, { get: (_, key) => given[key] ?? api, apply: () => nothing });
const loaded = () => Object.keys(require.cache);
const { register, startSimulator } = require(${JSON.stringify(runtime)});
const { entries } = Object;
let looked = 0;
Object.entries = (object) => {
  looked += 1;
  return entries(object);
};
for (const set of ${JSON.stringify(sets)}) register(api, set);
Object.entries = entries;
const atStart = loaded();
startSimulator({ port: 0 }).then(async (simulator) => {
  await simulator.stop();
  console.log(JSON.stringify({ looked, atStart, later: loaded().filter((file) => !atStart.includes(file)) }));
});
`;

interface Loaded {
  /** How often the fields of an object were gone through while the sets were registered. */
  readonly looked: number;
  /** Paths of the files. */
  readonly atStart: readonly string[];
  readonly later: readonly string[];
}

async function load(): Promise<Loaded> {
  const { stdout } = await run(process.execPath, ['-e', program]);
  return JSON.parse(stdout) as Loaded;
}

const size = (files: readonly string[]) => files.reduce((sum, file) => sum + readFileSync(file).length, 0);

test('the simulator and the libraries are loaded when something needs them, not with Node-RED', async () => {
  const { atStart, later } = await load();
  // Node-RED itself has loaded Mustache by then.
  const own = [join(projectRoot, 'dist'), join(projectRoot, 'node_modules', 'mustache')];
  const foreign = atStart.filter((file) => !own.some((folder) => file.startsWith(folder + sep)));
  assert.deepEqual(foreign, [], 'a library is loaded at once');
  assert.ok(size(later) > 100_000, 'what starts a simulator was there before');
  // A route that only the simulated servers have.
  const simulated = (files: readonly string[]) =>
    files.some((file) => readFileSync(file, 'utf8').includes('/simulator/'));
  assert.equal(simulated(atStart), false);
  assert.equal(simulated(later), true);
});

test('the operations are described once at most, however many sets are registered', async () => {
  const { looked } = await load();
  const operations = JSON.parse(readFileSync(join(projectRoot, 'dist', 'operations.json'), 'utf8')) as unknown[];
  // Describing an operation goes through some six objects; done for each of the sets it would be more than a hundred.
  assert.ok(looked > 0, 'nothing was counted');
  assert.ok(looked < 10 * operations.length, `${looked} objects were gone through`);
});

for (const name of ['editor.js', 'sidebar.js', 'tours/first-flow.js'])
  test(`the editor gets nothing that only Node.js has: ${name}`, () => {
    const text = readFileSync(join(projectRoot, 'resources', name), 'utf8');
    const bundle = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const { parent } = node;
      if (ts.isIdentifier(node) && ['Buffer', 'process', 'require', 'global', '__dirname'].includes(node.text)) {
        const isMember =
          (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
        if (!isMember) found.push(node.text);
      }
      if (ts.isStringLiteralLike(node) && node.text.startsWith('node:')) found.push(node.text);
      ts.forEachChild(node, visit);
    };
    visit(bundle);
    assert.ok(bundle.statements.length > 0);
    assert.deepEqual(found, []);
  });
