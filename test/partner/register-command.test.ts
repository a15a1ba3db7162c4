import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { openLedger } from '../../nodes/partner/ledger/open.ts';
import { storeDirectory } from '../support/ledger.ts';
import { projectRoot } from '../support/node-red.ts';

/** Runs the command as a shell does; what it wrote, and its exit status. */
async function run(...args: readonly string[]) {
  const command = join(projectRoot, 'bin/telephony-register.mjs');
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const status = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { output, errors, status: await status };
}

const csv = `customerId,customerName,fleetId,offer,quantity,licenceId,givenName
CUST-1,ACME,FLEET-1,MBA-BACKUP,,US-1,Alice
CUST-1,,FLEET-2,MBA-BACKUP,3,,
`;

test('the command telephony-register checks, imports and exports what a stopped Node-RED has kept', async () => {
  const userDir = await storeDirectory();
  const directory = join(userDir, 'business-apps', 'business-apps');
  const record = join(userDir, 'business-apps-stores.json');
  const file = join(userDir, 'customers.csv');
  await writeFile(file, csv);
  const at = ['--user-dir', userDir];

  const missing = await run('import', file, ...at);
  assert.deepEqual([missing.status, missing.output], [2, '']);
  assert.match(missing.errors, /^There is no store in .*: deploy the account once/);

  await mkdir(directory, { recursive: true });
  const ledger = await openLedger({ directory, record });
  const used = await run('import', file, ...at);
  assert.equal(used.status, 2);
  assert.match(used.errors, /is in use: stop Node-RED first, or use "Import and export"/);
  await ledger.close();

  const checked = await run('check', file, ...at);
  assert.deepEqual([checked.errors, checked.status], ['', 0]);
  assert.match(checked.output, /^licences: 4 new, 0 changed, 0 unchanged\nNothing was changed/m);
  const imported = await run('import', file, ...at, '--json');
  assert.equal(imported.status, 0);
  assert.deepEqual(JSON.parse(imported.output).counts.licence, { new: 4, changed: 0, unchanged: 0 });

  const wrong = join(userDir, 'wrong.csv');
  await writeFile(wrong, `${csv}CUST-2,Other,FLEET-1,,,US-9,Bob\n`);
  const refused = await run('import', wrong, ...at, '--path', 'business-apps/');
  assert.equal(refused.status, 1);
  assert.match(refused.output, /^✗ line 4: fleet FLEET-1 /m);
  assert.match(refused.output, /Nothing was imported until this is corrected\.\n$/);

  const exported = join(userDir, 'register.json');
  assert.equal((await run('export', exported, ...at)).status, 0);
  assert.equal((await stat(exported)).mode & 0o077, 0, 'for nobody else');
  const { customers } = JSON.parse(await readFile(exported, 'utf8'));
  assert.deepEqual(
    customers.map(({ id, fleets }: { id: string; fleets: { licences: unknown[] }[] }) => [
      id,
      ...fleets.map(({ licences }) => licences.length),
    ]),
    [['CUST-1', 1, 3]],
  );
  const table = await run('export', '--store', directory, ...at);
  assert.match(table.output, /^CUST-1,,ACME,.*,US-1,active,/m);
  for (const args of [['export', '--format', 'pdf'], ['import'], [], ['check', file, file]]) {
    assert.equal((await run(...args, ...at)).status, 2, args.join(' '));
  }
});
