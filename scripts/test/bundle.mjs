// The test files as JavaScript in `.test-build/`, so that no process has to compile what it loads.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../prepare.mjs';

const folder = join(root, '.test-build');

/** A file's own address stays that of the source: tests find what lies beside them, or runs by itself, through it. */
const sourceAddresses = {
  name: 'source addresses',
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes(`${sep}node_modules${sep}`)) return undefined;
      const text = await readFile(path, 'utf8');
      const contents = text
        .replaceAll(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(path).href))
        .replaceAll(/\bimport\.meta\.dirname\b/g, JSON.stringify(dirname(path)));
      return { contents, loader: 'ts' };
    });
  },
};

/** What a file needs that opens something, or changes what all in a process see: it gets a process of its own. */
const ofItsOwn =
  /^(?:node:)?(?:http|https|http2|net|tls|dgram|child_process|cluster|worker_threads)$|node-red|playwright|^(?:axios|undici|node-sqlite3-wasm)$/;
const forAll = /^(?:before|after|beforeEach|afterEach)\(|\bmock\.timers\b|\bprocess\.(?:on|once|chdir|env)\b/m;

/** The names of all packages that an output file needs, by itself or through what it imports. */
function packagesOf(output, outputs, seen = new Set()) {
  if (seen.has(output)) return [];
  seen.add(output);
  return (outputs[output]?.imports ?? []).flatMap(({ path, external }) =>
    external ? [path] : packagesOf(path, outputs, seen),
  );
}

/** Those files that can share one process. */
async function unitsAmong(files, outputs) {
  const byEntry = new Map(Object.entries(outputs).map(([output, { entryPoint }]) => [entryPoint, output]));
  const units = [];
  for (const file of files) {
    if (packagesOf(byEntry.get(file), outputs).some((name) => ofItsOwn.test(name))) continue;
    if (!forAll.test(await readFile(join(root, file), 'utf8'))) units.push(file);
  }
  return units;
}

/**
 * Compiles test files; what several of them import is compiled once, and those that open nothing run in one process.
 * @param files paths below the project, `test/….test.ts`
 * @returns the paths of the JavaScript to run
 */
export async function bundleTests(files) {
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir: folder,
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    keepNames: true,
    logLevel: 'warning',
    metafile: true,
    plugins: [sourceAddresses],
  });
  const compiled = (file) => file.replace(/\.ts$/, '.mjs');
  const units = await unitsAmong(files, metafile.outputs);
  const rest = files.filter((file) => !units.includes(file)).map((file) => join(folder, compiled(file)));
  if (units.length === 0) return rest;
  const together = join(folder, 'units.mjs');
  await writeFile(together, units.map((file) => `import './${compiled(file)}';\n`).join(''));
  return [together, ...rest];
}
