import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systems } from '../../nodes/catalogue/index.ts';
import { readScenario } from '../../nodes/simulator/scenario/read.ts';
import { parseScenarioText } from '../../nodes/simulator/scenario/text.ts';
import { bundleEditor, bundlePage, bundleRuntime } from './bundles.ts';
import { clientDeclarations } from './declarations.ts';
import { allForms } from './forms.ts';
import { setHelp } from './help.ts';
import { setHtml } from './html.ts';
import { licencesOf } from './licences.ts';
import { allOperationMessages, messageCatalogue } from './messages.ts';
import { publishedOperations } from './operations.ts';
import { allSets, type SetContent } from './sets.ts';
import { replaceFolder } from './swap.ts';
import { readWords, type Words } from './words.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Writes `dist/` and `resources/`, the folders that Node-RED reads, from the catalogue and the words. */
async function build(): Promise<void> {
  const started = performance.now();
  const { name, dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
  const sets = allSets();
  const languages = await readWords(join(root, 'locales'));
  // The editor first: a set whose script is missing would keep the whole editor from starting.
  await replaceFolder(join(root, 'resources'), async (folder) => {
    const operations = sets.flatMap((set) => set.operations);
    await all([
      bundleEditor(join(root, 'nodes/editor/index.ts'), join(folder, 'editor.js'), {
        forms: allForms(sets),
        words: wordsOf(languages, 'editor'),
      }),
      bundleEditor(join(root, 'nodes/editor/sidebar/index.ts'), join(folder, 'sidebar.js'), {
        words: wordsOf(languages, 'sidebar'),
      }),
      bundleEditor(
        join(root, 'nodes/editor/tour/first-flow.ts'),
        join(folder, 'tours/first-flow.js'),
        { words: wordsOf(languages, 'tour') },
        'esm',
      ),
      writePage(join(folder, 'simulator')),
      ...languages.map((words) =>
        write(join(folder, `operations-${words.language}.json`), json(allOperationMessages(operations, words))),
      ),
    ]);
  });
  await replaceFolder(join(root, 'dist'), async (folder) => {
    await all([
      writeRuntime(folder, Object.keys(dependencies)),
      write(join(folder, 'operations.json'), json(publishedOperations(sets.flatMap((set) => set.operations)), 1)),
      copyIcons(join(folder, 'icons')),
      writeScenarios(join(folder, 'scenarios')),
      writeClient(folder, languages),
      ...sets.map((set) => writeSet(folder, set, name)),
      writeSidebar(folder, name),
      ...languages.flatMap((words) => sets.map((set) => writeWords(folder, set, words))),
    ]);
    complainOf(languages);
  });
  const sizes = await measure(sets);
  process.stdout.write(`${sizes}; ${Math.round(performance.now() - started)} ms\n`);
}

/** Strings of one part of the editor, by language and key. */
function wordsOf(languages: readonly Words[], part: 'editor' | 'sidebar' | 'tour') {
  return Object.fromEntries(languages.map(({ language, common }) => [language, common[part]]));
}

/** Waits for all of them, for the folder must not be cleared away under those that still write into it. */
async function all(tasks: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(tasks)).find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

async function writeRuntime(folder: string, installed: readonly string[]): Promise<void> {
  const taken = await bundleRuntime(join(root, 'nodes/index.ts'), folder, 'telephony', installed);
  await write(join(folder, 'third-party-licences.txt'), await licencesOf(taken));
}

/** The simulator's page, which the simulator serves. */
async function writePage(folder: string): Promise<void> {
  const source = join(root, 'nodes/simulator/page/browser');
  await bundlePage(join(source, 'index.ts'), join(folder, 'page.js'));
  await all(['index.html', 'page.css'].map((file) => cp(join(source, file), join(folder, file))));
}

async function writeSet(folder: string, set: SetContent, packageName: string): Promise<void> {
  const code = `module.exports = (RED) => require('./telephony.js').register(RED, '${set.name}');\n`;
  await write(join(folder, `${set.name}.js`), code);
  await write(join(folder, `${set.name}.html`), setHtml(set, packageName));
}

/** The plugin that brings the sidebar into the editor. */
async function writeSidebar(folder: string, packageName: string): Promise<void> {
  const code = `module.exports = (RED) => require('./telephony.js').serveOverview(RED, require('../package.json').version);\n`;
  await write(join(folder, 'telephony-sidebar.js'), code);
  await write(join(folder, 'telephony-sidebar.html'), `<script src="resources/${packageName}/sidebar.js"></script>\n`);
}

async function writeWords(folder: string, set: SetContent, words: Words): Promise<void> {
  const base = join(folder, 'locales', words.language, set.name);
  await write(`${base}.json`, json(messageCatalogue(set, words)));
  await write(`${base}.html`, setHelp(set, words));
}

/** What programs can do without Node-RED. */
const clientSystems = { listening: systems.opentouch, others: [systems.teaming, systems['business-talk']] };

/** The client for programs: it is in the runtime already. Its type declarations speak English. */
async function writeClient(folder: string, languages: readonly Words[]): Promise<void> {
  const words = languages.find(({ language }) => language === 'en-US');
  if (!words) throw new Error('there are no words in en-US');
  const head = join(root, 'nodes/client/types.ts');
  await write(join(folder, 'client.js'), "exports.connect = require('./telephony.js').connect;\n");
  await write(join(folder, 'client.d.ts'), await clientDeclarations(clientSystems, words, head));
}

async function copyIcons(folder: string): Promise<void> {
  await cp(join(root, 'icons'), folder, { recursive: true });
}

/** What is written in YAML, for people, as JSON: whoever plays a scenario of the package needs nothing that reads YAML. */
async function writeScenarios(folder: string): Promise<void> {
  const source = join(root, 'scenarios');
  await all(
    (await readdir(source)).map(async (file) => {
      const scenario = readScenario(parseScenarioText(await readFile(join(source, file), 'utf8'), file));
      await write(join(folder, `${basename(file, extname(file))}.json`), json(scenario, 2));
    }),
  );
}

function complainOf(languages: readonly Words[]): void {
  const missing = languages.flatMap((words) => [...words.missing]);
  if (missing.length > 0) throw new Error(`No words in locales/ for:\n  ${missing.join('\n  ')}`);
}

async function measure(sets: readonly SetContent[]): Promise<string> {
  const count = sets.flatMap((set) => [...set.nodes, ...set.operations]).length;
  const dist = join(root, 'dist');
  const parts = [
    ['HTML', await sizeOf(dist, '.html')],
    ['help', await sizeOf(join(dist, 'locales/en-US'), '.html')],
    ['catalogue', await sizeOf(join(dist, 'locales/en-US'), '.json')],
    ['editor', await sizeOf(join(root, 'resources'), '.js')],
    ['runtime', await sizeOf(dist, 'telephony.js')],
    ['parts of it', await sizeOf(join(dist, 'parts'), '.js')],
  ] as const;
  return `${count} types in ${sets.length} sets; ${parts.map(([name, size]) => `${name} ${kB(size)}`).join(', ')}`;
}

async function sizeOf(folder: string, ending: string): Promise<number> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(ending));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function json(value: object, indent?: number): string {
  return `${JSON.stringify(value, undefined, indent)}\n`;
}

async function write(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

build().catch((error: unknown) => {
  process.stderr.write(`The build failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
