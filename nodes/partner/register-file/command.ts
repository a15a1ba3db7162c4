import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { TelephonyError } from '../../runtime/errors.ts';
import type { ImportReport } from '../ledger/import/imported.ts';
import { openLedger } from '../ledger/open.ts';
import type { Register } from '../ledger/register.ts';
import { pathOf } from '../nodes/settings.ts';
import { folderOf } from '../nodes/store-directory.ts';
import { exportFrom, importInto, registerOf } from './register-file.ts';

const help = `Checks, imports and exports the customers, fleets and licences of a partner of Orange Business Applications.

  telephony-register check <file>     says what an import would change, and changes nothing
  telephony-register import <file>    all of the file, or nothing if a single line of it is wrong
  telephony-register export [file]    everything that the register holds, to the file or to the standard output

Files are CSV or JSON. The account must have been deployed once, and Node-RED must be stopped: a store is for one program at a
time. While Node-RED runs, "Import and export" in the account's dialog and the node "licence register" do the same.

  --user-dir <directory>   Node-RED's user directory (default ~/.node-red)
  --path <path>            the path of the account (default /business-apps)
  --store <directory>      instead of --path, where the account has a directory of its own
  --format <csv|json>      of an export (default: by the name of the file, otherwise csv)
  --json                   the report of a check or an import as JSON
  --help                   this text

Exit status: 0 done, 1 something in the file is wrong and nothing was imported, 2 the command cannot run.
`;

const options = {
  'user-dir': { type: 'string' },
  path: { type: 'string', default: '/business-apps' },
  store: { type: 'string' },
  format: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Lines of problems that are shown; what is more is counted. */
const shown = 50;

/**
 * Checks, imports or exports as a command line asks for, in the store of an account whose Node-RED is stopped.
 * @returns whether nothing is wrong with the file
 * @throws Error when the command line cannot be carried out; its message is meant for the user
 */
export async function runRegister(argv: readonly string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  const [action, file, ...others] = positionals;
  if (values.help) {
    process.stdout.write(help);
    return true;
  }
  if (others.length > 0) throw new Error(`${others[0]}: one file at a time; --help says more`);
  const userDir = resolve(values['user-dir'] ?? join(homedir(), '.node-red'));
  const place = {
    userDir,
    directory: resolve(values.store ?? join(userDir, 'business-apps', folderOf(pathOf(values)))),
  };
  if (action === 'check' || action === 'import') {
    if (file === undefined) throw new Error(`${action}: name the file; --help says more`);
    const content = await readFile(file);
    const report = await withRegister(place, (register) =>
      importInto(register, content, { dryRun: action === 'check' }),
    );
    process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : linesOf(report, action));
    return report.problems.length === 0;
  }
  if (action !== 'export') throw new Error('check, import or export is expected; --help says more');
  const format = values.format ?? (file && /\.json$/i.test(file) ? 'json' : 'csv');
  if (format !== 'csv' && format !== 'json') throw new Error(`--format ${format}: expected csv or json`);
  const text = await withRegister(place, (register) => exportFrom(register, format));
  // It is about people: nobody else on the machine has to read it.
  if (file === undefined) process.stdout.write(text);
  else await writeFile(file, text, { mode: 0o600 });
  return true;
}

async function withRegister<T>(
  { userDir, directory }: { readonly userDir: string; readonly directory: string },
  task: (register: Register) => Promise<T>,
): Promise<T> {
  if (!existsSync(join(directory, 'partner.db'))) {
    const advice = 'deploy the account once, or say where it is with --user-dir, --path or --store';
    throw new Error(`There is no store in ${directory}: ${advice}`);
  }
  const record = join(userDir, 'business-apps-stores.json');
  const ledger = await openLedger({ directory, record }).catch((error: unknown) => {
    throw error instanceof TelephonyError && error.code === 'STORE_IN_USE' ? new Error(inUse(directory)) : error;
  });
  try {
    return await task(registerOf(ledger));
  } finally {
    await ledger.close();
  }
}

function inUse(directory: string): string {
  return `The store in ${directory} is in use: stop Node-RED first, or use "Import and export" in the account's dialog while it runs`;
}

function linesOf({ imported, counts, problems }: ImportReport, action: 'check' | 'import'): string {
  const lines = problems.slice(0, shown).map(({ message }) => `✗ ${message}`);
  if (problems.length > shown) lines.push(`✗ and ${problems.length - shown} more`);
  const sums = Object.entries(counts).map(
    ([what, count]) => `${what}s: ${count.new} new, ${count.changed} changed, ${count.unchanged} unchanged`,
  );
  const end =
    problems.length > 0
      ? `Nothing ${action === 'check' ? 'can be' : 'was'} imported until this is corrected.`
      : imported
        ? 'Imported.'
        : 'Nothing was changed: this is what an import would do.';
  return `${[...lines, ...sums, end].join('\n')}\n`;
}
