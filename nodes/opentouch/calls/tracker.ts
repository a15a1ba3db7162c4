import { type Json, textOf } from '../../runtime/json.ts';
import { apply, type Call, type Picture, pictureOf } from './picture.ts';
import { begin, type Circumstances, type Memory, type Moment, remember, type Story, stateOf, tell } from './story.ts';

export type Tell = (moment: Moment, story: Story) => void;

/** How long an event may be from what a call was to what it is. */
interface Step {
  readonly before?: Call | undefined;
  readonly after?: Call | undefined;
  readonly transferred?: boolean;
}

/**
 * Keeps the calls of one user and tells what happens to them. While the state is being read back, events are kept and
 * applied on top of it: they may be newer than what was read, and applying them twice does no harm.
 */
export class CallTracker {
  /** Whose calls they are, once known. */
  loginName: string | undefined;
  readonly #tell: Tell;
  readonly #now: () => number;
  #picture: Picture = new Map();
  #memories = new Map<string, Memory>();
  #kept: Json[] | undefined;
  /** Whether the server's own picture has been read. */
  #whole = false;

  constructor(loginName: string | undefined, tellStory: Tell, now: () => number = Date.now) {
    this.loginName = loginName;
    this.#tell = tellStory;
    this.#now = now;
  }

  /** The calls as far as known. */
  get calls(): readonly Call[] {
    return [...this.#picture.values()];
  }

  /** From now on the state is being read back. What an earlier reading kept is older than what this one will find. */
  expectState(): void {
    this.#kept = [];
  }

  receive(event: Json): void {
    this.#kept?.push(event);
    const before = this.#picture;
    const change = apply(before, event, this.#whole);
    if (!change) return;
    this.#picture = change.picture;
    const cause = textOf(event['cause']);
    if (change.replaced) this.#rename(change.replaced, change.callRef);
    const step = {
      before: before.get(change.replaced ?? change.callRef),
      after: change.picture.get(change.callRef),
      transferred: cause === 'TRANSFERRED' && event['eventName'] === 'OnCallModified',
    };
    this.#step(step, { ...this.#at(), cause, newDestination: textOf(event['newDestination']) });
  }

  /** Corrects the picture by what was read back; undefined when nothing could be read. */
  correct(calls: readonly Call[] | undefined): void {
    const newer = this.#kept ?? [];
    this.#kept = undefined;
    if (!calls) return;
    this.#whole = true;
    const before = this.#picture;
    let after = pictureOf(calls);
    for (const event of newer) {
      const change = apply(after, event, this.#whole);
      if (!change) continue;
      after = change.picture;
      if (change.replaced && before.has(change.replaced)) this.#rename(change.replaced, change.callRef);
    }
    this.#picture = after;
    for (const [callRef, call] of before) {
      if (!after.has(callRef)) this.#step({ before: call }, this.#at());
    }
    for (const [callRef, call] of after) this.#step({ before: before.get(callRef), after: call }, this.#at());
  }

  #at(): Circumstances {
    return { loginName: this.loginName, now: this.#now() };
  }

  #rename(from: string, to: string): void {
    const memory = this.#memories.get(from);
    if (!memory) return;
    this.#memories.delete(from);
    this.#memories.set(to, { ...memory, previousCallRefs: [...memory.previousCallRefs, from] });
  }

  #step({ before, after, transferred }: Step, at: Circumstances): void {
    const callRef = (after ?? before)?.callRef ?? '';
    const known = this.#memories.get(callRef);
    if (!after) {
      if (!before || !known) return;
      this.#memories.delete(callRef);
      this.#tell('ended', tell(before, known, at, true));
      return;
    }
    const memory = known ? remember(known, after, at.now) : begin(after, at.now);
    this.#memories.set(callRef, memory);
    for (const moment of momentsBetween(known && before, after, known)) this.#tell(moment, tell(after, memory, at));
    if (transferred && known) this.#tell('transferred', tell(after, memory, at));
  }
}

/** What happened between two pictures of a call. */
function momentsBetween(before: Call | undefined, after: Call, known: Memory | undefined): Moment[] {
  const [from, to] = [before && stateOf(before), stateOf(after)];
  if (from === to) return [];
  if (to === 'ACTIVE') return known?.answered === undefined ? ['answered'] : from === 'HELD' ? ['retrieved'] : [];
  if (to === 'HELD') return known?.answered === undefined ? ['answered', 'held'] : ['held'];
  if (to === 'RINGING_INCOMING' || to === 'RINGING_OUTGOING') return ['ringing'];
  return [];
}
