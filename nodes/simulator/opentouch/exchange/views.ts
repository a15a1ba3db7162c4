import { type CallPosition, callCapabilities, legCapabilities } from './capabilities.ts';
import {
  type CallData,
  type CallParticipant,
  type CallView,
  type Leg,
  othersOf,
  type Party,
  present,
} from './model.ts';

/** How a viewer names another party; someone anonymous is not named by his number. */
export function participantId(viewer: Party, other: Party): string {
  return viewer.blind ? `anonymous-${other.serial}` : other.id;
}

/** Another party of the call as the viewer sees it. */
export function participantView(
  { call, party: viewer }: Pick<CallPosition, 'call' | 'party'>,
  other: Party,
): CallParticipant {
  // Filled in multi-party calls only, and only for those who were rung into them.
  const state = other.state === 'RINGING_INCOMING' ? 'RINGING_INCOMING' : 'ACTIVE';
  const stated = other.invited && present(call).length > 2;
  return {
    participantId: participantId(viewer, other),
    ...(viewer.blind ? { anonymous: true } : { identity: other.identity }),
    ...(stated && { state }),
    medias: [],
    mediaCapabilities: [{ type: 'AUDIO' }],
  };
}

function legView(at: CallPosition, deviceId: string): Leg {
  return { deviceId, media: 'AUDIO', state: at.party.state, capabilities: legCapabilities(at, deviceId) };
}

function dataView(at: CallPosition): CallData {
  const { call, party } = at;
  return {
    initialCalled: call.initialCalled,
    ...(call.deviceCall && { deviceCall: true }),
    ...(party.blind && { anonymous: true }),
    state: party.state,
    ...(party.recording && { recordState: party.recording }),
    tags: [...call.tags],
    capabilities: callCapabilities(at),
  };
}

/** What one user sees of a call: his own legs, and all the others as participants. */
export function callView(at: CallPosition): CallView {
  const others = at.party.state === 'RELEASING' ? [] : othersOf(at);
  return {
    callRef: at.call.ref,
    callData: dataView(at),
    legs: at.party.legs.map((deviceId) => legView(at, deviceId)),
    participants: others.map((other) => participantView(at, other)),
  };
}
