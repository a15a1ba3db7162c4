import assert from 'node:assert/strict';
import type { SeenEvent } from './exchange-fixture.ts';

interface Call {
  readonly callRef: string;
  callData: unknown;
  readonly legs: Map<string, unknown>;
  readonly participants: Map<string, unknown>;
}

type Keyed = Record<string, string>;

function mapOf(list: unknown, key: string): Map<string, unknown> {
  return new Map(((list ?? []) as Keyed[]).map((one) => [one[key] ?? '', one]));
}

function sorted(map: Map<string, unknown>): unknown[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

/** A list of calls as the server answers it, in an order that does not depend on how it came about. */
export function ordered(calls: unknown): unknown[] {
  return sorted(
    mapOf(
      (calls as Record<string, unknown>[]).map((call) => ({
        ...call,
        legs: sorted(mapOf(call['legs'], 'deviceId')),
        participants: sorted(mapOf(call['participants'], 'participantId')),
      })),
      'callRef',
    ),
  );
}

function alter(
  target: Map<string, unknown>,
  added: unknown,
  changed: unknown,
  removed: readonly string[],
  key: string,
) {
  for (const id of removed) assert.ok(target.delete(id), `${id} is removed but was not there`);
  for (const [id, value] of mapOf(changed, key)) {
    assert.ok(target.has(id), `${id} is modified but was not there`);
    target.set(id, value);
  }
  for (const [id, value] of mapOf(added, key)) {
    assert.ok(!target.has(id), `${id} is added but was there`);
    target.set(id, value);
  }
}

/** What a client knows that does nothing but add up one user's events, as the reference describes them. */
export class CallsFromEvents {
  userState = 'FREE';
  callbacks = 0;
  readonly devices: Map<string, unknown>;
  readonly #calls = new Map<string, Call>();

  constructor(deviceStates: unknown) {
    this.devices = mapOf(deviceStates, 'deviceId');
  }

  get calls(): unknown[] {
    return ordered(
      [...this.#calls.values()].map((call) => ({
        callRef: call.callRef,
        callData: call.callData,
        legs: [...call.legs.values()],
        participants: [...call.participants.values()],
      })),
    );
  }

  get deviceStates(): unknown[] {
    return sorted(this.devices);
  }

  get activeCalls(): number {
    return [...this.#calls.values()].filter(({ callData }) => (callData as Keyed)['state'] === 'ACTIVE').length;
  }

  apply(event: SeenEvent): void {
    const step = this.#steps[event.eventName];
    assert.ok(step, `unknown event ${event.eventName}`);
    step(event);
  }

  readonly #steps: Readonly<Record<string, (event: SeenEvent) => void>> = {
    OnCallCreated: (event) => {
      assert.ok(!this.#calls.has(this.#ref(event)), 'created twice');
      this.#set(event);
    },
    OnCallAppeared: (event) => {
      assert.ok(this.#calls.has(this.#ref(event)), 'appeared without being created');
      this.#set(event);
    },
    OnCallModified: (event) => {
      const callRef = this.#ref(event);
      const source = (event['previousCallRef'] as string | undefined) ?? callRef;
      const call = this.#calls.get(source);
      assert.ok(call, `modified without being created: ${source}`);
      this.#calls.delete(source);
      assert.ok(!this.#calls.has(callRef), 'replaces a call by one that exists');
      this.#calls.set(callRef, { ...call, callRef, callData: event['callData'] ?? call.callData });
      const gone = [...mapOf(event['removedLegs'], 'deviceId').keys()];
      alter(call.legs, event['addedLegs'], event['modifiedLegs'], gone, 'deviceId');
      const left = event['removedParticipantIds'] as string[];
      alter(call.participants, event['addedParticipants'], event['modifiedParticipants'], left, 'participantId');
    },
    OnCallRemoved: (event) => {
      assert.ok(this.#calls.delete(this.#ref(event)), 'removed without being created');
    },
    OnUserStateModified: (event) => {
      assert.notEqual(event['state'], this.userState, 'the user state is told again');
      this.userState = event['state'] as string;
    },
    OnDeviceStateModified: (event) => {
      for (const [id, state] of mapOf(event['deviceStates'], 'deviceId')) this.devices.set(id, state);
    },
    OnDeviceMuteSuccess: (event) => {
      const id = event['deviceId'] as string;
      this.devices.set(id, { ...(this.devices.get(id) as object), muted: event['mute'] });
    },
    OnDeviceMuteFailed: () => {},
    OnCallbackRequestAdded: (event) => {
      this.callbacks = event['callbacksNumber'] as number;
    },
  };

  #ref(event: SeenEvent): string {
    return event['callRef'] as string;
  }

  #set(event: SeenEvent): void {
    this.#calls.set(this.#ref(event), {
      callRef: this.#ref(event),
      callData: event['callData'],
      legs: mapOf(event['legs'], 'deviceId'),
      participants: mapOf(event['participants'], 'participantId'),
    });
  }
}
