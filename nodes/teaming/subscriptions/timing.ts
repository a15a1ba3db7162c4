import { backoffDelay } from '../../runtime/backoff.ts';

/** Intervals of the webhook, in milliseconds unless said otherwise. */
export interface SubscriptionTiming {
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

/** Timing outside of tests, in milliseconds. */
export const usualSubscriptionTiming: SubscriptionTiming = {
  gather: 30,
  patience: 500,
  firstRetry: 1000,
  longestRetry: 30_000,
  refusedRetry: 300_000,
  shortLife: 5000,
  farewell: 4000,
  expires: 3600,
};

/** Milliseconds to wait after a number of failures in a row. */
export function retryAfter(
  { firstRetry, longestRetry, refusedRetry }: SubscriptionTiming,
  failures: number,
  mayPass: boolean,
): number {
  const first = mayPass ? firstRetry : refusedRetry;
  return backoffDelay(failures, { first, longest: mayPass ? longestRetry : refusedRetry });
}
