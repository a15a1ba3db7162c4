// Writes examples/reference anew from the catalogue, for whoever has added operations.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWords } from '../build/words.ts';
import { format } from '../format.ts';
import { referenceFlows } from './flows.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function write(): Promise<void> {
  const words = (await readWords(join(root, 'locales'))).find(({ language }) => language === 'en-US');
  if (!words) throw new Error('there are no words in en-US');
  for (const { title, nodes } of referenceFlows(words)) {
    await writeFile(join(root, 'examples', 'reference', `${title}.json`), `${JSON.stringify(nodes, null, 2)}\n`);
  }
  format('examples/reference');
}

void write();
