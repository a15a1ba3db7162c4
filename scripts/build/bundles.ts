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

/** The dialogs as one script for the browser, with the forms that the catalogue describes inside. */
export async function bundleEditor(entry: string, outfile: string, forms: object): Promise<void> {
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
        name: 'forms',
        setup(builder) {
          builder.onResolve({ filter: /^virtual:forms$/ }, ({ path }) => ({ path, namespace: 'forms' }));
          builder.onLoad({ filter: /.*/, namespace: 'forms' }, () => ({
            contents: JSON.stringify(forms),
            loader: 'json',
          }));
        },
      },
    ],
  });
}
