import { systems } from '../../catalogue/index.ts';
import { operationsOf } from '../../runtime/describe.ts';
import { OrangeApi, type OrangeCall } from '../orange/api.ts';
import { refusalReply } from '../orange/errors.ts';
import type { Orange } from '../orange/index.ts';
import type { Adjustable } from '../settings.ts';
import type { Claim, Hint, Incoming, Reply, SimulatedSystem } from '../system.ts';
import { callView } from './calls/model.ts';
import { Switchboard } from './calls/switchboard.ts';
import { Company } from './company.ts';
import { teamingControls, teamingTables } from './control.ts';
import { userHandlers } from './handlers.ts';
import type { EventData } from './notifications/event.ts';
import { Notifier } from './notifications/notifier.ts';
import type { Subscription } from './notifications/subscriptions.ts';
import { settingsFrom, type TeamingOptions, type TeamingSettings } from './options.ts';
import { permit } from './permissions.ts';
import type { Employee } from './seed.ts';
import { type ServiceName, Services } from './services.ts';
import { subscriptionHandlers } from './subscription-handlers.ts';
import { VoiceMail } from './voicemail.ts';

export type { TeamingOptions } from './options.ts';

/** Where the API stands: the vendor's page shows it with a version once, and without one everywhere else. */
const bases = ['/teaming', '/teaming/v1'];
/** Seconds of a message that a caller leaves by calling. */
const spoken = 4;

/** Packages that tell of a service. */
const servicePackages: Readonly<Record<string, ServiceName>> = {
  'Do Not Disturb': 'doNotDisturb',
  'Call Forwarding Always': 'callForwardingAlways',
  'Call Forwarding Busy': 'callForwardingBusy',
  'Call Forwarding No Answer': 'callForwardingNoAnswer',
};

/** A company with its telephones, voice mail and services, and those who want to be told of them. */
export class Teaming implements SimulatedSystem {
  readonly name = 'teaming';
  readonly title = 'Orange Teaming';
  /** Operations of the catalogue that nothing here answers. */
  readonly missing: readonly string[];
  readonly actions: SimulatedSystem['actions'];
  readonly controls: SimulatedSystem['controls'];
  readonly settings: Adjustable<TeamingSettings>;
  readonly company: Company;
  readonly services: Services;
  readonly voicemail: VoiceMail;
  readonly switchboard: Switchboard;
  readonly notifier: Notifier;
  readonly #api: OrangeApi;

  constructor({ gateway }: Orange, employees: readonly Employee[], options: TeamingOptions = {}) {
    this.settings = settingsFrom(options);
    const settings = () => this.settings.current;
    const company = new Company(employees);
    const notifier = new Notifier(settings);
    const services = new Services((userId, name) => notifier.tell(userId, this.#serviceEvent(userId, name)));
    const voicemail = new VoiceMail(company, (userId) => notifier.tell(userId, this.#messageEvent(userId)));
    const switchboard = new Switchboard({
      company,
      services,
      settings,
      told: (type, half, conversation) => notifier.tell(half.userId, { type, call: callView(half, conversation) }),
      recorded: (userId, from) => voicemail.leave(userId, from, spoken),
    });
    const parts = { settings: this.settings, company, services, voicemail, switchboard, notifier };
    this.company = company;
    this.services = services;
    this.voicemail = voicemail;
    this.switchboard = switchboard;
    this.notifier = notifier;
    this.#api = new OrangeApi({
      gateway,
      realm: 'b2b',
      bases,
      operations: operationsOf(systems.teaming),
      handlers: {
        ...userHandlers({ settings, company, services, voicemail, switchboard }),
        ...subscriptionHandlers({ settings, company, notifier, stateOf: (subscription) => this.#state(subscription) }),
      },
      understood: () => settings().dialects,
      optional: {
        'teaming-create-subscription': ['expires'],
        'teaming-renew-subscription': ['expires'],
      },
      permit: (call) => {
        if (gateway.settings.checkScopes) permit(call.operation.type, call.grant, about(call));
      },
    });
    this.missing = this.#api.missing;
    this.controls = teamingControls(parts);
    this.actions = {
      'expire-subscriptions': () => {
        for (const subscription of notifier.subscriptions.all) notifier.subscriptions.expire(subscription);
      },
      'drop-notification': () => notifier.mishap('drop'),
      'duplicate-notification': () => notifier.mishap('duplicate'),
      'reorder-notification': () => notifier.mishap('reorder'),
    };
  }

  claim(incoming: Incoming): Claim | undefined {
    return this.#api.claim(incoming);
  }

  refusal(status: number, type?: string): Reply {
    return refusalReply(status, type);
  }

  access(origin: string) {
    return {
      addresses: bases.map((base) => ({ what: 'base URL', address: `${origin}${base}` })),
      users: this.company.all.map(({ userId, firstName, lastName, didNumber, shortNumber, admin, refreshToken }) => ({
        userId,
        name: `${firstName} ${lastName}`,
        number: didNumber,
        short: shortNumber,
        role: admin ? 'administrator' : 'user',
        'refresh token': refreshToken ?? '',
      })),
    };
  }

  hints(origin: string): readonly Hint[] {
    const post = (path: string, body: object) =>
      `curl -d '${JSON.stringify(body)}' ${origin}/simulator/teaming/${path}`;
    const [to = ''] = this.company.all.map(({ didNumber }) => didNumber);
    const from = '+33140000000';
    return [
      { what: 'To ring somebody from outside', command: post('calls', { from, to }) },
      { what: 'To leave a voice message', command: post('messages', { from, to, seconds: 5 }) },
    ];
  }

  async snapshot() {
    return teamingTables(this);
  }

  stop(): void {
    this.switchboard.stop();
    this.notifier.stop();
  }

  /** How things are with what a subscription is about. */
  #state({ eventType, targetId, targetType }: Subscription): EventData {
    if (eventType === 'Voice Mail Message Summary') return this.#messageEvent(targetId);
    const service = servicePackages[eventType];
    if (service) return this.#serviceEvent(targetId, service);
    const users = targetType === 'User' ? [targetId] : this.company.all.map(({ userId }) => userId);
    const halves = users.flatMap((userId) => this.switchboard.halvesOf(userId));
    const calls = halves.map(({ half, conversation }) => callView(half, conversation));
    return { type: 'CallSubscriptionEvent', calls };
  }

  #messageEvent(userId: string): EventData {
    return { type: 'VoiceMailMessageSummaryEvent', messageSummary: this.voicemail.summary(userId) };
  }

  #serviceEvent(userId: string, name: ServiceName): EventData {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Event`;
    return { type, info: this.services.get(userId, name) };
  }
}

/** Whom a request is about, if anybody in particular. A group or the whole company is nobody's own. */
function about({ fields }: OrangeCall): string | undefined {
  const { userId, targetId, targetType = 'User' } = fields;
  const subject = userId ?? (targetType === 'User' ? targetId : `${targetType} ${targetId}`);
  return subject === undefined ? undefined : String(subject);
}
