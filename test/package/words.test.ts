import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { projectRoot } from '../support/node-red.ts';
import { typesBySet } from '../support/package.ts';

const operations = Object.values(systems).flatMap(operationsOf);
const sets = typesBySet();
const dist = join(projectRoot, 'dist');

function read(...path: string[]): string {
  return readFileSync(join(dist, ...path), 'utf8');
}

function sizeOf(folder: string, ending: string): number {
  const files = readdirSync(join(dist, folder)).filter((file) => file.endsWith(ending));
  return files.reduce((sum, file) => sum + statSync(join(dist, folder, file)).size, 0);
}

describe('what the built sets say', () => {
  it('has a help for every node type that starts with a paragraph, the tooltip of the palette', () => {
    for (const [set, types] of sets) {
      const helps = read('locales', 'en-US', `${set}.html`).matchAll(/data-help-name="([^"]+)">(?:<p>[^<]|<p><code>)/g);
      assert.deepEqual([...helps].map(([, type]) => type).sort(), [...types].sort());
    }
  });

  it('names every input and the request itself in the help of an operation', () => {
    for (const { type, domain, fields, method, path } of operations) {
      const html = read('locales', 'en-US', `${domain.set}.html`);
      const help = html.split('<script ').find((page) => page.includes(`data-help-name="${type}"`)) ?? '';
      for (const { name } of fields) assert.match(help, new RegExp(`<dt[^>]*>${name} <`), `${type}: ${name}`);
      assert.ok(help.includes(`<code>${method} ${path}</code>`), type);
    }
  });

  it('has words for everything in every set: no message is missing, none is a mere key', () => {
    for (const set of sets.keys()) {
      const messages = JSON.parse(read('locales', 'en-US', `${set}.json`)) as {
        types: Record<string, { label: string; fields?: Record<string, { label: string }> }>;
        fields: Record<string, { label: string }>;
      };
      for (const { type, fields } of operations.filter(({ domain }) => domain.set === set)) {
        assert.match(messages.types[type]?.label ?? '', / /, type);
        for (const { name } of fields) {
          assert.ok(messages.types[type]?.fields?.[name]?.label ?? messages.fields[name]?.label, `${type}: ${name}`);
        }
      }
    }
  });

  it('stays small: 700 kB of dialogs, help and editor code; 2.3 kB of HTML and 480 bytes of messages per node type, 115 kB of editor', () => {
    const count = [...sets.values()].flat().length;
    const html = sizeOf('.', '.html') + sizeOf('locales/en-US', '.html');
    // Each task has a dialog of its own making, where operations share most of theirs.
    const messages = sizeOf('locales/en-US', '.json');
    const [editor = 0, sidebar = 0] = ['editor.js', 'sidebar.js'].map(
      (name) => statSync(join(projectRoot, 'resources', name)).size,
    );
    assert.ok(html / count < 2300);
    assert.ok(messages / count < 480);
    assert.ok(editor < 115_000);
    assert.ok(html + editor + sidebar < 700_000);
  });
});
