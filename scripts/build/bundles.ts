import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { build, transform } from 'esbuild';

/**
 * The runtime as CommonJS: one file that every set shares, so that there is one copy of every class and cache, and
 * beside it, in `parts/`, what is loaded only when it is needed. What both use is a part, too, and there once.
 * @param entry source whose dynamic imports say where a part begins
 * @param external packages that are installed beside it; any other is taken into the files
 * @returns the folders of the packages that were taken in
 */
export async function bundleRuntime(
  entry: string,
  folder: string,
  name: string,
  external: readonly string[],
): Promise<string[]> {
  // Only modules can be split; the parts become CommonJS one by one.
  const { metafile, outputFiles } = await build({
    entryPoints: { [name]: entry },
    outdir: folder,
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: [...external],
    logLevel: 'warning',
    metafile: true,
  });
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const { code } = await transform(text, { format: 'cjs', platform: 'node', target: 'node20' });
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, code);
    }),
  );
  const folders = Object.keys(metafile.inputs).map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter((inside) => inside !== undefined))];
}

/**
 * A part of the editor for the browser: a script, or a module that exports what the entry does.
 * @param data what it imports as `virtual:<name>`
 */
export async function bundleEditor(
  entry: string,
  outfile: string,
  data: Readonly<Record<string, object>>,
  format: 'iife' | 'esm' = 'iife',
): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2020',
    format,
    logLevel: 'warning',
    plugins: [
      {
        name: 'data',
        setup(builder) {
          builder.onResolve({ filter: /^virtual:/ }, ({ path }) => ({ path, namespace: 'data' }));
          builder.onLoad({ filter: /.*/, namespace: 'data' }, ({ path }) => ({
            contents: moduleOf(data[path.slice('virtual:'.length)]),
            loader: 'js',
          }));
        },
      },
    ],
  });
}

/** The code of a page as one script for the browser. */
export async function bundlePage(entry: string, outfile: string): Promise<void> {
  const browser = { platform: 'browser', target: 'es2022', format: 'iife' } as const;
  await build({ entryPoints: [entry], outfile, bundle: true, minify: true, logLevel: 'warning', ...browser });
}

/** Data as a module in which everything that occurs more than once is written once. */
function moduleOf(data: unknown): string {
  const counts = new Map<string, number>();
  const count = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const text = JSON.stringify(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
    for (const inner of Object.values(value)) count(inner);
  };
  count(data);
  // What is inside of something else is shorter than it, so it comes first.
  const repeated = [...counts.keys()]
    .filter((text) => text.length > 24 && (counts.get(text) ?? 0) > 1)
    .sort((one, other) => one.length - other.length);
  const names = new Map(repeated.map((text, index) => [text, `s${index}`]));
  const write = (value: unknown, named: boolean): string => {
    const text = JSON.stringify(value);
    if (typeof value !== 'object' || value === null) return text;
    const name = names.get(text);
    if (named && name) return name;
    if (Array.isArray(value)) return `[${value.map((item) => write(item, true)).join(',')}]`;
    const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${write(item, true)}`);
    return `{${entries.join(',')}}`;
  };
  const shared = repeated.map((text) => `const ${names.get(text)}=${write(JSON.parse(text), false)};`);
  return `${shared.join('\n')}\nexport default ${write(JSON.parse(JSON.stringify(data)), false)};`;
}
