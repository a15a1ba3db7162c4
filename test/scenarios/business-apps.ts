import assert from 'node:assert/strict';
import type { ImportReport } from '../../nodes/partner/ledger/import/imported.ts';
import type { Stage } from '../support/examples.ts';

const fleet = ['ok: Ordering UC1: a customer and his contacts', 'ok: Ordering UC2: a new fleet with licences'];
const allRight = (lines: readonly string[]) => {
  assert.ok(lines.length > 15, lines.join('\n'));
  assert.deepEqual(
    lines.filter((line) => !line.startsWith('ok: ')),
    [],
  );
};

export async function atOnce(on: Stage): Promise<void> {
  await on.press('Orange orders a fleet');
  assert.deepEqual(await on.next('What Orange says'), fleet);
  const states = [await on.next<{ state: string }>('Answered'), await on.next<{ state: string }>('Answered')];
  assert.deepEqual(
    states.map(({ state }) => state),
    ['completed', 'completed'],
  );
  await on.press('Orange does everything');
  allRight(await on.next('What Orange says'));
  await on.press('Check the file');
  assert.equal((await on.next<ImportReport>('Report')).imported, false);
  await on.press('Import the file');
  const { imported, counts } = await on.next<ImportReport>('Report');
  const { new: added, unchanged } = counts.licence;
  assert.deepEqual([imported, added + unchanged], [true, 12], 'a second time, all of them are there');
  await on.press('Export the register');
  assert.match(await on.next('Report'), /Bakery Petit/);
}

export async function approval(on: Stage): Promise<void> {
  await on.press('Yes');
  await on.next('Nothing to decide');
  await on.press('Orange orders three licences');
  assert.equal(await on.next('Waits for a decision'), '3 x MBA-BACKUP-PRO');
  await on.press('Yes');
  assert.equal(await on.next('Decided'), 'completed');
  assert.deepEqual(await on.next('What Orange says'), fleet);
  await on.press('Orange orders three licences');
  await on.next('Waits for a decision');
  await on.press('No');
  assert.equal(await on.next('Decided'), 'failed');
  const [line] = await on.next<readonly string[]>('What Orange says');
  assert.equal(
    line,
    'wrong: Ordering UC2: a new fleet with licences - the order failed: Refused by our sales department',
  );
}

export async function portal(on: Stage): Promise<void> {
  await on.press('Orange orders three licences');
  assert.deepEqual((await on.next<readonly string[]>('What Orange says')).slice(-1), fleet.slice(-1));
  const page = async () => (await on.page('/example-25-licences')).match(/<td>(active|inactive)<\/td>/g) ?? [];
  const before = await page();
  assert.ok(before.length >= 3);
  await on.press('Orange suspends two of them');
  assert.deepEqual(await on.next('What Orange says'), ['ok: Licences UC2: suspend']);
  const inactive = (await page()).filter((state) => state.includes('inactive'));
  assert.equal(inactive.length, before.filter((state) => state.includes('inactive')).length + 2);
  await on.press('Orange does everything');
  allRight(await on.next('What Orange says'));
}

export async function crm(on: Stage): Promise<void> {
  await on.press('Orange orders three licences');
  const licence = await on.next<string>('Her licence');
  assert.match(licence, /^US-/);
  const happens = async (name: string, expected: RegExp) => {
    await on.press(name);
    assert.match(JSON.stringify(await on.next('Kept for Orange')), expected);
    assert.equal(await on.next('What became of it'), `delivered: updateNotification of ${licence}`);
  };
  await happens('Chloe begins', /"action":"add".*"givenName":"Chloe"/);
  await happens('Chloe marries', /"action":"modify".*"familyName":"Martin"/);
  await happens('Chloe gets a mobile', /"name":"msisdn","value":"\+33612345678"/);
  await happens('Chloe forgot her password', /"action":"resetPassword"/);
  await happens('Chloe leaves', /"endUserOperation":\[\{"action":"delete"\}\]/);
  await on.press('What waits');
  assert.deepEqual(await on.next('Waits for Orange'), []);
}
