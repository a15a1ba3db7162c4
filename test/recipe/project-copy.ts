import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageName, projectRoot } from '../support/node-red.ts';

const run = promisify(execFile);

/** What it takes to build the project and to write its documentation. */
const sources = [
  'nodes',
  'scripts',
  'scenarios',
  'locales',
  'icons',
  'docs',
  'package.json',
  'tsconfig.json',
  'LICENSE',
];

/** A copy of the project in a temporary directory, and a Node-RED user directory that has the copy installed. */
export class ProjectCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'telephony-recipe-'));
  readonly userDir = join(this.folder, 'user-directory');

  constructor() {
    for (const name of sources) cpSync(join(projectRoot, name), join(this.folder, name), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), join(this.folder, 'node_modules'));
    const installed = join(this.userDir, 'node_modules', packageName);
    mkdirSync(dirname(installed), { recursive: true });
    symlinkSync(this.folder, installed);
    const manifest = { name: 'user-directory', dependencies: { [packageName]: '*' } };
    writeFileSync(join(this.userDir, 'package.json'), JSON.stringify(manifest));
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Puts lines in at the beginning of the object that is called so, in a TypeScript or JSON file. */
  insert(path: string, object: string, lines: string): void {
    const text = this.read(path);
    const opening = new RegExp(`^.*\\b${object}\\b"?(?: =|:) \\{`, 'm').exec(text)?.[0];
    assert.ok(opening !== undefined, `${path} has no ${object}`);
    const isEmpty = text.includes(`${opening}}`);
    const comma = path.endsWith('.json') && !isEmpty ? ',' : '';
    writeFileSync(
      join(this.folder, path),
      text.replace(opening, () => `${opening}\n${lines.trimEnd()}${comma}\n`),
    );
  }

  /** Runs a script of the copy with Node.js. */
  async run(...args: readonly string[]): Promise<void> {
    await run(process.execPath, [...args], { cwd: this.folder });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One step of a recipe: lines that go into an object of a file. */
export interface RecipeStep {
  readonly path: string;
  readonly object: string;
  readonly lines: string;
}

/** The steps under a heading of CONTRIBUTING.md. */
export function recipe(heading: string): RecipeStep[] {
  const text = readFileSync(join(projectRoot, 'CONTRIBUTING.md'), 'utf8');
  const [, rest = ''] = text.split(`\n## ${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  const steps = section.matchAll(/In `([^`]+)`, under `([^`]+)`:\n\n *```\w+\n([\s\S]*?) *```/g);
  return [...steps].map(([, path = '', object = '', lines = '']) => ({ path, object, lines }));
}
