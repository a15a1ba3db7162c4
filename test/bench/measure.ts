/** What is compared: a name, and one run of it. */
export interface Contender {
  readonly name: string;
  /** Resolves with what one run achieved. */
  run(): Promise<number> | number;
}

const rounds = 3;

/** Runs both in turns, so that a busy moment of the machine meets both; the best round of each counts. */
export async function compare(
  title: string,
  unit: string,
  better: 'more' | 'less',
  [ours, theirs]: readonly [Contender, Contender],
): Promise<void> {
  const best = better === 'more' ? Math.max : Math.min;
  const results = new Map<Contender, number>();
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of [theirs, ours]) {
      const result = await contender.run();
      results.set(contender, best(result, results.get(contender) ?? result));
    }
  }
  const [mine, reference] = [results.get(ours) ?? Number.NaN, results.get(theirs) ?? Number.NaN];
  const row = (name: string, value: number) => `  ${name.padEnd(34)}${value.toFixed(0).padStart(8)} ${unit}\n`;
  const ratio = `  ${'ratio'.padEnd(34)}${(mine / reference).toFixed(2).padStart(8)} (${better} is better)\n`;
  process.stdout.write(`${title}\n${row(ours.name, mine)}${row(theirs.name, reference)}${ratio}\n`);
}
