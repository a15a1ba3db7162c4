import { mayPass, TelephonyError } from '../../runtime/errors.ts';
import type { Json } from '../../schema/json.ts';
import type { TeamingApi } from './api.ts';
import type { StoredSubscription } from './stored.ts';
import { type Found, type Subject, secondsIn } from './subscription.ts';

/** A subscription of ours that the server has from an earlier time. */
export interface OrphanedSubscription extends Found {
  /** Absent when it cannot be told what it is about, or when it leads to another address: it is of no use. */
  readonly subject?: Subject;
}

/** How to tell our own subscriptions. */
export interface Marks {
  readonly applicationId: string;
  readonly callBackUrl: string;
  readonly secret: string;
}

/**
 * Asks the server which subscriptions it has of ours, for we may have ended without a farewell. What it leaves out is
 * taken from what was kept; so is everything if it will not tell at all.
 * @throws TelephonyError when it cannot be asked at present
 */
export async function orphanedSubscriptions(
  api: TeamingApi,
  stored: readonly StoredSubscription[],
  marks: Marks,
  signal: AbortSignal,
): Promise<OrphanedSubscription[]> {
  try {
    const listed = await api.list('teaming-get-subscriptions', {}, signal);
    return listed.filter((one) => isOurs(one, marks)).map((one) => orphanedFrom(one, stored, marks));
  } catch (error) {
    if (!willNotTell(error)) throw error;
    // The next renewal shows whether it is still there.
    return stored.map(({ id, userId, eventType, aliveAt }) => ({
      id,
      expires: 1,
      aliveAt,
      subject: { userId, eventType },
    }));
  }
}

function isOurs({ applicationId, callBackUrl, subscriptionId }: Json, marks: Marks): boolean {
  const address = typeof callBackUrl === 'string' ? callBackUrl : '';
  const named = typeof subscriptionId === 'string' && subscriptionId !== '';
  return named && applicationId === marks.applicationId && address.endsWith(`/${marks.secret}`);
}

function orphanedFrom(
  listed: Json,
  stored: readonly StoredSubscription[],
  { callBackUrl }: Marks,
): OrphanedSubscription {
  const id = String(listed['subscriptionId']);
  const known = stored.find((one) => one.id === id);
  const userId = textIn(listed['targetId']) ?? known?.userId;
  const eventType = textIn(listed['eventType']) ?? known?.eventType;
  const usable = userId !== undefined && eventType !== undefined && listed['callBackUrl'] === callBackUrl;
  const aliveAt = textIn(known?.aliveAt);
  return { id, expires: secondsIn(listed['expires']) ?? 1, aliveAt, ...(usable && { subject: { userId, eventType } }) };
}

function willNotTell(error: unknown): boolean {
  if (!(error instanceof TelephonyError)) return false;
  const { status = 0 } = error.cause;
  return !mayPass(error) && [400, 403, 404, 405].includes(status);
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
