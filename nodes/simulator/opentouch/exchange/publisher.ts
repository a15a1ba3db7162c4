import type { OpenTouchEvents } from '../../../catalogue/static.ts';
import type { Notify } from '../server/contract.ts';
import { type CallPosition, deviceCapabilities } from './capabilities.ts';
import { created, modified, removed } from './delta.ts';
import type { CallNote, CallView, Party, Subscriber } from './model.ts';
import { callView, participantId } from './views.ts';

/** What a user has been told of one call. */
interface Told {
  readonly view: CallView;
  readonly party: Party;
  readonly note: CallNote | undefined;
}

type Event = { readonly eventName: string };

interface Picture {
  readonly subscriber: Subscriber;
  readonly calls: ReadonlyMap<string, Told>;
  readonly state: 'FREE' | 'BUSY';
}

/** BUSY from the moment a call is more than ringing until it is removed. */
export function userState(situations: readonly CallPosition[]): 'FREE' | 'BUSY' {
  return situations.some(({ party }) => party.engaged) ? 'BUSY' : 'FREE';
}

/**
 * Tells every user what has changed since he was told last. Events are never written by hand: they are the
 * difference between two pictures, so that whoever adds them up always has what the getters answer.
 */
export class Publisher {
  readonly #notify: Notify;
  readonly #pictures = new Map<string, Picture>();

  constructor(notify: Notify) {
    this.#notify = notify;
  }

  /** `now` holds the situations of every user who is in a call. */
  publish(now: ReadonlyMap<string, readonly CallPosition[]>): void {
    const others = [...this.#pictures].filter(([login]) => !now.has(login));
    for (const situations of now.values()) {
      const [first] = situations;
      if (first) this.#tell(first.subscriber, situations);
    }
    for (const [, { subscriber }] of others) this.#tell(subscriber, []);
  }

  #tell(subscriber: Subscriber, situations: readonly CallPosition[]): void {
    const { loginName } = subscriber;
    const picture = this.#pictures.get(loginName);
    const before = picture?.calls ?? new Map<string, Told>();
    const calls = new Map<string, Told>();
    const kept = new Set<string>();
    const changed: Event[] = [];
    const activated: Event[] = [];
    const appeared: Event[] = [];

    for (const at of situations) {
      const { party } = at;
      const view = callView(at);
      const told = before.get(view.callRef);
      const source = told?.party === party ? told : before.get(party.note?.previousCallRef ?? '');
      calls.set(view.callRef, { view, party, note: party.state === 'RELEASING' ? party.note : undefined });
      if (source?.party === party) {
        kept.add(source.view.callRef);
        // A note is said once, though a party that leaves keeps it for its removal.
        const note = party.note === source.note ? undefined : party.note;
        const again = (note?.again ?? []).map((other) => participantId(party, other));
        const event = modified(loginName, source.view, view, note, again);
        if (event) (party.state === 'ACTIVE' ? activated : changed).push(event);
      } else {
        appeared.push(...announce(at, view));
      }
    }
    const gone = [...before.values()]
      .filter(({ view }) => !kept.has(view.callRef))
      .map(({ view, note = {} }) => removed(loginName, view.callRef, note));

    const state = userState(situations);
    if (calls.size > 0) this.#pictures.set(loginName, { subscriber, calls, state });
    else this.#pictures.delete(loginName);
    for (const { party } of situations) if (party.state !== 'RELEASING') delete party.note;
    // What stops being active goes first, so that nobody ever sees two active calls.
    for (const event of [...gone, ...changed, ...activated, ...appeared]) this.#notify(loginName, event);
    if (state !== (picture?.state ?? 'FREE')) {
      const event: OpenTouchEvents['OnUserStateModified'] = { eventName: 'OnUserStateModified', loginName, state };
      this.#notify(loginName, event);
    }
  }
}

function announce({ subscriber, party }: CallPosition, view: CallView): Event[] {
  const { loginName, user } = subscriber;
  const capabilities = deviceCapabilities(subscriber);
  const alertsMobile =
    party.state === 'RINGING_INCOMING' &&
    party.legs.some((leg) => user.devices?.some(({ id, type }) => id === leg && type === 'MOBILE'));
  const names = alertsMobile ? (['OnCallCreated', 'OnCallAppeared'] as const) : (['OnCallCreated'] as const);
  return names.map((name) => created(name, loginName, view, capabilities, party.note ?? {}));
}
