import { Refused } from '../../server/contract.ts';
import { type CallNote, type Party, type PhoneCall, present } from '../model.ts';
import { partyOf, type RingTarget, type Target } from '../parties.ts';
import { requireState, type Switchboard } from '../switchboard.ts';
import { endOrRing } from './end-or-ring.ts';
import { obstacle, telephonesOf } from './obstacle.ts';
import { divertedTo, routed } from './route.ts';

/** How a telephone comes to ring. */
export interface Ringing {
  /** What the called user is told of why he is called. */
  readonly note?: CallNote;
  /** The called user is not shown who calls. */
  readonly blind?: boolean;
}

/**
 * Where a transfer, redirection or invitation to a target leads; one that cannot be reached is refused before anything changes.
 */
export function reachable(
  switchboard: Switchboard,
  call: PhoneCall,
  target: Target | undefined,
  number: string,
): RingTarget {
  if (!target) throw new Refused('BAD_PARAMETER', `nobody has the number ${number}`);
  const reached = routed(switchboard, call, target);
  requireState(
    reached !== undefined && obstacle(switchboard, call, reached) === undefined,
    `${number} cannot be reached now`,
  );
  return reached;
}

/** Adds the target to a call: a user, a set or an outsider rings, a service answers at once. Whoever commits tells of it. */
export function ring(
  switchboard: Switchboard,
  call: PhoneCall,
  target: RingTarget,
  { note, blind }: Ringing = {},
): Party {
  const answered = target.kind === 'service';
  const legs = target.kind === 'user' ? telephonesOf(switchboard, target) : [];
  const party = partyOf(target, { state: answered ? 'ACTIVE' : 'RINGING_INCOMING', legs, blind: blind ?? false });
  if (note) party.note = note;
  if (present(call).length > 1) party.invited = true;
  const hunt = target.kind === 'user' ? target.hunt : undefined;
  if (hunt) {
    call.pilot = hunt.group.pilot;
    hunt.group.rang(hunt.tried.at(-1) ?? '');
  }
  switchboard.join(call, party);
  const stillRinging = () => call.parties.includes(party) && party.state === 'RINGING_INCOMING';
  if (target.kind === 'outside' || target.kind === 'set') {
    switchboard.after(switchboard.timing.outsideAnswers, () => {
      if (!stillRinging()) return;
      party.state = 'ACTIVE';
      endOrRing(switchboard, call);
      switchboard.commit();
    });
  } else if (target.kind === 'user') {
    const { noAnswer, hunt: huntsOn } = switchboard.timing;
    switchboard.after(hunt ? huntsOn : noAnswer, () => {
      if (stillRinging()) giveUp(switchboard, call, party, target);
    });
  }
  return party;
}

/**
 * Nobody has answered: on to where the user's routing says, or to the next in the hunting group, if the call has no other
 * conversation, else away.
 */
function giveUp(switchboard: Switchboard, call: PhoneCall, party: Party, rung: RingTarget & { kind: 'user' }): void {
  const next = afterNoAnswer(switchboard, rung);
  const target = next && routed(switchboard, call, next);
  const fromService = present(call).some(({ identity }) => identity.type?.main === 'SERVICE');
  if (target && !obstacle(switchboard, call, target) && present(call).length === 2 && !fromService) {
    divert(switchboard, call, party, target, { cause: 'FORWARDED' });
  } else {
    switchboard.leave(call, party, { cause: 'ABANDONED' });
    endOrRing(switchboard, call);
    switchboard.commit();
  }
}

function afterNoAnswer(
  switchboard: Switchboard,
  { subscriber, bypass, hunt }: RingTarget & { kind: 'user' },
): Target | undefined {
  if (hunt) return { kind: 'group', number: hunt.group.pilot, ...hunt };
  return bypass ? undefined : divertedTo(switchboard, subscriber, 'NO_ANSWER');
}

/** Sends a call that rings at one party on to another target. All who stay are told the cause. */
export function divert(
  switchboard: Switchboard,
  call: PhoneCall,
  party: Party,
  target: RingTarget,
  { cause, blind }: Required<Pick<CallNote, 'cause'>> & Pick<Ringing, 'blind'>,
): void {
  const number = target.kind === 'user' ? (target.subscriber.user.companyPhone ?? target.number) : target.number;
  switchboard.leave(call, party, { cause, newDestination: number });
  for (const other of present(call)) other.note = { cause };
  ring(switchboard, call, target, { note: { cause }, blind: blind ?? false });
  endOrRing(switchboard, call);
  switchboard.commit();
}
