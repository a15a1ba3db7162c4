import { isSame, type PhoneCall, present } from '../model.ts';
import type { RingTarget } from '../parties.ts';
import type { Switchboard } from '../switchboard.ts';

/** The sets that ring for a target: those on which the user's calls are presented, or the one that was called. */
export function telephonesOf(
  switchboard: Switchboard,
  { subscriber, device, bypass }: RingTarget & { kind: 'user' },
): string[] {
  const inService = switchboard.devices.inService(subscriber);
  if (device !== undefined) return inService.filter((id) => id === device);
  return bypass ? inService : inService.filter((id) => switchboard.routing.presents(subscriber, id));
}

/** Why a target cannot ring now. */
export function obstacle(
  switchboard: Switchboard,
  call: PhoneCall | undefined,
  target: RingTarget,
): 'BUSY' | 'UNKNOWN' | undefined {
  if (target.kind !== 'user') return undefined;
  const inCall = call && present(call).some(({ subscriber }) => isSame(subscriber, target.subscriber));
  if (inCall || switchboard.isFull(target.subscriber)) return 'BUSY';
  return telephonesOf(switchboard, target).length === 0 ? 'UNKNOWN' : undefined;
}
