// npm run soak -- --minutes 10: mixed traffic, and a random fault every five seconds; ends with what must hold.
import { parseArgs } from 'node:util';
import { startNodeRed } from '../support/node-red.ts';
import { broken } from './invariants.ts';
import { paceOf } from './pace.ts';
import { soak } from './soak.ts';
import { tableOf } from './table.ts';

const number = (usual: string) => ({ type: 'string', default: usual }) as const;
const { values } = parseArgs({
  options: {
    minutes: number('10'),
    seed: number(String(Math.floor(Math.random() * 1e9))),
    second: number('100'),
    every: number('5'),
  },
});
const [seed, pace] = [Number(values.seed), paceOf(Number(values.second))];
const tell = (text: string) => void process.stdout.write(`${text}\n`);
tell(`seed ${seed}: the same faults come again with --seed ${seed}`);

/** Bytes by which the heap may have grown: the simulators and the lists of what was sent keep all of it. */
const allowance = 30 * 1024 * 1024;
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

const red = await startNodeRed({ settings: { opentouchServerTiming: pace.timing } });
try {
  const [duration, every] = [Number(values.minutes) * 60_000, Number(values.every) * 1000];
  const { outcomes, faults, before, after, warnings } = await soak(red, { pace, seed, duration, every, tell });
  tell(tableOf(outcomes));
  tell(`${faults} faults; sockets ${before.sockets} → ${after.sockets}, timers ${before.timers} → ${after.timers}`);
  tell(`heap ${megabytes(before.heap)} → ${megabytes(after.heap)}`);
  const leaks: [boolean, string][] = [
    [after.sockets <= before.sockets, 'sockets stay open'],
    [after.timers <= before.timers, 'timers go on'],
    [after.heap <= before.heap + allowance, 'the heap has grown'],
    [warnings.length === 0, warnings.join('; ')],
  ];
  const problems = [
    ...outcomes.flatMap((outcome) => broken(outcome, 2000 / pace.second)),
    ...leaks.filter(([holds]) => !holds).map(([, problem]) => problem),
  ];
  tell(problems.length === 0 ? 'All holds.' : problems.join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await red.stop();
}
