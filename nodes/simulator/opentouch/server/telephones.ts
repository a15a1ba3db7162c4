import type {
  CallAction,
  CallProgress,
  HuntingGroupState,
  LiveCall,
  Telephone,
  TelephoneAction,
} from '../../page/state.ts';
import type { Telephones } from '../../page/telephones.ts';
import { requiredTextIn, textIn } from '../../server/control/body.ts';
import { type Exchange, isSubscriber, type PhoneCall, type Subscriber } from '../exchange/index.ts';
import type { CallView, PartyInfo } from '../exchange/model.ts';
import { callTargetOf, withoutSeparators } from '../exchange/parties.ts';
import type { Groups } from '../groups/groups.ts';
import type { Messaging } from '../messaging/messaging.ts';
import { type PresenceStates, settable } from '../presence/presence.ts';
import type { RoutingStates } from '../routing/state.ts';
import type { Company } from '../users/company.ts';
import type { OperationHandler } from './operation.ts';

interface Parts {
  readonly company: Company;
  readonly exchange: Exchange;
  readonly messaging: Messaging;
  readonly presence: PresenceStates;
  readonly routing: RoutingStates;
  readonly groups: Groups;
  /** The operations of the API, which a telephone of the page uses as a client does. */
  readonly handlers: Readonly<Record<string, OperationHandler>>;
}

const progress: Readonly<Record<string, CallProgress>> = {
  RINGING_INCOMING: 'ringing',
  DIALING: 'calling',
  RINGING_OUTGOING: 'calling',
  ACTIVE: 'active',
  HELD: 'held',
  RELEASING: 'ending',
};

const always: readonly TelephoneAction[] = ['call', 'ring', 'forward', 'presence', 'message'];

type Values = Readonly<Record<string, unknown>>;
type Requested = { readonly ids?: Readonly<Record<string, string>>; readonly body?: unknown };

/** The users' telephones. Whatever is done with them is done by the operations of the API, as if their owner had asked. */
export class OpenTouchTelephones implements Telephones {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  all(): readonly Telephone[] {
    return this.#parts.company.all.filter(isSubscriber).map((subscriber) => this.#telephone(subscriber));
  }

  calls(): readonly LiveCall[] {
    return [...this.#parts.exchange.switchboard.calls.values()].map(liveCall);
  }

  groups(): readonly HuntingGroupState[] {
    return this.#parts.groups.all.flatMap(({ identifier: id, name, hunting, members }) => {
      if (!hunting) return [];
      const { pilot: number, order, overflow = '' } = hunting;
      const agents = [...members].flatMap(([login, { rights, roles }]) =>
        rights.includes('AGENT') ? [{ id: login, name: this.#nameOf(login), loggedIn: roles.includes('AGENT') }] : [],
      );
      return [{ id, name, number, order, overflow, agents }];
    });
  }

  idOf(nameOrNumber: string): string | undefined {
    const { company } = this.#parts;
    const digits = withoutSeparators(nameOrNumber);
    const found = company.byLogin(nameOrNumber) ?? company.byNumber(nameOrNumber) ?? company.byNumber(digits);
    return isSubscriber(found) ? found.loginName : undefined;
  }

  leads(number: string): boolean {
    return callTargetOf(this.#parts.company, number, undefined) !== undefined;
  }

  outsideHangsUp(live: string): void {
    this.#parts.exchange.hangUp(live);
  }

  async act(id: string, action: TelephoneAction, values: Values): Promise<void> {
    const group = this.groups().find((one) => one.id === id);
    if (group && action === 'ring') {
      this.#parts.exchange.placeCall(requiredTextIn(values, 'from'), group.number, textIn(values, 'name'));
      return;
    }
    const subscriber = this.#parts.exchange.subscriber(id);
    const { companyPhone = '' } = subscriber.user;
    switch (action) {
      case 'call': {
        const deviceId = this.#parts.exchange.switchboard.devices.main(subscriber);
        const body = { deviceId, callee: requiredTextIn(values, 'to'), autoAnswer: true };
        await this.#run('make-call', subscriber, { body });
        return;
      }
      case 'ring':
        this.#parts.exchange.placeCall(requiredTextIn(values, 'from'), companyPhone, textIn(values, 'name'));
        return;
      case 'leave-message':
        this.#parts.messaging.leave(id, requiredTextIn(values, 'from'));
        return;
      case 'forward':
        return this.#forward(subscriber, textIn(values, 'to') ?? '');
      case 'presence':
        await this.#run('set-basic-presence', subscriber, {
          body: { type: 'basic', value: textIn(values, 'value') ?? '' },
        });
        return;
      case 'message':
        return this.#message(subscriber, requiredTextIn(values, 'to'), requiredTextIn(values, 'text'));
      case 'log-in':
      case 'log-out':
        return this.#setAgent(subscriber, requiredTextIn(values, 'group'), action === 'log-in');
      case 'do-not-disturb':
        throw new Error('an OpenTouch user has no such setting; divert the calls instead');
      default:
        await this.#withCall(subscriber, action, values);
    }
  }

  #telephone(subscriber: Subscriber): Telephone {
    const { loginName, user } = subscriber;
    const { company, exchange, messaging, presence, routing } = this.#parts;
    const { forward } = routing.routesOf(subscriber);
    const voiceMessages = messaging.unread(loginName);
    return {
      id: loginName,
      name: this.#nameOf(loginName),
      number: user.companyPhone ?? '',
      kind: company.byLogin(loginName)?.user?.type === 'MULTIMEDIA' ? 'multimedia' : 'standard',
      calls: exchange.stateOf(loginName).calls.map((call) => ({
        id: call.callRef ?? '',
        live: call.callRef ?? '',
        progress: progress[call.callData?.state ?? ''] ?? 'ending',
        others: (call.participants ?? []).map(({ identity }) => nameOf(identity)),
        can: actionsOf(call),
      })),
      can: voiceMessages === undefined ? always : [...always, 'leave-message'],
      ...(voiceMessages !== undefined && { voiceMessages }),
      forward: forward ? (forward.to.type === 'VOICEMAIL' ? 'voicemail' : (forward.to.number ?? '')) : '',
      presence: presence.one(loginName, 'basic').value ?? '',
      presences: settable.basic,
    };
  }

  async #withCall(subscriber: Subscriber, action: CallAction, values: Values): Promise<void> {
    const callRef = requiredTextIn(values, 'call');
    const call = this.#parts.exchange.stateOf(subscriber.loginName).calls.find((one) => one.callRef === callRef);
    if (!call) throw new Error('that call is over');
    const deviceId = legFor(call, action);
    const ids = { callRef };
    const to = () => requiredTextIn(values, 'to');
    switch (action) {
      case 'answer':
      case 'hold':
      case 'retrieve':
        await this.#run(`${action}-call`, subscriber, { ids, body: { deviceId } });
        return;
      case 'transfer':
        await this.#run('blind-transfer-call', subscriber, { ids, body: { transferTo: to() } });
        return;
      case 'divert':
        await this.#run('redirect-call', subscriber, { ids, body: { redirectTo: to() } });
        return;
      case 'hang-up':
        await this.#run('release-call', subscriber, { ids });
    }
  }

  /** What cannot be set is told to the user by an event; here, the state tells. */
  async #forward(subscriber: Subscriber, number: string): Promise<void> {
    const destination = number === 'voicemail' ? { type: 'VOICEMAIL' } : { type: 'NUMBER', number };
    const forwardRoutes = number ? [{ destinations: [{ ...destination, selected: true }] }] : [];
    await this.#run('set-routes', subscriber, { body: { presentationRoutes: [], forwardRoutes } });
    const isSet = this.#parts.routing.routesOf(subscriber).forward !== undefined;
    if (isSet !== (number !== '')) throw new Error('this user’s calls cannot be diverted to there');
  }

  /** What does not work is told by an event, too. */
  async #setAgent(subscriber: Subscriber, groupId: string, loggedIn: boolean): Promise<void> {
    const { loginName } = subscriber;
    const newMemberRoles = [{ memberId: { loginName }, roles: loggedIn ? ['AGENT'] : [] }];
    await this.#run('change-group-role', subscriber, { ids: { groupId }, body: { newMemberRoles } });
    const agents = this.groups().find(({ id }) => id === groupId)?.agents ?? [];
    const isDone = agents.some((agent) => agent.id === loginName && agent.loggedIn === loggedIn);
    if (!isDone) throw new Error(`${loginName} cannot log in to ${groupId}: no telephone of theirs is in service`);
  }

  #nameOf(loginName: string): string {
    const { firstName = '', lastName = '' } = this.#parts.company.byLogin(loginName)?.user ?? {};
    return `${firstName} ${lastName}`.trim() || loginName;
  }

  async #message(subscriber: Subscriber, to: string, message: string): Promise<void> {
    const { reference = '' } = (await this.#run('open-im-call', subscriber, {})) ?? {};
    const recipient = this.#parts.company.byLogin(to)?.user?.instantMessagingId;
    if (!recipient) throw new Error(`"${to}" is nobody who takes instant messages`);
    const ids = { callRef: reference };
    await this.#run('add-im-participants', subscriber, { ids, body: { participantIds: [recipient] } });
    await this.#run('send-im', subscriber, { ids, body: { message, recipients: [] } });
    await this.#run('close-im-call', subscriber, { ids });
  }

  async #run(operation: string, caller: Subscriber, { ids = {}, body }: Requested) {
    return this.#parts.handlers[`opentouch-${operation}`]?.({
      caller,
      loginName: caller.loginName,
      ids,
      query: new URLSearchParams(),
      body,
      token: '',
      url: new URL('http://localhost'),
    });
  }
}

function liveCall({ ref, parties }: PhoneCall): LiveCall {
  const ends = parties.map(({ identity, state }) => ({
    name: nameOf(identity),
    progress: progress[state] ?? 'ending',
  }));
  return { id: ref, ends };
}

function nameOf(identity: PartyInfo | undefined): string {
  if (!identity) return 'anonymous';
  const { firstName, lastName, id } = identity;
  const name = [firstName, lastName].filter(Boolean).join(' ');
  return [name, id?.phoneNumber].filter(Boolean).join(' ') || 'unknown';
}

/** By the capabilities that the server tells its clients, too. */
function actionsOf(call: CallView): CallAction[] {
  const { capabilities = {}, state } = call.callData ?? {};
  const actions: readonly [CallAction, boolean][] = [
    ['answer', legFor(call, 'answer') !== undefined],
    ['hold', legFor(call, 'hold') !== undefined],
    ['retrieve', legFor(call, 'retrieve') !== undefined],
    ['transfer', capabilities.blindTransfer === true],
    ['divert', capabilities.redirect === true],
    ['hang-up', capabilities.terminate === true && state !== 'RELEASING'],
  ];
  return actions.flatMap(([action, isPossible]) => (isPossible ? [action] : []));
}

function legFor({ legs = [] }: CallView, action: CallAction): string | undefined {
  if (action !== 'answer' && action !== 'hold' && action !== 'retrieve') return undefined;
  return legs.find(({ capabilities }) => capabilities?.[action])?.deviceId;
}
