import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs, {
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import type { Ledger, LedgerHealth } from '../../nodes/partner/ledger/ledger.ts';
import { openLedger, startLedger } from '../../nodes/partner/ledger/open.ts';
import { eventually } from '../support/eventually.ts';
import { customerBody, orderRequest, storeDirectory } from '../support/ledger.ts';

/** A directory for a store in another, and the record of it outside. */
async function place() {
  const home = await storeDirectory();
  const directory = join(home, 'stores', 'partner');
  return { home, directory, file: join(directory, 'partner.db'), record: join(home, 'stores.json') };
}

type Place = Awaited<ReturnType<typeof place>>;

/** A ledger that goes on whatever happens to its store; closed after the test. */
function running(t: TestContext, { directory, record }: Pick<Place, 'directory' | 'record'>) {
  const ledger = startLedger({ directory, record });
  const told: LedgerHealth[] = [];
  ledger.onHealth((health) => told.push(health));
  t.after(() => ledger.close());
  return { ledger, told };
}

let orders = 0;

/** One order; its id once it is acknowledged. */
async function order(ledger: Ledger): Promise<string> {
  orders += 1;
  const { request } = await ledger.accept(orderRequest(customerBody(`ORG-${orders}`), { mode: 'async' }));
  return request.id;
}

async function several(ledger: Ledger, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let done = 0; done < count; done += 1) ids.push(await order(ledger));
  return ids;
}

/** Goes on ordering until it works again; what is acknowledged on the way counts. */
async function orderUntilOpen(ledger: Ledger, told: readonly LedgerHealth[]): Promise<string[]> {
  const ids: string[] = [];
  await eventually(
    async () => {
      const id = await order(ledger).catch((error: { code: string }) => assert.match(error.code, /^STORE_/));
      if (id) ids.push(id);
      return told.some(({ state }) => state === 'failed') && ledger.health.state === 'open';
    },
    'the store works again',
    30_000,
  );
  return ids;
}

/** Whoever starts next finds all of them. */
async function assertKept({ directory, record }: Place, ledger: Ledger, ids: readonly string[]): Promise<void> {
  await ledger.close();
  const next = await openLedger({ directory, record });
  try {
    const lost: string[] = [];
    for (const id of ids) if (!(await next.request(id))) lost.push(id);
    assert.deepEqual(lost, []);
  } finally {
    await next.close();
  }
}

const failure = (told: readonly LedgerHealth[]) => told.find(({ error }) => error)?.error;

for (const [what, remove] of [
  ['the database is deleted', ({ file }: Place) => rmSync(file)],
  ['the database and its log are deleted', ({ file }: Place) => [file, `${file}-wal`].map((each) => rmSync(each))],
  ['the log is deleted', ({ file }: Place) => rmSync(`${file}-wal`)],
  [
    'an empty file is put in the place of the database',
    ({ file }: Place) => {
      writeFileSync(`${file}.x`, '');
      renameSync(`${file}.x`, file);
    },
  ],
  ['the directory is deleted', ({ directory }: Place) => rmSync(directory, { recursive: true })],
] as const) {
  test(`${what} while it is in use: it is told, and all that was acknowledged is written again`, async (t) => {
    const at = await place();
    const { ledger, told } = running(t, at);
    const ids = await several(ledger, 5);
    remove(at);
    ids.push(...(await orderUntilOpen(ledger, told)));
    ids.push(await order(ledger));
    assert.equal(failure(told)?.code, 'STORE_CHANGED');
    assert.match(failure(told)?.message ?? '', /^The store in .*partner: .*(deleted|replaced)/);
    await assertKept(at, ledger, ids);
  });
}

test('that it is gone is noticed though nobody orders', async (t) => {
  const at = await place();
  const { ledger, told } = running(t, at);
  const ids = await several(ledger, 1);
  rmSync(at.file);
  await eventually(() => failure(told)?.code === 'STORE_CHANGED' && ledger.health.state === 'open', 'noticed', 10_000);
  await assertKept(at, ledger, ids);
});

test('another database is put in the place of the one in use: it is opened, and the other one is kept', async (t) => {
  const at = await place();
  const { ledger: before } = running(t, at);
  const backedUp = await several(before, 3);
  await before.close();
  copyFileSync(at.file, join(at.home, 'backup.db'));
  const { ledger, told } = running(t, at);
  const since = await several(ledger, 3);
  renameSync(join(at.home, 'backup.db'), at.file);
  await orderUntilOpen(ledger, told);
  assert.match(failure(told)?.message ?? '', /replaced/);
  assert.ok(await ledger.request(backedUp[0] ?? ''));
  assert.equal(await ledger.request(since[0] ?? ''), undefined);
  await ledger.close();

  const spare = readdirSync(at.directory).find((name) => name.startsWith('partner-replaced-')) ?? '';
  const other = join(at.home, 'other');
  mkdirSync(other);
  copyFileSync(join(at.directory, spare), join(other, 'partner.db'));
  const kept = await openLedger({ directory: other });
  t.after(() => kept.close());
  assert.ok(await kept.request(since[2] ?? ''));
});

test('somebody writes into the file in use: nothing more is acknowledged into it, and a copy is kept', async (t) => {
  const at = await place();
  const { ledger, told } = running(t, at);
  await several(ledger, 3);
  copyFileSync(at.file, join(at.home, 'backup.db'));
  await several(ledger, 3);
  copyFileSync(join(at.home, 'backup.db'), at.file);
  await assert.rejects(order(ledger), { code: 'STORE_CHANGED', message: /another program has written/ });
  assert.equal(failure(told)?.code, 'STORE_CHANGED');
  await eventually(() => ledger.health.state === 'open', 'examined and opened', 10_000);
  assert.ok(readdirSync(at.directory).some((name) => name.startsWith('partner-changed-')));
});

for (const [what, remove] of [
  ['no database', ({ file }: Place) => rmSync(file)],
  ['an empty file', ({ file }: Place) => truncateSync(file)],
  ['no directory', ({ directory }: Place) => rmSync(directory, { recursive: true })],
] as const) {
  test(`${what} where there was one is not a new store, and the old one is found when it is back`, async (t) => {
    const at = await place();
    const { ledger: before } = running(t, at);
    const [id = ''] = await several(before, 1);
    await before.close();
    const backup = join(at.home, 'backup.db');
    copyFileSync(at.file, backup);
    remove(at);
    await assert.rejects(openLedger(at), { code: 'STORE_GONE' });
    const { ledger } = running(t, at);
    await assert.rejects(order(ledger), { code: 'STORE_GONE' });
    await assert.rejects(ledger.register?.customers() ?? Promise.resolve(), { code: 'STORE_GONE' });
    mkdirSync(at.directory, { recursive: true });
    copyFileSync(backup, at.file);
    await eventually(() => ledger.health.state === 'open', 'opened by itself', 30_000);
    assert.ok(await ledger.request(id));
    await order(ledger);
  });
}

test('a new store begins where the record says nothing of an old one', async () => {
  const at = await place();
  const first = await openLedger(at);
  await first.close();
  rmSync(at.file);
  await assert.rejects(openLedger(at), { code: 'STORE_GONE', message: /stores\.json/ });
  rmSync(at.record);
  const second = await openLedger(at);
  assert.deepEqual(await second.requests(), []);
  await second.close();
});

/** Overwrites all pages of a file but the first. */
function damage(file: string): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(16 * 4096, 0xff), 0, 16 * 4096, 4096);
  fs.closeSync(handle);
}

test('damaged pages are told at the start, and a good copy is opened as soon as it is there', async (t) => {
  const at = await place();
  const { ledger: before } = running(t, at);
  const [id = ''] = await several(before, 20);
  await before.close();
  copyFileSync(at.file, join(at.home, 'backup.db'));
  damage(at.file);
  const { ledger } = running(t, at);
  await assert.rejects(order(ledger), { code: 'STORE_DAMAGED', message: /cannot be opened: the database is damaged$/ });
  renameSync(join(at.home, 'backup.db'), at.file);
  await eventually(() => ledger.health.state === 'open', 'opened by itself', 30_000);
  assert.ok(await ledger.request(id));
});

/** Lets the file system refuse to write into a directory, as a full or a read-only disk does. */
function refuseWriting(t: TestContext, directory: string, code: string): () => void {
  const paths = new Map<number, string>();
  const refuse = () => {
    throw Object.assign(new Error(`${code}: refused, write`), { code });
  };
  const below = (path: unknown) => typeof path === 'string' && path.startsWith(directory);
  const { openSync: open, writeSync: write, writeFileSync: writeFile, closeSync: close } = fs;
  let full = true;
  const mocks = [
    t.mock.method(fs, 'openSync', (...args: Parameters<typeof open>) => {
      const handle = open(...args);
      paths.set(handle, String(args[0]));
      return handle;
    }),
    t.mock.method(fs, 'closeSync', (handle: number) => {
      paths.delete(handle);
      close(handle);
    }),
    t.mock.method(fs, 'writeSync', ((handle: number, ...args: [Uint8Array]) => {
      if (full && below(paths.get(handle))) refuse();
      return write(handle, ...args);
    }) as typeof write),
    t.mock.method(fs, 'writeFileSync', ((path: string, ...args: [string, { flag?: string }?]) => {
      if (full && below(path)) {
        writeFile(path, '', args[1]);
        refuse();
      }
      writeFile(path, ...args);
    }) as typeof writeFile),
  ];
  syncBuiltinESMExports();
  t.after(() => {
    for (const mock of mocks) mock.mock.restore();
    syncBuiltinESMExports();
  });
  return () => {
    full = false;
  };
}

for (const [code, expected, words] of [
  ['ENOSPC', 'STORE_FULL', /: the disk is full$/],
  ['EROFS', 'STORE_READ_ONLY', /: it cannot be written$/],
] as const) {
  test(`a start on a disk that says ${code} is told in words, leaves nothing, and succeeds by itself later`, async (t) => {
    const at = await place();
    const mend = refuseWriting(t, at.home, code);
    const { ledger } = running(t, at);
    await assert.rejects(order(ledger), { code: expected, message: words });
    assert.deepEqual(readdirSync(at.directory), []);
    mend();
    await eventually(() => ledger.health.state === 'open', 'opened by itself', 30_000);
    await order(ledger);
  });
}

/** A small disk of its own, where the system lets us have one. */
function smallDisk(t: TestContext, directory: string): boolean {
  mkdirSync(directory, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory]).status === 0;
  if (mounted) t.after(() => void spawnSync('umount', ['-l', directory]));
  return mounted;
}

test('a disk that fills up: told in words, nothing half done, still shown what there is, and on it goes', async (t) => {
  const at = await place();
  if (!smallDisk(t, at.directory)) return t.skip('only root may mount a disk');
  const { ledger, told } = running(t, at);
  const ids = await several(ledger, 3);
  const filling = join(at.directory, 'filling');
  spawnSync('dd', ['if=/dev/zero', `of=${filling}`, 'bs=4k']);
  await assert.rejects(
    async () => {
      for (;;) ids.push(await order(ledger));
    },
    { code: 'STORE_FULL', message: /: the disk is full$/ },
  );
  assert.equal(failure(told)?.code, 'STORE_FULL');
  assert.ok(await ledger.request(ids[0] ?? ''), 'it can still be read');
  rmSync(filling);
  await eventually(() => ledger.health.state === 'open', 'writable again', 30_000);
  ids.push(await order(ledger));
  await assertKept(at, ledger, ids);
});

test('what is acknowledged on the disk of a directory is not written beside it when that is gone', async (t) => {
  const at = await place();
  if (!smallDisk(t, at.directory)) return t.skip('only root may mount a disk');
  const directory = join(at.directory, 'below');
  const { ledger, told } = running(t, { ...at, directory });
  await several(ledger, 1);
  spawnSync('umount', ['-l', at.directory]);
  await assert.rejects(order(ledger), { code: 'STORE_CHANGED' });
  await eventually(() => told.some(({ error }) => /its disk is not there/.test(error?.message ?? '')), 'told', 10_000);
  assert.deepEqual(readdirSync(at.directory), []);
});

const script = join(import.meta.dirname, '../support/store-process.mts');

test('whoever waits for a store takes it when the other has gone', async (t) => {
  const at = await place();
  const child = spawn(process.execPath, ['--import', 'tsx', script, at.directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(createInterface({ input: child.stdout }), 'line');
  const { ledger } = running(t, at);
  await assert.rejects(order(ledger), { code: 'STORE_IN_USE' });
  child.kill('SIGKILL');
  await eventually(() => ledger.health.state === 'open', 'taken over', 30_000);
  await order(ledger);
});

test('events that wait are delivered by a store that came back, in their order', async (t) => {
  const at = await place();
  const { ledger, told } = running(t, at);
  const sent: string[] = [];
  ledger.deliver(async ({ body }) => {
    sent.push(String(JSON.parse(body).resource.number));
    return { status: 201, headers: {}, body: Buffer.alloc(0) };
  });
  const add = (number: number) =>
    ledger.outbox.add({ api: 'userService', type: 'own', customer: 'A', resource: { number } });
  await add(1);
  await eventually(() => sent.length === 1, 'the first');
  rmSync(at.file);
  await eventually(
    () => told.some(({ state }) => state === 'failed') && ledger.health.state === 'open',
    'back',
    10_000,
  );
  await add(2);
  await eventually(async () => (await ledger.outbox.counts()).delivered === 2, 'the second');
  // What became of the first may not have been kept.
  assert.deepEqual([...new Set(sent)], ['1', '2']);
  assert.equal(sent.filter((number) => number === '2').length, 1);
});
