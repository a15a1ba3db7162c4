import { type CallNote, isConnected, type Party, type PhoneCall, present } from '../model.ts';
import type { Switchboard } from '../switchboard.ts';

/** Ends a call for all who are still in it. */
export function endCall(
  switchboard: Switchboard,
  call: PhoneCall,
  noteFor: (party: Party) => CallNote | undefined,
): void {
  delete call.parkedAt;
  delete call.pending;
  delete call.tone;
  for (const party of present(call)) switchboard.leave(call, party, noteFor(party));
  switchboard.forget(call);
}

/** Why the caller's end makes a set stop ringing. */
export function abandoned(party: Party): CallNote | undefined {
  return party.state === 'RINGING_INCOMING' ? { cause: 'ABANDONED' } : undefined;
}

/** Makes a call right after somebody came, answered or left: who is alone goes too, who waits for an answer rings out. */
export function endOrRing(switchboard: Switchboard, call: PhoneCall): void {
  const here = present(call);
  if (call.parkedAt && here.length > 0) return;
  if (here.length < 2 || here.every(({ state }) => state === 'RINGING_INCOMING')) {
    endCall(switchboard, call, abandoned);
    return;
  }
  const company = (party: Party) => here.some((other) => other !== party && isConnected(other));
  for (const party of here) {
    if (party.state === 'RINGING_OUTGOING' && company(party)) party.state = 'ACTIVE';
  }
  for (const party of here) {
    const waits = here.some((other) => other.state === 'RINGING_INCOMING') && !company(party);
    if (party.state === 'ACTIVE' && waits) {
      party.state = 'RINGING_OUTGOING';
      delete party.recording;
    }
  }
  switchboard.forget(call);
}
