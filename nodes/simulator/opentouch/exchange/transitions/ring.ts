import { Refused } from '../../contract.ts';
import { type Note, type Party, type PhoneCall, present } from '../model.ts';
import { partyOf, type Target } from '../parties.ts';
import { expect, type Switchboard } from '../switchboard.ts';
import { obstacle, setsOf } from './obstacle.ts';
import { divertedTo, routed } from './route.ts';
import { settle } from './settle.ts';

export interface Ringing {
  /** What the called user is told of why he is called. */
  readonly note?: Note;
  /** The called user is not shown who calls. */
  readonly blind?: boolean;
}

/**
 * Where a transfer, redirection or invitation to a target leads; one that cannot be reached is refused before anything changes.
 */
export function reachable(board: Switchboard, call: PhoneCall, target: Target | undefined, number: string): Target {
  if (!target) throw new Refused('BAD_PARAMETER', `nobody has the number ${number}`);
  const reached = routed(board, call, target);
  expect(reached !== undefined && obstacle(board, call, reached) === undefined, `${number} cannot be reached now`);
  return reached;
}

/** Adds the target to a call: a user, a set or an outsider rings, a service answers at once. Whoever commits tells of it. */
export function ring(board: Switchboard, call: PhoneCall, target: Target, { note, blind }: Ringing = {}): Party {
  const answered = target.kind === 'service';
  const legs = target.kind === 'user' ? setsOf(board, target) : [];
  const party = partyOf(target, { state: answered ? 'ACTIVE' : 'RINGING_INCOMING', legs, blind: blind ?? false });
  if (note) party.note = note;
  if (present(call).length > 1) party.invited = true;
  board.join(call, party);
  const stillRinging = () => call.parties.includes(party) && party.state === 'RINGING_INCOMING';
  if (target.kind === 'outside' || target.kind === 'set') {
    board.after(board.timing.outsideAnswers, () => {
      if (!stillRinging()) return;
      party.state = 'ACTIVE';
      settle(board, call);
      board.commit();
    });
  } else if (target.kind === 'user') {
    board.after(board.timing.noAnswer, () => {
      if (stillRinging()) giveUp(board, call, party, target.bypass);
    });
  }
  return party;
}

/** Nobody has answered: on to where the user's routing says if the call has no other conversation, else away. */
function giveUp(board: Switchboard, call: PhoneCall, party: Party, bypass = false): void {
  const next = party.subscriber && !bypass ? divertedTo(board, party.subscriber, 'NO_ANSWER') : undefined;
  const target = next && routed(board, call, next);
  const fromService = present(call).some(({ identity }) => identity.type?.main === 'SERVICE');
  if (target && !obstacle(board, call, target) && present(call).length === 2 && !fromService) {
    divert(board, call, party, target, { cause: 'FORWARDED' });
  } else {
    board.leave(call, party, { cause: 'ABANDONED' });
    settle(board, call);
    board.commit();
  }
}

/** Sends a call that rings at one party on to another target. All who stay are told the cause. */
export function divert(
  board: Switchboard,
  call: PhoneCall,
  party: Party,
  target: Target,
  { cause, blind }: Required<Pick<Note, 'cause'>> & Pick<Ringing, 'blind'>,
): void {
  const number = target.kind === 'user' ? (target.subscriber.user.companyPhone ?? target.number) : target.number;
  board.leave(call, party, { cause, newDestination: number });
  for (const other of present(call)) other.note = { cause };
  ring(board, call, target, { note: { cause }, blind: blind ?? false });
  settle(board, call);
  board.commit();
}
