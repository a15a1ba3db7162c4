import type { CallAction, CallProgress, LiveCall, Telephone, TelephoneAction } from '../page/state.ts';
import type { Telephones } from '../page/telephones.ts';
import { requiredTextIn, textIn } from '../server/control/body.ts';
import { type Half, sideOf, sidesOf, type TeamingCallState } from './calls/model.ts';
import type { TeamingSwitchboard } from './calls/switchboard.ts';
import type { TeamingCompany } from './users/company.ts';
import type { Employee } from './users/seed.ts';
import type { Services } from './users/services.ts';
import type { VoiceMail } from './users/voicemail.ts';

interface Parts {
  readonly company: TeamingCompany;
  readonly services: Services;
  readonly voicemail: VoiceMail;
  readonly switchboard: TeamingSwitchboard;
}

const can: readonly TelephoneAction[] = ['call', 'ring', 'leave-message', 'forward', 'do-not-disturb'];
/** Seconds of a message that somebody leaves. */
const spoken = 4;

/** The telephones of the employees. */
export class TeamingTelephones implements Telephones {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  all(): readonly Telephone[] {
    return this.#parts.company.all.map((employee) => this.#telephone(employee));
  }

  calls(): readonly LiveCall[] {
    return this.#parts.switchboard.conversations.map((conversation) => ({
      id: conversation.trackingId,
      ends: sidesOf(conversation).map(({ party, half }) => ({
        name: [party.name, party.number].filter(Boolean).join(' '),
        progress: half ? progressOf(half) : conversation.answered ? 'active' : 'calling',
      })),
    }));
  }

  idOf(nameOrNumber: string): string | undefined {
    const { company } = this.#parts;
    return (company.byNumber(nameOrNumber) ?? company.byNumber(nameOrNumber.replace(/[ ()./-]/g, '')))?.userId;
  }

  leads(number: string): boolean {
    return this.idOf(number) !== undefined || /^\+?\d{6,15}$/.test(number.replace(/[ ()./-]/g, ''));
  }

  outsideHangsUp(live: string): void {
    const { switchboard } = this.#parts;
    const conversation = switchboard.conversations.find(({ trackingId }) => trackingId === live);
    const outside = conversation && sidesOf(conversation).find(({ half }) => !half);
    if (!conversation || !outside) throw new Error('nobody outside is in that call');
    switchboard.release(conversation, outside);
  }

  act(id: string, action: TelephoneAction, values: Readonly<Record<string, unknown>>): void {
    const { company, services, switchboard, voicemail } = this.#parts;
    const employee = company.byId(id);
    if (!employee) throw new Error(`there is no user "${id}"`);
    const from = () => ({ number: requiredTextIn(values, 'from'), ...named(textIn(values, 'name')) });
    switch (action) {
      case 'call':
        switchboard.clickToDial(id, requiredTextIn(values, 'to'));
        return;
      case 'ring':
        switchboard.incoming(from(), employee.didNumber);
        return;
      case 'leave-message':
        voicemail.leave(id, from(), spoken);
        return;
      case 'forward': {
        const to = textIn(values, 'to') ?? '';
        services.set(id, 'callForwardingAlways', { active: to !== '', ...(to && { forwardToPhoneNumber: to }) });
        return;
      }
      case 'do-not-disturb':
        services.set(id, 'doNotDisturb', { active: values['on'] === true });
        return;
      default:
        this.#withCall(id, action, requiredTextIn(values, 'call'));
    }
  }

  #telephone({ userId, firstName, lastName, didNumber, shortNumber }: Employee): Telephone {
    const { services, switchboard, voicemail } = this.#parts;
    return {
      id: userId,
      name: `${firstName} ${lastName}`,
      number: didNumber,
      kind: shortNumber,
      calls: switchboard.halvesOf(userId).map(({ half, conversation }) => ({
        id: half.callId,
        live: conversation.trackingId,
        progress: progressOf(half),
        others: [half.remote.name ?? half.remote.number],
        can: actionsOf(half),
      })),
      can,
      voiceMessages: voicemail.list(userId).filter(({ read }) => !read).length,
      doNotDisturb: services.get(userId, 'doNotDisturb').active,
      forward: services.destination(userId, 'callForwardingAlways') ?? '',
    };
  }

  #withCall(id: string, action: TelephoneAction, callId: string): void {
    const { switchboard } = this.#parts;
    const found = switchboard.halvesOf(id).find(({ half }) => half.callId === callId);
    if (!found) throw new Error('that call is over');
    const { half, conversation } = found;
    if (action === 'answer') switchboard.answer(half, conversation);
    else if (action === 'hold') switchboard.hold(half, conversation);
    else if (action === 'retrieve') switchboard.unhold(half, conversation);
    else if (action === 'hang-up') switchboard.release(conversation, sideOf(conversation, half));
    else throw new Error('a Teaming telephone cannot do that');
  }
}

const named = (name: string | undefined) => (name ? { name } : {});

const progress: Readonly<Record<TeamingCallState, CallProgress>> = {
  Alerting: 'ringing',
  Active: 'active',
  Held: 'held',
  'Remote Held': 'held',
  Released: 'ending',
};

function progressOf({ state, personality }: Half): CallProgress {
  return state === 'Alerting' && personality === 'Originator' ? 'calling' : progress[state];
}

function actionsOf({ state, personality }: Half): CallAction[] {
  return [
    ...(state === 'Alerting' && personality !== 'Originator' ? (['answer'] as const) : []),
    ...(state === 'Active' ? (['hold'] as const) : []),
    ...(state === 'Held' ? (['retrieve'] as const) : []),
    ...(state === 'Released' ? [] : (['hang-up'] as const)),
  ];
}
