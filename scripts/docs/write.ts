// npm run docs: writes the pages of docs/ that follow from the catalogue and the words.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWords } from '../build/words.ts';
import { generatedPages } from './tables.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function write(): Promise<void> {
  const words = (await readWords(join(root, 'locales'))).find(({ language }) => language === 'en-US');
  if (!words) throw new Error('there are no words in en-US');
  for (const [name, page] of Object.entries(generatedPages(words))) {
    await writeFile(join(root, 'docs', name), `${page}\n`);
  }
}

void write();
