import { defaultTiming } from '../opentouch/exchange/model.ts';
import { teamingSettings } from '../teaming/options.ts';
import type { SystemOptions } from './systems.ts';

/** Telephones that ring, and are picked up by themselves, so many times as fast: as they have to in a scenario that is. */
export function paceOf(speed: number): Pick<SystemOptions, 'opentouch' | 'teaming'> {
  const faster = (milliseconds: number) => Math.max(1, Math.round(milliseconds / speed));
  const { outsideAnswers, noAnswer, hunt, tone } = defaultTiming;
  const { current } = teamingSettings({});
  return {
    opentouch: {
      timing: {
        outsideAnswers: faster(outsideAnswers),
        noAnswer: faster(noAnswer),
        hunt: faster(hunt),
        tone: faster(tone),
      },
    },
    teaming: {
      pickUp: faster(current.pickUp),
      outsideAnswers: faster(current.outsideAnswers),
      ring: faster(current.ring),
      message: faster(current.message),
    },
  };
}
