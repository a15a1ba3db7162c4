import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { nodeRedCommand } from './support/installed.ts';
import { packageName, projectRoot } from './support/node-red.ts';

const page = readFileSync(join(projectRoot, 'docs', 'testing-your-flows.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'telephony-own-flows-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The first block of code of a language. */
function block(language: string): string {
  const [, code = ''] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page) ?? [];
  assert.notEqual(code, '', language);
  return code;
}

test('the page on testing flows: its flow and its test, word for word, run and pass', { timeout: 60_000 }, async () => {
  // What npm would have installed.
  const nodeRed = dirname(dirname(nodeRedCommand));
  const packages = {
    'node-red': join(nodeRed, 'node-red'),
    '@node-red': join(nodeRed, '@node-red'),
    'node-red-node-test-helper': join(projectRoot, 'node_modules', 'node-red-node-test-helper'),
    [packageName]: projectRoot,
  };
  for (const [name, path] of Object.entries(packages)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(path, link, 'junction');
  }
  writeFileSync(join(folder, 'package.json'), '{ "devDependencies": { "node-red": "*" } }');
  writeFileSync(join(folder, 'flows.json'), block('json'));
  writeFileSync(join(folder, 'missed-calls.test.js'), block('js'));
  const env = { ...process.env };
  // Set where one test runs another; it would report to the outer one instead of printing.
  delete env['NODE_TEST_CONTEXT'];
  const printed = await new Promise<string>((resolve) => {
    const args = ['--test', '--test-reporter=tap', 'missed-calls.test.js'];
    execFile(process.execPath, args, { cwd: folder, env, timeout: 55_000 }, (_error, stdout, stderr) =>
      resolve(`${stdout}${stderr}`),
    );
  });
  assert.match(printed, /^# pass 2$/m, printed);
  assert.match(printed, /^# fail 0$/m, printed);
});
