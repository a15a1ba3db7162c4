// npm run dialogs: opens, edits and saves the dialog of every node type in two themes and three widths, puts pictures of them on contact
// sheets in `.dialogs/`, and fails with a list of what is wrong: complaints of the browser, wrapped buttons, text that is cut off, red
// borders, changed values. `--node-red 5` takes another Node-RED, `--only calls` the types with that in their name, `--widths 400` and
// `--themes dark` other looks. Needs Chromium, as the tests of the dialogs do.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { build, install } from './prepare.mjs';
import { installsFor } from './test/installs.mjs';

const { values: options } = parseArgs({
  options: {
    'node-red': { type: 'string' },
    only: { type: 'string', default: '' },
    widths: { type: 'string', default: '300,500,900' },
    themes: { type: 'string', default: 'light,dark' },
  },
});

install();
build();
const { program, env } = installsFor({ 'node-red': options['node-red'] });
const { only, widths, themes } = options;
const name = `node-red-${options['node-red'] ?? 'installed'}`;
const told = ['--import', 'tsx', 'scripts/docs/dialogs/main.ts', name, themes, widths, only];
process.exitCode = spawnSync(program, told, { env, stdio: 'inherit' }).status ?? 1;
