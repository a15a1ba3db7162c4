import type { CallAction, TelephoneCall } from '../page/state.ts';
import { type CallEnds, memberText } from './cast.ts';
import type { ScenarioCall } from './declared.ts';
import { waitFor } from './wait-for.ts';

/** One end of a call on somebody's telephone. */
interface End {
  readonly id: string;
  readonly call: TelephoneCall;
}

/**
 * One call of a scenario, from its first ring to its end. The flow that is tried may do something with it, too, so whatever it
 * finds done or over already is told, and no failure. Of a call that has not come about nothing more is told.
 */
export class PlayedCall {
  readonly #call: ScenarioCall;
  readonly #ends: CallEnds;
  readonly #signal: AbortSignal;
  #started: Promise<void> = Promise.resolve();
  #live: string | undefined;

  constructor(call: ScenarioCall, ends: CallEnds, signal: AbortSignal) {
    this.#call = call;
    this.#ends = ends;
    this.#signal = signal;
  }

  async start(): Promise<string> {
    this.#started = this.#begin();
    await this.#started;
    if (this.#live !== undefined) return `${this.#caller()} calls ${this.#callee()}.`;
    return `${this.#caller()} calls ${this.#callee()}, who cannot be reached at the moment.`;
  }

  async answer(): Promise<string | undefined> {
    await this.#started;
    if (this.#live === undefined) return undefined;
    const ringing = await this.#eventually(() => this.#end('answer'));
    if (!ringing) return this.#lost('answered');
    await this.#act(ringing, 'answer');
    return `${this.#text(ringing.id)} answers ${this.#caller()}.`;
  }

  async transfer(to: string): Promise<string | undefined> {
    await this.#started;
    if (this.#live === undefined) return undefined;
    const talking = await this.#eventually(() => this.#end('transfer'));
    if (!talking) return this.#lost('transferred');
    const text = this.#text(talking.id);
    await this.#act(talking, 'transfer', to);
    return `${text} transfers ${this.#caller()} to ${to}.`;
  }

  async hangUp(): Promise<string | undefined> {
    await this.#started;
    if (this.#live === undefined) return undefined;
    if (!this.#isAlive()) return this.#lost('hung up');
    const { caller, telephones } = this.#ends;
    if (caller === undefined) telephones.outsideHangsUp(this.#live);
    else {
      const end = this.#end('hang-up', caller) ?? this.#end('hang-up');
      if (!end) return this.#lost('hung up');
      await this.#act(end, 'hang-up');
    }
    return `${this.#caller()} hangs up.`;
  }

  async #begin(): Promise<void> {
    const { telephones, caller, callee } = this.#ends;
    const { from, name } = this.#call;
    const before = new Set(telephones.calls().map(({ id }) => id));
    const fresh = (calls: readonly string[]) => calls.find((id) => !before.has(id));
    if (caller === undefined) {
      // The call is there at once; what comes after may be somebody else's.
      const made = telephones.act(callee ?? '', 'ring', { from, ...(name && { name }) });
      this.#live = fresh(telephones.calls().map(({ id }) => id));
      await made;
    } else {
      await telephones.act(caller, 'call', { to: this.#dialled() });
      this.#live = fresh(this.#callsOf(caller).map(({ live }) => live));
    }
  }

  /** Names are not dialled. */
  #dialled(): string {
    const { telephones, callee } = this.#ends;
    const { to } = this.#call;
    return telephones.leads(to) ? to : (telephones.all().find(({ id }) => id === callee)?.number ?? to);
  }

  #callsOf(owner: string): readonly TelephoneCall[] {
    return this.#ends.telephones.all().find(({ id }) => id === owner)?.calls ?? [];
  }

  /** An end of this call at which something can be done; the caller's only if asked for. */
  #end(action: CallAction, owner?: string): End | undefined {
    for (const { id, calls } of this.#ends.telephones.all()) {
      if (owner === undefined ? id === this.#ends.caller : id !== owner) continue;
      const call = calls.find(({ live, can }) => live === this.#live && can.includes(action));
      if (call) return { id, call };
    }
    return undefined;
  }

  async #act({ id, call }: End, action: CallAction, to?: string): Promise<void> {
    await this.#ends.telephones.act(id, action, { call: call.id, ...(to !== undefined && { to }) });
  }

  #eventually(find: () => End | undefined): Promise<End | undefined> {
    return waitFor(find, this.#signal, () => !this.#isAlive());
  }

  #isAlive(): boolean {
    return this.#live !== undefined && this.#ends.telephones.calls().some(({ id }) => id === this.#live);
  }

  #lost(done: string): string {
    const reason = this.#isAlive() ? 'no telephone is ready for that' : 'it is over';
    return `The call from ${this.#caller()} to ${this.#callee()} is not ${done}: ${reason}.`;
  }

  #caller(): string {
    const { name, from } = this.#call;
    const { caller } = this.#ends;
    if (caller !== undefined) return this.#text(caller);
    return name ? `${name} (${from})` : from;
  }

  #callee(): string {
    const { callee, telephones } = this.#ends;
    const group = telephones.groups?.().find(({ id }) => id === callee);
    if (group) return `${group.name} (${group.number})`;
    return callee === undefined ? this.#call.to : this.#text(callee);
  }

  #text(id: string): string {
    return memberText({ ...this.#ends, id });
  }
}
