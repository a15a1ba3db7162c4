/** What is compared: a name, and one run of it. */
export interface Contender {
  readonly name: string;
  /** Resolves with what one run achieved. */
  run(): Promise<number> | number;
}

/** What better means, and from where on a ratio is good enough; without a bound it is only told. */
export type Wanted = { readonly atLeast: number } | { readonly atMost: number } | undefined;

/** One comparison, as it is written to the file of results. */
export interface Result {
  readonly title: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
  /** By contender: the best of all rounds. */
  readonly values: Readonly<Record<string, number>>;
  /** First contender ÷ second; absent where there is but one. */
  readonly ratio?: number;
  readonly wanted?: Wanted;
  readonly met?: boolean;
}

/** All that has been compared in this run. */
export const results: Result[] = [];

const usualRounds = 3;

/**
 * Runs both in turns, so that a busy moment of the machine meets both; the best round of each counts.
 * @returns the ratio
 */
export async function compare(
  title: string,
  unit: string,
  better: 'more' | 'less',
  contenders: readonly [Contender, Contender],
  { wanted, rounds = usualRounds }: { readonly wanted?: Wanted; readonly rounds?: number } = {},
): Promise<number> {
  const best = better === 'more' ? Math.max : Math.min;
  const values: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of contenders.toReversed()) {
      const value = await run();
      values[name] = best(value, values[name] ?? value);
    }
  }
  const [mine = Number.NaN, reference = Number.NaN] = contenders.map(({ name }) => values[name]);
  const ratio = mine / reference;
  add({ title, unit, better, values, ratio, wanted });
  return ratio;
}

/** Measures one thing once, against a bound of its own. */
export async function measure(
  title: string,
  unit: string,
  { name, run }: Contender,
  wanted?: { readonly atMost: number },
): Promise<void> {
  add({ title, unit, better: 'less', values: { [name]: await run() }, wanted });
}

function add({ wanted, ...result }: Omit<Result, 'wanted'> & { wanted: Wanted }): void {
  const judged = result.ratio ?? Object.values(result.values)[0] ?? Number.NaN;
  const met = wanted && ('atLeast' in wanted ? judged >= wanted.atLeast : judged <= wanted.atMost);
  results.push({ ...result, ...(wanted && { wanted, met: met === true }) });
  const row = (name: string, value: number, digits: number, more: string) =>
    `  ${name.padEnd(42)}${value.toFixed(digits).padStart(9)} ${more}\n`;
  const bound = wanted
    ? `, wanted: ${'atLeast' in wanted ? `at least ${wanted.atLeast}` : `at most ${wanted.atMost}`}${met ? '' : ' – MISSED'}`
    : '';
  const rows = Object.entries(result.values).map(([name, value]) => row(name, value, digitsOf(value), result.unit));
  const last =
    result.ratio === undefined
      ? bound && `  ${bound.slice(2)}\n`
      : row('ratio', result.ratio, 2, `(${result.better} is better${bound})`);
  process.stdout.write(`${result.title}\n${rows.toReversed().join('')}${last}\n`);
}

function digitsOf(value: number): number {
  return Math.abs(value) < 10 ? 2 : 0;
}
