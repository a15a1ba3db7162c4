import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { free, onCall, Run } from './exchange-run.ts';

describe('what the getters answer', () => {
  before(() => mock.timers.enable({ apis: ['setTimeout'] }));
  after(() => mock.timers.reset());

  it('is at every moment what a client has added up from the events, whatever the users do', () => {
    const accepted = new Map<string, number>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const run = new Run(seed, accepted);
      try {
        for (let step = 0; step < 300; step += 1) {
          if (step % 4 === 3) run.disturb();
          else run.perform(run.next());
        }
        run.hangUpAll();
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}\n${run.log.slice(-14).join('\n')}`, {
          cause: error,
        });
      }
      run.site.exchange.stop();
    }
    // Random steps that are always refused would prove nothing.
    const never = [...free, ...onCall].filter((name) => (accepted.get(name) ?? 0) < 3);
    assert.deepEqual([...new Set(never)], []);
  });
});
