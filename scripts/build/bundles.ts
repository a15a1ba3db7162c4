import { build } from 'esbuild';

/** The runtime as one CommonJS file, so that every set shares one copy of every class and cache. */
export async function bundleRuntime(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    keepNames: true,
    logLevel: 'warning',
  });
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
            contents: JSON.stringify(data[path.slice('virtual:'.length)]),
            loader: 'json',
          }));
        },
      },
    ],
  });
}
