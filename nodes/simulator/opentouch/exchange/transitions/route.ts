import type { PhoneCall, Subscriber } from '../model.ts';
import { callTargetOf, type RingTarget, type Target, voicemail } from '../parties.ts';
import { ownVoicemail, type RoutingOccasion } from '../routing.ts';
import type { Switchboard } from '../switchboard.ts';
import { hunted } from './hunt.ts';
import { obstacle } from './obstacle.ts';

/** Where the routing of a user sends a call on this occasion. */
export function divertedTo(
  switchboard: Switchboard,
  subscriber: Subscriber,
  occasion: RoutingOccasion,
): Target | undefined {
  const number = switchboard.routing.diversion(subscriber, occasion);
  if (number === undefined) return undefined;
  if (number !== ownVoicemail) return callTargetOf(switchboard.directory, number, subscriber);
  const mailbox = subscriber.user.voicemail?.number;
  return mailbox === undefined ? undefined : voicemail(mailbox, subscriber);
}

/**
 * What a target becomes before it rings: the destination of its owner's forward, or of his overflow if he is busy, and so on
 * from user to user. The target itself where nothing diverts the call; undefined where the forwards lead in a circle. Calls to
 * one set, and those that bypass the routing, go where they are sent. Of a hunting group the member at whom it rings next; undefined
 * if there is nobody.
 */
export function routed(switchboard: Switchboard, call: PhoneCall | undefined, target: Target): RingTarget | undefined {
  const passed = new Set<string>();
  let current = target;
  while (current.kind === 'group' || (current.kind === 'user' && followsRoutes(current))) {
    if (current.kind === 'group') {
      const next = passed.has(current.number) ? undefined : hunted(switchboard, call, current);
      if (!next) return undefined;
      passed.add(current.number);
      current = next;
      continue;
    }
    const { subscriber } = current;
    if (passed.has(subscriber.loginName)) return undefined;
    passed.add(subscriber.loginName);
    const busy = obstacle(switchboard, call, current) === 'BUSY';
    const next =
      divertedTo(switchboard, subscriber, 'ALWAYS') ?? (busy ? divertedTo(switchboard, subscriber, 'BUSY') : undefined);
    if (!next) return current;
    current = next;
  }
  return current;
}

function followsRoutes({ device, bypass, hunt }: RingTarget & { kind: 'user' }): boolean {
  return device === undefined && !bypass && !hunt;
}
