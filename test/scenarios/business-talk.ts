import assert from 'node:assert/strict';
import type { Stage } from '../support/examples.ts';

export async function coverage(on: Stage): Promise<void> {
  await on.press('Six countries');
  assert.deepEqual(await on.next('Coverage'), {
    covered: ['France', 'Germany', 'Singapore', 'Brazil'],
    'not covered': ['North Korea'],
    'not known': ['ZZ'],
  });
}

interface Site {
  readonly voiceSiteId: string;
  readonly technicalSiteName?: string;
}

export async function order(on: Stage): Promise<void> {
  await on.press('Yes, order it');
  await on.next('Nothing to confirm');
  await on.press('A site in Pyongyang');
  assert.equal(await on.next('Not possible there'), 'North Korea');
  await on.press('A site in Lyon');
  const proposal = await on.next<Record<string, string>>('To be confirmed');
  assert.equal(proposal['vpnId'], 'aa76e66dfc63');
  await on.press('Yes, order it');
  const { voiceSiteId } = await on.next<Site>('Ordered');
  const site = await on.next<Site>('In the list');
  assert.deepEqual([site.voiceSiteId, site.technicalSiteName], [voiceSiteId, 'LYON_1']);
  await on.press('Yes, order it');
  await on.next('Nothing to confirm');
}
