// Lays out every example, and the tab that `npm start` opens with: node --import tsx scripts/layout/write.ts
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from '../format.ts';
import type { Drawn } from './place.ts';
import { laidOut } from './tab.ts';

const directory = fileURLToPath(new URL('../../examples', import.meta.url));
const startHere = fileURLToPath(new URL('../start/start-here.json', import.meta.url));

async function examplesIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  return files.map((file) => join(folder, file));
}

async function write(): Promise<void> {
  const folders = [directory, join(directory, 'jobs')];
  const files = await Promise.all(folders.map((folder) => examplesIn(folder)));
  for (const path of [...files.flat(), startHere]) {
    const flow: readonly Drawn[] = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, `${JSON.stringify(laidOut(flow), null, 2)}\n`);
  }
  format('examples', startHere);
}

void write();
