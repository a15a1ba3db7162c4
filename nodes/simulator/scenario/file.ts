import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from './declared.ts';
import { ScenarioError } from './problems.ts';
import { readScenario } from './read.ts';
import { parseScenarioText } from './text.ts';

/**
 * Reads the scenario of a file, or one that comes with the package by its name: `busy-friday`.
 * @throws Error that says what is wrong, and where
 */
export async function readScenarioFile(pathOrName: string): Promise<Scenario> {
  const path = existsSync(pathOrName) ? pathOrName : shippedPath(pathOrName);
  if (path === undefined) {
    throw new Error(`there is no file ${pathOrName}; the scenarios of the package are ${shippedNames().join(', ')}`);
  }
  try {
    return readScenario(parseScenarioText(await readFile(path, 'utf8'), path));
  } catch (error) {
    throw error instanceof ScenarioError ? notPlayable(pathOrName, error) : error;
  }
}

/** What is wrong with the scenario of a file, each problem on a line of its own. */
export function notPlayable(name: string, { problems }: ScenarioError): Error {
  return new Error([`${name} cannot be played:`, ...problems.map((problem) => `  ${problem}`)].join('\n'));
}

function shippedPath(name: string): string | undefined {
  const folder = shippedFolder();
  if (folder === undefined || !/^[\w-]+$/.test(name)) return undefined;
  const path = join(folder, `${name}.json`);
  return existsSync(path) ? path : undefined;
}

function shippedNames(): string[] {
  const folder = shippedFolder();
  return folder === undefined ? [] : readdirSync(folder).map((file) => file.replace(/\.\w+$/, ''));
}

/** Where the build has written them, in JSON, which is always read. In the package as in a clone, this code lies below the root. */
function shippedFolder(): string | undefined {
  const here = typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const built = join(folder, 'dist', 'scenarios');
    if (existsSync(built)) return built;
    if (dirname(folder) === folder) return undefined;
  }
}
