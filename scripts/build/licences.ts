import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The licences of other people's packages, as they want them to be passed on.
 * @throws Error when a package comes without one
 */
export async function licencesOf(folders: readonly string[]): Promise<string> {
  const texts = await Promise.all(
    folders.map(async (folder) => {
      const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
      const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
      if (!file) throw new Error(`${name} is bundled but has no licence to pass on`);
      return `${name} ${version}\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
    }),
  );
  return `telephony.js and parts/ contain these packages, each under its own licence.\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}
