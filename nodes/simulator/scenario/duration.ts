/** What an amount of time looks like, see {@link millisecondsOf}. */
export const duration = {
  form: '^(?:\\d+(?:\\.\\d+)?|(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h) ?)+)$',
  examples: '2s, 1.5s, 500ms, 1m 30s, 1h or a number of seconds',
} as const;

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** An amount of time in milliseconds: `1m 30s`, `500ms`, or a bare number of seconds. */
export function millisecondsOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)?/g)];
  return parts.reduce((sum, [, number, unit = 's']) => sum + Number(number) * (units[unit] ?? 0), 0);
}

/** The same in words: `1 minute`, `90 seconds`. */
export function durationText(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  const [count, unit] = Number.isInteger(minutes) ? [minutes, 'minute'] : [milliseconds / 1000, 'second'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
