import { isSubscriber, type PhoneCall } from '../model.ts';
import { callTargetOf, type GroupTarget, type Target } from '../parties.ts';
import type { Switchboard } from '../switchboard.ts';
import { obstacle } from './obstacle.ts';

/**
 * Where a call to a hunting group goes next: to the first member who is logged in, has not been tried and is in no call, else to
 * the overflow of the group. Undefined where there is none.
 */
export function hunted(
  switchboard: Switchboard,
  call: PhoneCall | undefined,
  { group, tried }: GroupTarget,
): Target | undefined {
  for (const loginName of group.candidates()) {
    const subscriber = switchboard.directory.byLogin(loginName);
    if (tried.includes(loginName) || !isSubscriber(subscriber)) continue;
    const hunt = { group, tried: [...tried, loginName] };
    const target = { kind: 'user', number: subscriber.user.companyPhone ?? '', subscriber, hunt } as const;
    if (switchboard.linesInUse(subscriber) === 0 && obstacle(switchboard, call, target) === undefined) return target;
  }
  return group.overflow ? callTargetOf(switchboard.directory, group.overflow, undefined) : undefined;
}
