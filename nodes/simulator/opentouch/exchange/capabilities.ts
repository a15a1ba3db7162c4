import {
  type CallCapabilities,
  type DeviceCapabilities,
  isConnected,
  isDialing,
  isSame,
  isStandard,
  type LegCapabilities,
  othersOf,
  type Party,
  type Seat,
  type Subscriber,
  trimmed,
} from './model.ts';

/** A seat with all that decides what its user may do: his seats in all calls and his devices in service. */
export interface CallPosition extends Seat {
  readonly subscriber: Subscriber;
  readonly seats: readonly Seat[];
  readonly inService: readonly string[];
}

type Rule = (at: CallPosition) => boolean;

const inState =
  (...states: Party['state'][]): Rule =>
  ({ party }) =>
    states.includes(party.state);

const elsewhere = (at: CallPosition, holds: (party: Party) => boolean) =>
  at.seats.some((seat) => seat.party !== at.party && holds(seat.party));

/** Nothing else of the user is being set up, so this call may become the active one. */
const mayTakeOver: Rule = (at) => !elsewhere(at, isDialing);

const isActive = inState('ACTIVE');
const isHeld = inState('HELD');
const isRinging = inState('RINGING_INCOMING');
const standard: Rule = ({ subscriber }) => isStandard(subscriber);
/** Rings because somebody else calls, not because the user's own make call lets his set ring first. */
const isCalled: Rule = (at) => isRinging(at) && at.call.pending === undefined;
const inPair: Rule = (at) => othersOf(at).length === 1 && othersOf(at).every(isConnected) && !at.call.parkedAt;
const hasMailbox = (subscriber: Subscriber | undefined) => Boolean(subscriber?.user.voicemail?.number);

/** No user would sit twice in the call that the two would become. */
function disjoint(a: Seat, b: Seat): boolean {
  const logins = new Set(othersOf(a).map(({ subscriber }) => subscriber?.loginName));
  return !othersOf(b).some(({ subscriber }) => subscriber && logins.has(subscriber.loginName));
}

const answered = (seat: Seat) => {
  const others = othersOf(seat);
  return others.length > 0 && others.every(isConnected) && !seat.call.parkedAt;
};

function heldPartner(at: CallPosition, fits: (held: CallPosition) => boolean): boolean {
  return at.seats.some((seat) => seat.party !== at.party && fits({ ...at, ...seat }));
}

/** The ringing user whose mailbox an outgoing call can go to. */
export function ringingOwner(seat: Seat): Party | undefined {
  return othersOf(seat).find(({ state, subscriber }) => state === 'RINGING_INCOMING' && hasMailbox(subscriber));
}

/** Who does not answer or is busy, and can be left a request to call back. */
export function callbackTarget(seat: Seat): Subscriber | undefined {
  const { call, party } = seat;
  const ringing = othersOf(seat).find(
    ({ state, subscriber }) => state === 'RINGING_INCOMING' && subscriber,
  )?.subscriber;
  const busy = call.tone === 'BUSY' ? call.called : undefined;
  const target = party.state === 'RINGING_OUTGOING' ? ringing : party.state === 'DIALING' ? busy : undefined;
  return target && !isSame(target, party.subscriber) && isStandard(target) ? target : undefined;
}

/** Whether an operation is possible now. The capabilities shown and the refusals are both taken from here. */
export const may = {
  answer: (at: CallPosition) => isRinging(at) && mayTakeOver(at),
  hold: isActive,
  retrieve: (at: CallPosition) => isHeld(at) && mayTakeOver(at) && !elsewhere(at, ({ state }) => state === 'ACTIVE'),
  alternate: (at: CallPosition) => isHeld(at) && elsewhere(at, ({ state }) => state === 'ACTIVE'),
  sendDtmf: (at: CallPosition) => standard(at) && isActive(at),
  switchDevice: isActive,
  transferTo: (at: CallPosition, held: CallPosition) =>
    isActive(at) && isHeld(held) && inPair(at) && inPair(held) && disjoint(at, held),
  mergeWith: (at: CallPosition, held: CallPosition) =>
    isActive(at) && isHeld(held) && answered(at) && answered(held) && disjoint(at, held),
  blindTransfer: (at: CallPosition) => isActive(at) && inPair(at),
  redirect: isCalled,
  pickedUp: isCalled,
  redirectToVoiceMail: (at: CallPosition) => isCalled(at) && hasMailbox(at.subscriber),
  overflowToVoiceMail: (at: CallPosition) => inState('RINGING_OUTGOING')(at) && ringingOwner(at) !== undefined,
  callBack: (at: CallPosition) => standard(at) && callbackTarget(at) !== undefined,
  park: (at: CallPosition) => standard(at) && isActive(at) && inPair(at),
  addParticipant: (at: CallPosition) => !standard(at) && isActive(at) && answered(at),
  dropParticipant: (at: CallPosition) => isActive(at) && othersOf(at).length > 0,
  startRecord: (at: CallPosition) => isActive(at) && at.party.recording === undefined,
  stopRecord: (at: CallPosition) => isActive(at) && at.party.recording !== undefined,
  pauseRecord: (at: CallPosition) => standard(at) && isActive(at) && at.party.recording === 'RECORDING',
  resumeRecord: (at: CallPosition) => standard(at) && isActive(at) && at.party.recording === 'PAUSED',
} as const;

/** Capabilities of a call in the order of the reference's structure; what is not possible is left out. */
export function callCapabilities(at: CallPosition): CallCapabilities {
  const conference = othersOf(at).length > 1;
  return {
    addMedias: [],
    ...trimmed({
      addParticipant: may.addParticipant(at),
      transfer: heldPartner(at, (held) => may.transferTo(at, held)),
      blindTransfer: may.blindTransfer(at),
      merge: heldPartner(at, (held) => may.mergeWith(at, held)),
      redirect: may.redirect(at),
      pickedUp: may.pickedUp(at),
      redirectToVoiceMail: may.redirectToVoiceMail(at),
      redirectToDVA: !standard(at) && may.redirect(at),
      overflowToVoiceMail: may.overflowToVoiceMail(at),
      dropMe: conference && at.party.state !== 'RELEASING',
      terminate: true,
      reject: !standard(at) && isCalled(at),
      callBack: may.callBack(at),
      park: may.park(at),
      startRecord: may.startRecord(at),
      stopRecord: may.stopRecord(at),
      pauseRecord: may.pauseRecord(at),
      resumeRecord: may.resumeRecord(at),
      dropParticipant: conference && may.dropParticipant(at),
    }),
  };
}

/** What can be done with a leg at this moment. */
export function legCapabilities(at: CallPosition, deviceId: string): LegCapabilities {
  return trimmed({
    answer: may.answer(at),
    drop: !isRinging(at),
    hold: may.hold(at),
    retrieve: may.retrieve(at),
    sendDtmf: may.sendDtmf(at),
    switchDevice: may.switchDevice(at) && at.inService.some((id) => id !== deviceId),
  });
}

/** What a device can do at all; it does not change with its calls. */
export function deviceCapabilities({ user }: Subscriber): DeviceCapabilities[] {
  const standard = user.type !== 'MULTIMEDIA';
  return (user.devices ?? []).flatMap(({ id }) =>
    id
      ? [
          {
            deviceId: id,
            makeCall: true,
            ...(standard && { makeBusinessCall: true, makePrivateCall: true, unParkCall: true }),
          },
        ]
      : [],
  );
}
