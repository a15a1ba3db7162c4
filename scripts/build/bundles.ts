import { build } from 'esbuild';

/**
 * The runtime as one CommonJS file, so that every set shares one copy of every class and cache.
 * @param external packages that are installed beside it; any other is taken into the file
 * @returns the folders of the packages that were taken in
 */
export async function bundleRuntime(entry: string, outfile: string, external: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: [...external],
    keepNames: true,
    logLevel: 'warning',
    metafile: true,
  });
  const folders = Object.keys(metafile.inputs).map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}

/**
 * The dialogs as one script for the browser.
 * @param data what the script imports as `virtual:<name>`
 */
export async function bundleEditor(
  entry: string,
  outfile: string,
  data: Readonly<Record<string, object>>,
): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2020',
    format: 'iife',
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
