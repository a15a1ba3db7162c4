import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { subscriber, World } from './exchange-world.ts';

const voicemail = { number: '8000', type: 'VM_4645' } as const;

export function people(): World {
  return new World([
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

export interface Tale {
  readonly title: string;
  /** Returns what the story itself needs; events up to here do not count. */
  readonly given?: (world: World) => string[];
  readonly does: (world: World, refs: string[]) => void;
  /** Every event of every user, in order. */
  readonly told: readonly string[];
}

export const talking = (world: World) => [world.talk('s100', 's101')];
export const ringing = (world: World) => [world.dial('s100', '101')];
/** s100 holds s101 and talks with s102. */
export const consulting = (world: World) => {
  const held = world.talk('s100', 's101');
  return [held, world.talk('s100', 's102')];
};
export const conference = (world: World) => {
  const [heldCallRef = '', callRef = ''] = consulting(world);
  world.run('merge-calls', 's100', { ids: { callRef }, body: { heldCallRef } });
  removal();
  return [callRef];
};

/** One test for each tale, on a clock that only the tales move. */
export function tell(subject: string, tales: readonly Tale[]): void {
  describe(subject, () => {
    before(() => mock.timers.enable({ apis: ['setTimeout'] }));
    after(() => mock.timers.reset());

    for (const { title, given, does, told } of tales) {
      it(title, () => {
        const world = people();
        const refs = given?.(world) ?? [];
        world.take();
        does(world, refs);
        assert.deepEqual(world.story(), told);
        world.exchange.stop();
      });
    }
  });
}
