import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { Database, openDatabase } from '../../nodes/partner/ledger/database.ts';
import { openLedger } from '../../nodes/partner/ledger/open.ts';
import { answered, customerBody, customerIn, ledgerFor, orderRequest, storeDirectory } from '../support/ledger.ts';

const script = join(import.meta.dirname, '../support/store-process.mts');

/** Another process that opens the directory; resolves with its first line. */
async function elsewhere(t: TestContext, directory: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, directory], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, line };
}

test('accounts with the same directory share what is in it, by whatever name', async () => {
  const directory = await storeDirectory();
  const other = join(await storeDirectory(), 'link');
  await symlink(directory, other);
  const [one, two] = await Promise.all([openLedger({ directory }), openLedger({ directory: other })]);
  const customer = customerIn(answered(await one.accept(orderRequest(customerBody('ORG-1')))));
  assert.equal((await two.register?.customer(customer))?.reference, 'ORG-1');
  await one.close();
  await two.accept(orderRequest(customerBody('ORG-2')));
  await Promise.all([two.close(), two.close()]);
  assert.deepEqual(readdirSync(directory), ['partner.db', 'partner.json']);
});

test('opening right after closing finds everything', async () => {
  const directory = await storeDirectory();
  for (let round = 1; round <= 5; round += 1) {
    const ledger = await openLedger({ directory });
    await ledger.accept(orderRequest(customerBody(`ORG-${round}`)));
    const closing = ledger.close();
    const next = await openLedger({ directory });
    assert.equal((await next.register?.customers())?.length, round);
    await Promise.all([closing, next.close()]);
  }
});

test('another process is refused, and let in when the first one has gone', async (t) => {
  const directory = await storeDirectory();
  const ledger = await openLedger({ directory });
  const refused = await elsewhere(t, directory);
  assert.match(refused.line, /^STORE_IN_USE: .*two Node-REDs/);
  assert.match(refused.line, new RegExp(`\\(${process.pid}\\)`));
  await ledger.close();
  const { child, line } = await elsewhere(t, directory);
  assert.equal(line, 'open');
  await assert.rejects(openLedger({ directory }), { code: 'STORE_IN_USE' });
  child.stdin?.end();
  await once(child, 'exit');
  await (await openLedger({ directory })).close();
});

test('what a killed process has left is taken over at once', async (t) => {
  const directory = await storeDirectory();
  const { child, line } = await elsewhere(t, directory);
  assert.equal(line, 'open');
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.ok(existsSync(join(directory, 'partner.lock')));
  assert.ok(existsSync(join(directory, 'partner.db.lock')));
  const start = Date.now();
  const ledger = await ledgerFor(t, { directory });
  assert.ok(Date.now() - start < 5_000);
  assert.equal((await ledger.accept(orderRequest(customerBody('ORG-1')))).answer?.state, 'completed');
});

test('a process that was killed while it took over a dead lock is no obstacle, even if the clock was set back since', async (t) => {
  const directory = await storeDirectory();
  const { child } = await elsewhere(t, directory);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const guard = join(directory, 'partner.lock.taking');
  mkdirSync(guard);
  const anHourAhead = new Date(Date.now() + 3_600_000);
  utimesSync(guard, anHourAhead, anHourAhead);
  const ledger = await openLedger({ directory });
  assert.equal(existsSync(guard), false);
  await ledger.close();
});

test('of several that find a dead lock one gets it', async (t) => {
  const directory = await storeDirectory();
  const dead = await elsewhere(t, directory);
  dead.child.kill('SIGKILL');
  await once(dead.child, 'exit');
  const lines = (await Promise.all([1, 2, 3].map(() => elsewhere(t, directory)))).map(({ line }) => line);
  assert.equal(lines.filter((line) => line === 'open').length, 1);
  assert.equal(lines.filter((line) => line.startsWith('STORE_IN_USE')).length, 2);
});

test('a lock of another machine counts as long as it shows signs of life', async (t) => {
  const directory = await storeDirectory();
  const file = join(directory, 'partner.lock');
  const foreign = JSON.stringify({ token: 'x', pid: 1, space: 'another machine', started: '' });
  writeFileSync(file, foreign);
  const beating = setInterval(() => utimesSync(file, new Date(), new Date()), 1_000);
  t.after(() => clearInterval(beating));
  await assert.rejects(openLedger({ directory }), { code: 'STORE_IN_USE' });
  clearInterval(beating);
  const ledger = await openLedger({ directory });
  assert.notEqual(readFileSync(file, 'utf8'), foreign);
  await ledger.close();
});

test('who has lost the lock does not write any more', async (t) => {
  const directory = await storeDirectory();
  const ledger = await ledgerFor(t, { directory });
  writeFileSync(
    join(directory, 'partner.lock'),
    JSON.stringify({ token: 'x', pid: 1, space: 'another machine', started: '' }),
  );
  const end = Date.now() + 10_000;
  let error: { code?: string } = {};
  while (error.code === undefined && Date.now() < end) {
    await ledger.accept(orderRequest(customerBody('ORG-1'))).catch((reason) => {
      error = reason;
    });
  }
  assert.equal(error.code, 'STORE_IN_USE');
});

test('a store of a later version is left alone', async () => {
  const directory = await storeDirectory();
  await (await openLedger({ directory })).close();
  const database = await openDatabase(join(directory, 'partner.db'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  await assert.rejects(openLedger({ directory }), { code: 'STORE_VERSION' });
  assert.deepEqual(readdirSync(directory), ['partner.db', 'partner.json']);
});

test('a file that is no store, and a directory that cannot be made, are said to be so', async () => {
  const directory = await storeDirectory();
  writeFileSync(join(directory, 'partner.db'), 'something else entirely, and not a database '.repeat(100));
  await assert.rejects(openLedger({ directory }), { code: 'STORE_DAMAGED' });
  writeFileSync(join(directory, 'file'), '');
  await assert.rejects(openLedger({ directory: join(directory, 'file', 'below') }), { code: 'STORE_FAILED' });
});

test('changes asked for together are made together, and one that fails harms no other', async (t) => {
  const database = await openDatabase(join(await storeDirectory(), 'x.db'));
  t.after(() => database.close());
  database.exec('CREATE TABLE t (n INTEGER UNIQUE)');
  const insert = (n: number) => database.write(() => database.run('INSERT INTO t VALUES (?)', [n]));
  const results = await Promise.allSettled([insert(1), insert(2), insert(1), insert(3)]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(
    database.all('SELECT n FROM t ORDER BY n').map(({ n }) => n),
    [1, 2, 3],
  );
});

test('a disk that refuses is told to everybody who waits, and nothing is half done', async (t) => {
  const database = await openDatabase(join(await storeDirectory(), 'x.db'));
  t.after(() => database.close());
  database.exec('CREATE TABLE t (n INTEGER, text TEXT); PRAGMA max_page_count = 20');
  const insert = (n: number, size: number) =>
    database.write(() => database.run('INSERT INTO t VALUES (?, ?)', [n, 'x'.repeat(size)]));
  await insert(1, 10);
  await assert.rejects(insert(2, 200_000), { code: 'STORE_FULL' });
  await insert(3, 10);
  assert.deepEqual(
    database.all('SELECT n FROM t ORDER BY n').map(({ n }) => n),
    [1, 3],
  );
  assert.ok(database instanceof Database);
});

test('what is old enough is forgotten, and what is on its way is not', async (t) => {
  const directory = await storeDirectory();
  const first = await openLedger({ directory });
  const ended = await first.accept(orderRequest(customerBody('ORG-1')));
  const under = await first.accept(orderRequest(customerBody('ORG-2'), { mode: 'async' }));
  const open = await first.accept(orderRequest(customerBody('ORG-3'), { by: 'flow' }));
  await first.close();
  const database = await openDatabase(join(directory, 'partner.db'));
  database.exec(
    "UPDATE request SET accepted_at = '2020-01-01T00:00:00Z', concluded_at = CASE state WHEN 'open' THEN NULL ELSE '2020-01-01T00:00:00Z' END",
  );
  database.close();
  const second = await ledgerFor(t, { directory });
  await second.accept(orderRequest(customerBody('ORG-4')));
  assert.equal(await second.request(ended.request.id), undefined);
  assert.equal((await second.request(under.request.id))?.state, 'completed');
  assert.equal((await second.request(open.request.id))?.state, 'open');
  assert.equal((await second.register?.customers())?.length, 3);
});
