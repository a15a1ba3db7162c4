import { systems } from '../../../catalogue/index.ts';
import { operationsOf } from '../../../schema/describe.ts';
import { FaultSwitches } from '../../server/faults/switches.ts';
import type { Claim, Hint, Incoming, SimulatedSystem } from '../../server/system.ts';
import { type CommunicationLog, comlogHandlers, communicationLog, tolerateTextIds } from '../comlog/index.ts';
import { conferenceHandlers } from '../conferences/handlers.ts';
import { directoryHandlers } from '../directory/handlers.ts';
import { Searches, tolerateNoLimit } from '../directory/searches.ts';
import { callHandlers, Exchange, isSubscriber } from '../exchange/index.ts';
import { Groups } from '../groups/groups.ts';
import { groupHandlers } from '../groups/handlers.ts';
import { Supervision } from '../groups/supervision.ts';
import { InstantMessaging } from '../im/index.ts';
import { claimAudio } from '../messaging/audio.ts';
import { messagingHandlers } from '../messaging/handlers.ts';
import { Messaging } from '../messaging/messaging.ts';
import { PresenceStates, presenceHandlers } from '../presence/index.ts';
import { Routing } from '../routing/index.ts';
import { Authentication } from '../sessions/authentication.ts';
import { sessionHandlers, tolerateApplicationName } from '../sessions/handlers.ts';
import { Sessions, type SimulatedSession } from '../sessions/sessions.ts';
import { claimChannel, subscriptionHandlers } from '../subscriptions/handlers.ts';
import { type SimulatedSubscription, SimulatedSubscriptions } from '../subscriptions/subscriptions.ts';
import { summaryHandlers } from '../summary/handlers.ts';
import { EventSummaries } from '../summary/summaries.ts';
import { Company } from '../users/company.ts';
import { announce, userHandlers } from '../users/handlers.ts';
import { company, type SeedUser } from '../users/seed.ts';
import { OpenTouchApi } from './api.ts';
import type { Notify, SimulatedUser } from './contract.ts';
import { accessRows, opentouchControls, snapshotOf } from './control.ts';
import { errorInfo } from './errors.ts';
import type { OperationHandler } from './operation.ts';
import { defaults, type OpenTouchOptions, openTouchFaults, type Settings } from './options.ts';
import { OpenTouchTelephones } from './telephones.ts';

const unavailable = 'the server is starting';

/** A whole OpenTouch server: login, sessions, all operations of the catalogue, notifications. */
export class SimulatedOpenTouch implements SimulatedSystem {
  readonly name = 'opentouch';
  readonly title = 'OpenTouch';
  readonly company: Company;
  readonly exchange: Exchange;
  readonly messaging: Messaging;
  readonly log: CommunicationLog;
  readonly summaries: EventSummaries;
  readonly searches: Searches;
  readonly groups: Groups;
  readonly telephones: OpenTouchTelephones;
  readonly actions: SimulatedSystem['actions'];
  readonly switches = new FaultSwitches(openTouchFaults);
  readonly controls: SimulatedSystem['controls'];
  readonly #sessions: Sessions;
  readonly #subscriptions: SimulatedSubscriptions;
  readonly #settings: Settings;
  readonly #handlers: Readonly<Record<string, OperationHandler>>;
  readonly #authentication: Authentication;
  readonly #api: OpenTouchApi;
  readonly #observers: Notify[];
  readonly #routing: Routing['states'];
  #readyAt = 0;

  constructor(options: OpenTouchOptions = {}) {
    const settings: Settings = { ...defaults, ...options, switches: this.switches };
    // What needs no session does not stand below the API's base address: the login answers it.
    const operations = operationsOf(systems.opentouch).filter(({ authentication }) => authentication !== 'nothing');
    this.#settings = settings;
    this.company = new Company(settings.users ?? company);
    const stateOf = (loginName: string) =>
      this.company.byLogin(loginName)?.user ? this.exchange.stateOf(loginName) : undefined;
    const isOnline = (loginName: string) => this.#subscriptions.reaches(loginName, 'OnImReceived');
    this.#subscriptions = new SimulatedSubscriptions(settings, stateOf, (loginName) => presence.refresh(loginName));
    const isOnThePhone = (loginName: string) => stateOf(loginName)?.userState === 'BUSY';
    const presence = new PresenceStates(this.company, this.notify, { isOnline, isOnThePhone });
    const im = new InstantMessaging(this.company, this.notify, isOnline);
    this.#observers = [presence.observe, im.observe];
    this.#sessions = new Sessions(settings.timeToLive, (session) => this.#forget(session));
    const routing = new Routing({ company: this.company, notify: this.notify, exchange: () => this.exchange });
    this.#routing = routing.states;
    this.exchange = new Exchange(this.company, this.notify, settings.timing, routing.states);
    this.messaging = new Messaging(this.company, this.exchange, this.notify);
    this.log = communicationLog(this.company, this.exchange, this.notify);
    this.summaries = this.#summaries();
    this.searches = new Searches(() => this.company.all, settings.searches);
    this.groups = new Groups(this.company, this.notify);
    this.company.huntingGroup = (pilot) => this.groups.huntingGroup(pilot);
    const supervision = new Supervision(this.exchange, this.groups, this.notify, () =>
      this.company.all.flatMap(({ loginName, user }) => (user ? loginName : [])),
    );
    const parts = { operations, settings, company: this.company, sessions: this.#sessions };
    this.#handlers = {
      ...callHandlers(this.exchange),
      ...sessionHandlers(parts),
      ...subscriptionHandlers({ ...parts, subscriptions: this.#subscriptions }),
      ...messagingHandlers({ ...parts, messaging: this.messaging, exchange: this.exchange }),
      ...summaryHandlers(this.summaries),
      ...comlogHandlers(this.log),
      ...directoryHandlers(this.searches),
      ...userHandlers(this.company, this.notify),
      ...presenceHandlers(this.company, presence),
      ...im.handlers,
      ...routing.handlers,
      ...groupHandlers({ directory: this.company, groups: this.groups, supervision, exchange: this.exchange }),
      ...conferenceHandlers(this.company, this.notify, this.exchange, settings.slides),
    };
    this.telephones = new OpenTouchTelephones({
      company: this.company,
      exchange: this.exchange,
      messaging: this.messaging,
      presence,
      routing: routing.states,
      groups: this.groups,
      handlers: this.#handlers,
    });
    this.#authentication = new Authentication(settings, this.company, this.#sessions);
    const tolerances = {
      'opentouch-open-session': tolerateApplicationName,
      'opentouch-start-search': tolerateNoLimit,
      'opentouch-acknowledge-com-records': tolerateTextIds,
    };
    this.#api = new OpenTouchApi({ ...parts, handlers: this.#handlers, tolerances });
    this.actions = {
      'cut-channels': () => this.cutChannels(),
      'expire-sessions': () => this.expireSessions(),
      'switch-over': (milliseconds) => this.switchOver(milliseconds),
    };
    this.controls = { ...opentouchControls(this), ...this.messaging.controls };
  }

  /** Sends an event about a user to every subscription that asked for it; chapters that follow others hear of it next. */
  readonly notify: Notify = (loginName, event) => {
    this.#subscriptions.notify(loginName, event);
    for (const observe of this.#observers) observe(loginName, event);
  };

  /** Whoever wants to know of every event is told of it from now on. */
  observe(observer: (about: string, name: string, event: object) => void): void {
    this.#observers.push((loginName, event) => observer(loginName, event.eventName, event));
  }

  sessions(): readonly SimulatedSession[] {
    return this.#sessions.all;
  }

  subscriptions(): readonly SimulatedSubscription[] {
    return this.#subscriptions.all;
  }

  /** Subscriptions whose channel is open. */
  channels(): readonly SimulatedSubscription[] {
    return this.#subscriptions.all.filter(({ channel }) => channel);
  }

  claim(incoming: Incoming): Claim | undefined {
    const parts = { settings: this.#settings, company: this.company, subscriptions: this.#subscriptions };
    const claim =
      this.#authentication.claim(incoming) ??
      this.#api.claim(incoming) ??
      claimChannel(incoming, parts) ??
      claimAudio(incoming, { messaging: this.messaging, sessions: this.#sessions });
    if (!claim || Date.now() >= this.#readyAt) return claim;
    return { ...claim, answer: () => this.refusal(503, 'NOT_READY') };
  }

  refusal(status: number, type?: string) {
    return errorInfo(status, type, status === 503 ? unavailable : 'switched on in the simulator');
  }

  /** Breaks every open channel; subscriptions and sessions stay. */
  cutChannels(): void {
    this.#subscriptions.cutChannels();
  }

  /** As if nobody had sent a request for too long. */
  expireSessions(): void {
    this.#sessions.closeAll();
  }

  /**
   * The other server of a redundant pair takes over: tokens, sessions and subscriptions are unknown to it, and it needs a while
   * (milliseconds) until it is ready. Calls go on.
   */
  switchOver(milliseconds = 5000): void {
    this.#readyAt = Date.now() + milliseconds;
    this.#subscriptions.cutChannels();
    this.#sessions.closeAll(true);
  }

  /** Adds a user while the server runs; administrators are notified. Throws when the name or the number is taken. */
  addUser(seed: SeedUser): SimulatedUser {
    const added = this.company.add(seed);
    const event = { eventName: 'OnUserCreated', user: added.user };
    if (added.user) this.notify(added.loginName, event);
    return added;
  }

  /** Changes the data of a user; he and his administrators are notified. */
  updateUser(loginName: string, changes: Partial<NonNullable<SimulatedUser['user']>>): void {
    const changed = this.company.update(loginName, changes);
    if (changed?.user) announce(this.notify, changed.user);
  }

  /** False: nobody of that name. His sessions end. */
  removeUser(loginName: string): boolean {
    for (const { identifier } of this.groups.of(loginName)) this.groups.removeMember(identifier, loginName);
    if (!this.company.remove(loginName)) return false;
    this.#routing.forget(loginName);
    for (const session of this.sessions()) {
      if (session.loginName === loginName || session.account === loginName) this.#sessions.close(session);
    }
    const event = { eventName: 'OnUserDeleted', loginName };
    this.notify(loginName, event);
    return true;
  }

  access() {
    return { users: accessRows(this.company) };
  }

  hints(origin: string): readonly Hint[] {
    const command = `curl -d '{"from":"+33140000000","to":"1001"}' ${origin}/simulator/calls`;
    return [{ what: 'To ring somebody from outside', command }];
  }

  async snapshot() {
    return { ...(await snapshotOf(this, this.#handlers)), mailboxes: this.messaging.rows() };
  }

  stop(): void {
    this.exchange.stop();
    this.searches.forget();
    this.#sessions.closeAll(true);
    this.#subscriptions.removeAll();
  }

  /** What waits for the users is counted where it is kept. */
  #summaries(): EventSummaries {
    const summaries = new EventSummaries(this.notify);
    const { callbacks } = this.exchange;
    summaries.count('missedCallsNb', (loginName) => this.log.missed(loginName));
    this.log.observe((loginName) => summaries.changed(loginName));
    summaries.count('voiceMessagesNb', (loginName) => this.messaging.unread(loginName));
    this.messaging.observe((loginName) => summaries.changed(loginName, true));
    summaries.count('callBackRequestsNb', (loginName) => {
      const user = this.company.byLogin(loginName);
      return isSubscriber(user) ? callbacks.count(user) : undefined;
    });
    callbacks.observe((loginName) => summaries.changed(loginName));
    return summaries;
  }

  #forget(session: SimulatedSession): void {
    this.searches.forget(session);
    for (const subscription of this.#subscriptions.ofSession(session)) this.#subscriptions.remove(subscription);
  }
}
