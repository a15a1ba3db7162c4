/** Intervals of the webhook, in milliseconds unless said otherwise. */
export interface Timing {
  /** How long event sources are collected before anything is asked of the server. */
  readonly gather: number;
  /** How long a notification waits for those that were sent before it. */
  readonly patience: number;
  /** First and longest wait before something that failed is tried again; doubled in between. */
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** Wait before something is tried again that the server will not have. */
  readonly refusedRetry: number;
  /** A subscription that lived for less was ended as soon as it began. */
  readonly shortLife: number;
  /** How long closing may take. */
  readonly farewell: number;
  /** Seconds for which a subscription is asked for. */
  readonly expires: number;
}

export const usualTiming: Timing = {
  gather: 30,
  patience: 500,
  firstRetry: 1000,
  longestRetry: 30_000,
  refusedRetry: 300_000,
  shortLife: 5000,
  farewell: 4000,
  expires: 3600,
};

/** Wait after the nth failure in a row, a little less by chance so that a thousand do not come back as one. */
export function retryAfter(
  { firstRetry, longestRetry, refusedRetry }: Timing,
  failures: number,
  canRetry: boolean,
): number {
  const longest = canRetry ? Math.min(firstRetry * 2 ** (failures - 1), longestRetry) : refusedRetry;
  return longest * (0.75 + Math.random() / 4);
}
