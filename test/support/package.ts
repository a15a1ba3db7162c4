import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { otherNodes, systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { projectRoot } from './node-red.ts';

const run = promisify(execFile);

/** Node types of the package by the set that they belong to. */
export function typesBySet(): Map<string, string[]> {
  const sets = new Map<string, string[]>();
  const add = (set: string, type: string) => sets.set(set, [...(sets.get(set) ?? []), type]);
  for (const [type, { set }] of Object.entries(otherNodes)) add(set, type);
  for (const { type, domain } of Object.values(systems).flatMap(operationsOf)) add(domain.set, type);
  return sets;
}

export interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly 'node-red': { readonly nodes: Readonly<Record<string, string>> };
}

export function manifest(): Manifest {
  return JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Manifest;
}

/** Names of what is in a directory of the project. */
export function filesIn(directory: string): string[] {
  return readdirSync(join(projectRoot, directory)).map((file) => basename(file));
}

/** Paths of all example flows, below `examples`. */
export function exampleFiles(): string[] {
  return readdirSync(join(projectRoot, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replaceAll('\\', '/'));
}

/** Runs npm and gives what it printed. */
export async function npm(directory: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('npm', args, { cwd: directory, shell: process.platform === 'win32' });
  return stdout;
}

/** A tarball as it would be published, and the paths of the files in it. */
export interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
}

/** Packs what is built. */
export async function pack(destination: string): Promise<Packed> {
  const printed = await npm(projectRoot, 'pack', '--json', '--ignore-scripts', '--pack-destination', destination);
  const [packed] = JSON.parse(printed) as { filename: string; files: { path: string }[] }[];
  if (!packed) throw new Error('npm packed nothing');
  return { tarball: join(destination, packed.filename), files: packed.files.map(({ path }) => path).sort() };
}
