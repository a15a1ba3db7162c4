import { randomUUID } from 'node:crypto';
import { OrangeRefusal } from '../../orange/gateway/errors.ts';
import type { TeamingSettings } from '../options.ts';
import { type CallParty, callPartyOf, type TeamingCompany } from '../users/company.ts';
import type { Employee } from '../users/seed.ts';
import type { ServiceName, Services } from '../users/services.ts';
import {
  type CallEvent,
  type Conversation,
  type Half,
  type Personality,
  type Side,
  sideOf,
  sideStateOf,
  sidesOf,
} from './model.ts';

/** What the calls of the simulated Teaming work with. */
export interface SwitchboardParts {
  readonly company: TeamingCompany;
  readonly services: Services;
  readonly settings: () => TeamingSettings;
  /** Something has happened to somebody's half of a call. */
  readonly notify: (event: CallEvent, half: Half, conversation: Conversation) => void;
  /** A caller has reached somebody's voice mail and has spoken. */
  readonly recorded: (userId: string, from: CallParty) => void;
}

const voiceMail: CallParty = { name: 'Voice mail', number: '+33155550199' };

/** Every call of the company, from the first ring to the end. */
export class TeamingSwitchboard {
  readonly #parts: SwitchboardParts;
  readonly #conversations = new Set<Conversation>();
  #serial = 27_512_594;

  constructor(parts: SwitchboardParts) {
    this.#parts = parts;
  }

  get conversations(): readonly Conversation[] {
    return [...this.#conversations];
  }

  halvesOf(userId: string): { readonly half: Half; readonly conversation: Conversation }[] {
    return this.conversations.flatMap((conversation) =>
      sidesOf(conversation).flatMap(({ half }) => (half?.userId === userId ? [{ half, conversation }] : [])),
    );
  }

  /** Finds a user's own half. */
  find(userId: string, callId: string) {
    return this.halvesOf(userId).find(({ half }) => half.callId === callId);
  }

  /** A user calls by a click: his own telephone rings first. */
  clickToDial(userId: string, number: string): { readonly half: Half; readonly conversation: Conversation } {
    const caller = this.#known(userId);
    const target = this.#parts.company.byNumber(number);
    const half = this.#half(userId, 'Click-to-Dial', target ? callPartyOf(target) : { number });
    const conversation = this.#open({ party: callPartyOf(caller), half, holds: false }, number);
    this.#parts.notify('originated', half, conversation);
    const { pickUp } = this.#parts.settings();
    if (pickUp) this.#after(conversation, pickUp, () => this.answer(half, conversation));
    else this.#after(conversation, this.#patience(), () => this.#end(conversation, conversation.caller));
    return { half, conversation };
  }

  /** A telephone outside calls somebody here. Throws when there is nobody of that number. */
  incoming(from: CallParty, to: string): Conversation {
    if (!this.#parts.company.byNumber(to)) throw new Error(`nobody here has the number "${to}"`);
    const conversation = this.#open({ party: from, holds: false }, to);
    this.#route(conversation, to);
    return conversation;
  }

  /** Somebody picks up the telephone that rings. Throws {@link OrangeRefusal}. */
  answer(half: Half, conversation: Conversation): void {
    if (half.state !== 'Alerting' || half.personality === 'Originator') throw conflict(half, 'does not ring');
    if (half.personality === 'Terminator') {
      this.#connect(conversation);
      return;
    }
    half.personality = 'Originator';
    this.#parts.notify('originated', half, conversation);
    this.#route(conversation, conversation.dialled);
  }

  hold(half: Half, conversation: Conversation): void {
    const side = sideOf(conversation, half);
    if (!conversation.answered || side.holds) throw conflict(half, 'cannot be held');
    side.holds = true;
    half.heldTime = Date.now();
    this.#updateStates(conversation);
    this.#parts.notify('held', half, conversation);
  }

  unhold(half: Half, conversation: Conversation): void {
    const side = sideOf(conversation, half);
    if (!side.holds) throw conflict(half, 'is not held');
    side.holds = false;
    delete half.heldTime;
    this.#updateStates(conversation);
    this.#parts.notify('retrieved', half, conversation);
  }

  /** Somebody hangs up, or does not want the call. */
  release(conversation: Conversation, by: Side): void {
    this.#end(conversation, by);
  }

  /** The telephone outside that rings is picked up. */
  answerOutside(conversation: Conversation): void {
    if (conversation.answered || !conversation.callee || conversation.callee.half) {
      throw new Error('no telephone outside rings');
    }
    this.#connect(conversation);
  }

  stop(): void {
    for (const { timer } of this.#conversations) clearTimeout(timer);
    this.#conversations.clear();
  }

  /** Looks for the one who is called, as the services of those on the way want it. */
  #route(conversation: Conversation, number: string): void {
    const { company, services } = this.#parts;
    conversation.dialled = number;
    const callee = company.byNumber(number);
    const before = callee !== undefined && conversation.visited.includes(callee.userId);
    if (callee) conversation.visited.push(callee.userId);
    const always = callee && services.destination(callee.userId, 'callForwardingAlways');
    const obstacle = callee && this.#obstacle(callee.userId);
    if (!callee) this.#ringOutside(conversation, number);
    else if (before) this.#toVoiceMail(conversation, callee.userId);
    else if (always) this.#route(conversation, always);
    else if (obstacle) this.#turnAway(conversation, callee.userId, obstacle);
    else this.#ring(conversation, callee);
  }

  /** The service that looks after callers whom a user cannot take. */
  #obstacle(userId: string): ServiceName | undefined {
    const { company, services, settings } = this.#parts;
    const busy = this.halvesOf(userId).length >= settings().lines;
    if (busy || services.get(userId, 'doNotDisturb').active) return 'callForwardingBusy';
    return company.isReachable(userId) ? undefined : 'callForwardingNotReachable';
  }

  #ring(conversation: Conversation, callee: Employee): void {
    const { userId } = callee;
    const half = this.#half(userId, 'Terminator', conversation.caller.party);
    conversation.callee = { party: callPartyOf(callee), half, holds: false };
    this.#parts.notify('alerting', half, conversation);
    this.#after(conversation, this.#patience(userId), () => {
      this.#hangUp(half, conversation, 'remoteRelease');
      delete conversation.callee;
      this.#turnAway(conversation, userId, 'callForwardingNoAnswer');
    });
  }

  #ringOutside(conversation: Conversation, number: string): void {
    conversation.callee = { party: { number }, holds: false };
    const { outsideAnswers } = this.#parts.settings();
    if (outsideAnswers) this.#after(conversation, outsideAnswers, () => this.#connect(conversation));
    else this.#after(conversation, this.#patience(), () => this.#end(conversation, undefined));
  }

  /** Elsewhere if the user wants that, or else to his voice mail. */
  #turnAway(conversation: Conversation, userId: string, service: ServiceName): void {
    const destination = this.#parts.services.destination(userId, service);
    if (destination) this.#route(conversation, destination);
    else this.#toVoiceMail(conversation, userId);
  }

  #toVoiceMail(conversation: Conversation, userId: string): void {
    conversation.callee = { party: voiceMail, holds: false };
    this.#connect(conversation);
    this.#after(conversation, this.#parts.settings().message, () => {
      this.#end(conversation, conversation.callee);
      this.#parts.recorded(userId, conversation.caller.party);
    });
  }

  #connect(conversation: Conversation): void {
    clearTimeout(conversation.timer);
    conversation.answered = true;
    const { caller, callee } = conversation;
    const answerTime = Date.now();
    if (caller.half && callee) caller.half.remote = callee.party;
    for (const { half } of sidesOf(conversation)) if (half) half.answerTime = answerTime;
    this.#updateStates(conversation);
    for (const { half } of sidesOf(conversation)) if (half) this.#parts.notify('answered', half, conversation);
  }

  /** The state of both halves follows from who holds. */
  #updateStates(conversation: Conversation): void {
    for (const side of sidesOf(conversation)) {
      const other = sidesOf(conversation).some((one) => one !== side && one.holds);
      if (side.half) side.half.state = sideStateOf(side.holds, other);
    }
  }

  #end(conversation: Conversation, by: Side | undefined): void {
    clearTimeout(conversation.timer);
    if (!this.#conversations.delete(conversation)) return;
    for (const side of sidesOf(conversation)) {
      if (side.half) this.#hangUp(side.half, conversation, side === by ? 'localRelease' : 'remoteRelease');
    }
  }

  #hangUp(half: Half, conversation: Conversation, releasingParty: 'localRelease' | 'remoteRelease'): void {
    half.state = 'Released';
    half.releasingParty = releasingParty;
    half.releaseTime = Date.now();
    this.#parts.notify('released', half, conversation);
  }

  #open(caller: Side, dialled: string): Conversation {
    const conversation: Conversation = { trackingId: randomUUID(), caller, dialled, visited: [], answered: false };
    this.#conversations.add(conversation);
    return conversation;
  }

  #half(userId: string, personality: Personality, remote: CallParty): Half {
    this.#serial += 1;
    const callId = `callhalf-${this.#serial}:0`;
    return { callId, userId, personality, state: 'Alerting', remote, startTime: Date.now() };
  }

  /** Milliseconds for which a telephone rings. */
  #patience(userId?: string): number {
    const { ring, rings } = this.#parts.settings();
    const service = userId === undefined ? undefined : this.#parts.services.get(userId, 'callForwardingNoAnswer');
    return ring * (service?.active ? (service.numberOfRings ?? rings) : rings);
  }

  #after(conversation: Conversation, milliseconds: number, act: () => void): void {
    clearTimeout(conversation.timer);
    conversation.timer = setTimeout(act, milliseconds);
  }

  #known(userId: string): Employee {
    const employee = this.#parts.company.byId(userId);
    if (!employee) throw new OrangeRefusal(60, `there is no user ${userId}`);
    return employee;
  }
}

function conflict({ callId }: Half, problem: string): OrangeRefusal {
  return new OrangeRefusal(69, `call ${callId} ${problem}`);
}
