import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { ExchangeFixture, subscriber } from './exchange-fixture.ts';

const voicemail = { number: '8000', type: 'VM_4645' } as const;

export function people(): ExchangeFixture {
  return new ExchangeFixture([
    subscriber('s100'),
    subscriber('s101', { voicemail }),
    subscriber('s102'),
    subscriber('m200', {
      devices: [
        { type: 'DESKPHONE', id: '200' },
        { type: 'SOFTPHONE', id: '2200' },
        { type: 'MOBILE', id: 'MOBILE_m200' },
        { type: 'NOMADIC', id: 'NOMADIC_m200' },
      ],
    }),
    subscriber('m201'),
    subscriber('m202'),
  ]);
}

/** Until everything that is being released is removed. */
export const removal = () => mock.timers.tick(50);

export interface Case {
  readonly title: string;
  /** Returns what the case itself needs; events up to here do not count. */
  readonly given?: (site: ExchangeFixture) => string[];
  readonly does: (site: ExchangeFixture, refs: string[]) => void;
  /** Every event of every user, in order. */
  readonly told: readonly string[];
}

export const talking = (site: ExchangeFixture) => [site.talk('s100', 's101')];
export const ringing = (site: ExchangeFixture) => [site.dial('s100', '101')];
/** s100 holds s101 and talks with s102. */
export const consulting = (site: ExchangeFixture) => {
  const held = site.talk('s100', 's101');
  return [held, site.talk('s100', 's102')];
};
export const conference = (site: ExchangeFixture) => {
  const [heldCallRef = '', callRef = ''] = consulting(site);
  site.run('merge-calls', 's100', { ids: { callRef }, body: { heldCallRef } });
  removal();
  return [callRef];
};

/** One test for each case, on a clock that only the cases move. */
export function testCases(subject: string, cases: readonly Case[]): void {
  describe(subject, () => {
    before(() => mock.timers.enable({ apis: ['setTimeout'] }));
    after(() => mock.timers.reset());

    for (const { title, given, does, told } of cases) {
      it(title, () => {
        const site = people();
        const refs = given?.(site) ?? [];
        site.take();
        does(site, refs);
        assert.deepEqual(site.told(), told);
        site.exchange.stop();
      });
    }
  });
}
