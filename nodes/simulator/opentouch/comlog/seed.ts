import { contacts } from '../directory/people.ts';
import type { Directory, SimulatedUser } from '../server/contract.ts';
import { SeededRandom } from '../server/random.ts';
import type { CommunicationLog } from './log.ts';
import {
  type ImThread,
  identityOfUser,
  type NewRecord,
  type RecordParticipant,
  type RecordPartyInfo,
  type RecordReason,
} from './stored-record.ts';

/** Calls of the past for each user, spread over so many days. */
const callsEach = 30;
const days = 30;
/** Missed calls of the last days are still to be looked at. */
const newFor = 8 * 86_400_000;

const minute = 60_000;
const talk = [
  ['Can you call me back about the offer?', 'Sure, this afternoon.'],
  ['Is the meeting room free at three?', 'Yes, I have booked it.', 'Thanks!'],
  ['The delivery has arrived.', 'Great, I am coming down.'],
] as const;

/** One call of the past between two parties, the caller first. */
interface Past {
  readonly caller: RecordPartyInfo;
  readonly callee: RecordPartyInfo;
  readonly begin: number;
  readonly answered: boolean;
  readonly reason: RecordReason;
  readonly seconds: number;
  readonly comRef: string;
}

/** The record that one side of a call finds in its log. */
function draftFor(owner: 'caller' | 'callee', past: Past): NewRecord {
  const { caller, callee, begin, answered, reason, seconds, comRef } = past;
  const role = owner === 'caller' ? 'CALLER' : 'CALLEE';
  const own: RecordParticipant = { role, answered, identity: past[owner], initialCalled: callee, reason };
  return {
    comRef,
    participants: [own, { identity: owner === 'caller' ? callee : caller }],
    beginDate: new Date(begin).toISOString(),
    endDate: new Date(begin + seconds * 1000).toISOString(),
    medias: ['AUDIO'],
  };
}

function outsider(chance: SeededRandom): RecordPartyInfo {
  const { 'id.phoneNumber': phoneNumber = '' } = chance.oneOf(contacts);
  return { id: { phoneNumber }, type: { main: 'EXTERNAL' } };
}

/** Fills the logs of the users with a few dozen records each: the same in every run, counted back from now. */
export function seedLog(log: CommunicationLog, directory: Directory, now = Date.now()): void {
  const chance = new SeededRandom(33);
  const users = directory.all.filter(({ user }) => user);
  const entries: (() => unknown)[] = [];
  const times: number[] = [];
  const at = (begin: number, action: () => unknown) => {
    times.push(begin);
    entries.push(action);
  };
  let count = 0;
  const comRef = () => {
    count += 1;
    return BigInt.asUintN(64, BigInt(count) * 0xd1b54a32d192ed03n)
      .toString(16)
      .padStart(16, '0');
  };

  const call = (user: SimulatedUser) => {
    const own = identityOfUser(directory, user.loginName);
    const colleague = chance.oneOf(users);
    const partner =
      colleague === user || chance.once(2) ? outsider(chance) : identityOfUser(directory, colleague.loginName);
    const incoming = chance.below(5) > 1;
    const answered = chance.below(4) > 0;
    const seconds = answered ? 20 + chance.below(900) : 5 + chance.below(25);
    const begin = now - minute - chance.below(days * 24 * 60) * minute;
    const reason: RecordReason = answered ? 'NORMAL' : chance.once(3) && !incoming ? 'BUSY' : 'ABANDONED';
    const [caller, callee] = incoming ? [partner, own] : [own, partner];
    const past: Past = { caller, callee, begin, answered, reason, seconds, comRef: comRef() };
    const seen = now - begin > newFor;
    at(begin, () => {
      log.keep(user.loginName, draftFor(incoming ? 'callee' : 'caller', past), { seen });
      const other = partner.id.loginName;
      // Somebody who was busy has nothing of it in his own log.
      if (other && reason !== 'BUSY') log.keep(other, draftFor(incoming ? 'caller' : 'callee', past), { seen });
    });
  };

  /** One that nobody has looked at yet. */
  const miss = (user: SimulatedUser) => {
    const begin = now - (60 + chance.below(2 * 24 * 60)) * minute;
    const callee = identityOfUser(directory, user.loginName);
    const answered = false;
    const past: Past = {
      caller: outsider(chance),
      callee,
      begin,
      answered,
      reason: 'ABANDONED',
      seconds: 12,
      comRef: comRef(),
    };
    at(begin, () => log.keep(user.loginName, draftFor('callee', past)));
  };

  const chat = (user: SimulatedUser, other: SimulatedUser) => {
    const begin = now - (1 + chance.below(days)) * 1440 * minute;
    const lines = chance.oneOf(talk);
    const [own, partner] = [user, other].map(({ loginName }) => identityOfUser(directory, loginName));
    if (!own || !partner) return;
    const past: Past = {
      caller: own,
      callee: partner,
      begin,
      answered: true,
      reason: 'NORMAL',
      seconds: 60,
      comRef: comRef(),
    };
    const thread: ImThread = {
      id: past.comRef,
      title: lines[0],
      imMessages: lines.map((content, index) => ({
        sender: (index % 2 ? other : user).user?.instantMessagingId ?? '',
        content,
        date: new Date(begin + index * 20_000).toISOString(),
      })),
    };
    at(begin, () => {
      log.keep(user.loginName, { ...draftFor('caller', past), medias: ['IM'] }, { thread });
      log.keep(other.loginName, { ...draftFor('callee', past), medias: ['IM'] }, { thread });
    });
  };

  const conference = (leader: SimulatedUser, members: readonly SimulatedUser[]) => {
    const begin = now - (2 + chance.below(days)) * 1440 * minute;
    const reference = comRef();
    for (const owner of members) {
      const participants = members.map((member): RecordParticipant => {
        const role = member === leader ? 'CONFLEADER' : 'CONFPARTICIPANT';
        const identity = identityOfUser(directory, member.loginName);
        return member === owner ? { role, answered: true, identity, reason: 'CONFERENCED' } : { identity };
      });
      at(begin, () => {
        log.keep(owner.loginName, {
          comRef: reference,
          participants,
          beginDate: new Date(begin).toISOString(),
          endDate: new Date(begin + 45 * minute).toISOString(),
          medias: ['AUDIO', 'SHARING'],
          attachments: [{ type: 'CONFREF', description: 'Weekly meeting', value: `conference-${reference}` }],
        });
      });
    }
  };

  for (const user of users) {
    for (let turn = 0; turn < callsEach; turn += 1) call(user);
    miss(user);
    const other = users[(users.indexOf(user) + 1) % users.length];
    if (other && other !== user) chat(user, other);
  }
  const [leader] = users;
  if (leader && users.length > 2) conference(leader, users.slice(0, 4));
  const order = times.map((_, index) => index).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  for (const index of order) entries[index]?.();
}
