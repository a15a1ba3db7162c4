import { systems } from '../../catalogue/index.ts';
import { operationsOf } from '../../schema/describe.ts';
import { OrangeApi, type OrangeCall } from '../orange/gateway/api.ts';
import { refusalReply } from '../orange/gateway/errors.ts';
import type { Orange } from '../orange/index.ts';
import type { Adjustable } from '../server/control/settings.ts';
import type { Claim, Hint, Incoming, Reply, SimulatedSystem } from '../server/system.ts';
import { teamingCallView } from './calls/model.ts';
import { TeamingSwitchboard } from './calls/switchboard.ts';
import { teamingControls, teamingTables } from './control.ts';
import { type EventData, sentName } from './notifications/event.ts';
import { teamingSubscriptionHandlers } from './notifications/handlers.ts';
import { Notifier } from './notifications/notifier.ts';
import type { TeamingSubscription } from './notifications/subscriptions.ts';
import { type TeamingOptions, type TeamingSettings, teamingSettings } from './options.ts';
import { TeamingTelephones } from './telephones.ts';
import { TeamingCompany } from './users/company.ts';
import { teamingUserHandlers } from './users/handlers.ts';
import { checkScopes } from './users/permissions.ts';
import type { Employee } from './users/seed.ts';
import { type ServiceName, Services } from './users/services.ts';
import { VoiceMail } from './users/voicemail.ts';

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
  readonly actions: SimulatedSystem['actions'];
  readonly controls: SimulatedSystem['controls'];
  readonly settings: Adjustable<TeamingSettings>;
  readonly company: TeamingCompany;
  readonly services: Services;
  readonly voicemail: VoiceMail;
  readonly switchboard: TeamingSwitchboard;
  readonly notifier: Notifier;
  readonly switches: Notifier['switches'];
  readonly telephones: TeamingTelephones;
  readonly #api: OrangeApi;

  constructor({ gateway }: Orange, employees: readonly Employee[], options: TeamingOptions = {}) {
    this.settings = teamingSettings(options);
    const settings = () => this.settings.current;
    const company = new TeamingCompany(employees);
    const notifier = new Notifier(settings);
    const services = new Services((userId, name) => notifier.notify(userId, this.#serviceEvent(userId, name)));
    const voicemail = new VoiceMail(company, (userId) => notifier.notify(userId, this.#messageEvent(userId)));
    const switchboard = new TeamingSwitchboard({
      company,
      services,
      settings,
      notify: (type, half, conversation) =>
        notifier.notify(half.userId, { type: sentName(type), call: teamingCallView(half, conversation) }),
      recorded: (userId, from) => voicemail.leave(userId, from, spoken),
    });
    const parts = { settings: this.settings, company, services, voicemail, switchboard, notifier };
    this.company = company;
    this.services = services;
    this.voicemail = voicemail;
    this.switchboard = switchboard;
    this.notifier = notifier;
    this.switches = notifier.switches;
    this.telephones = new TeamingTelephones(parts);
    this.#api = new OrangeApi({
      gateway,
      realm: 'b2b',
      bases,
      operations: operationsOf(systems.teaming),
      handlers: {
        ...teamingUserHandlers({ settings, company, services, voicemail, switchboard }),
        ...teamingSubscriptionHandlers({
          settings,
          company,
          notifier,
          stateOf: (subscription) => this.#state(subscription),
        }),
      },
      understood: () => settings().dialects,
      optional: {
        'teaming-create-subscription': ['expires'],
        'teaming-renew-subscription': ['expires'],
      },
      permit: (call) => {
        if (gateway.settings.checkScopes) checkScopes(call.operation.type, call.grant, about(call));
      },
    });
    this.controls = teamingControls(parts);
    this.actions = {
      'expire-subscriptions': () => {
        for (const subscription of notifier.subscriptions.all) notifier.subscriptions.expire(subscription);
      },
      'drop-notification': () => notifier.failNext('drop'),
      'duplicate-notification': () => notifier.failNext('duplicate'),
      'reorder-notification': () => notifier.failNext('reorder'),
    };
  }

  readonly rowActions = {
    'users and services': {
      label: 'Switch',
      method: 'PUT',
      path: '/teaming/users/{userId}',
      field: { name: 'telephone', values: ['on', 'off'] },
    },
    subscriptions: { label: 'End', method: 'DELETE', path: '/teaming/subscriptions/{subscriptionId}' },
  } as const satisfies SimulatedSystem['rowActions'];

  observe(observer: (about: string, name: string, event: object) => void): void {
    this.notifier.observe((userId, data) => observer(userId, data.type, data));
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
  #state({ eventType, targetId, targetType }: TeamingSubscription): EventData {
    if (eventType === 'Voice Mail Message Summary') return this.#messageEvent(targetId);
    const service = servicePackages[eventType];
    if (service) return this.#serviceEvent(targetId, service);
    const users = targetType === 'User' ? [targetId] : this.company.all.map(({ userId }) => userId);
    const halves = users.flatMap((userId) => this.switchboard.halvesOf(userId));
    const calls = halves.map(({ half, conversation }) => teamingCallView(half, conversation));
    return { type: sentName('subscription-state'), calls };
  }

  #messageEvent(userId: string): EventData {
    return { type: sentName('voicemail'), messageSummary: this.voicemail.summary(userId) };
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
