import type { OpenTouchEvents } from '../../../catalogue/static.ts';
import { type CallRouting, ownVoicemail, type RoutingOccasion, type Subscriber } from '../exchange/index.ts';
import type { Directory, Notify } from '../server/contract.ts';
import {
  type Chosen,
  type Diversion,
  defaultProfileId,
  isNomadic,
  nomadicDeviceOf,
  type Profile,
  presentable,
  type RoutingState,
  rings,
  type StoredProfile,
  type UserRoutes,
} from './model.ts';
import { firstProfiles } from './profiles.ts';
import { forwardView, overflowView, presentationView, profileView, summaryView } from './views.ts';

/** How the calls of one user are routed. */
export interface UserRouting {
  profiles: readonly StoredProfile[];
  /** Id of the profile that applies, or would if the user had set nothing of his own. */
  applied: string;
  /** What the user has set without a profile. */
  custom?: UserRoutes | undefined;
  overflow?: Diversion | undefined;
  /** The overflow was set by the user, and is no longer what the administrator declared. */
  ownOverflow: boolean;
  /** Where "another telephone" of the applied profile is. */
  otherNumber?: string | undefined;
  /** Personal profiles ever made. */
  made: number;
}

interface World {
  readonly directory: Directory;
  readonly notify: Notify;
  homeNumber(subscriber: Subscriber): string | undefined;
  /** Switches the user's nomadic device on or off. */
  connect(loginName: string, deviceId: string, state: 'IN_SERVICE' | 'OUT_OF_SERVICE'): void;
}

/** The routing of all users: what their clients are told of it, and what the exchange makes of it. */
export class RoutingStates implements CallRouting {
  readonly #world: World;
  readonly #users = new Map<string, UserRouting>();

  constructor(world: World) {
    this.#world = world;
  }

  of(subscriber: Subscriber): UserRouting {
    const { loginName, user } = subscriber;
    const known = this.#users.get(loginName);
    if (known) return known;
    const profiles = firstProfiles(subscriber);
    const fresh: UserRouting = {
      profiles,
      applied: defaultProfileId,
      ownOverflow: false,
      made: profiles.filter(({ kind }) => kind === 'personal').length,
      ...(user.voicemail && { overflow: { condition: 'NO_ANSWER', to: { type: 'VOICEMAIL' } } }),
    };
    this.#users.set(loginName, fresh);
    return fresh;
  }

  forget(loginName: string): void {
    this.#users.delete(loginName);
  }

  /** What holds now: the user's own settings, else the applied profile. */
  routesOf(subscriber: Subscriber): UserRoutes {
    const { custom, otherNumber } = this.of(subscriber);
    if (custom) return custom;
    const { routes } = this.applied(subscriber);
    const numbered = ({ type }: Chosen) => (type === 'OTHER' && otherNumber ? { type, number: otherNumber } : { type });
    return { ...routes, presentation: routes.presentation.map(numbered) };
  }

  applied(subscriber: Subscriber): StoredProfile {
    const { profiles, applied } = this.of(subscriber);
    return profiles.find(({ id }) => id === applied) ?? (profiles[0] as StoredProfile);
  }

  presents(subscriber: Subscriber, deviceId: string): boolean {
    return rings(subscriber, this.routesOf(subscriber).presentation, deviceId);
  }

  diversion(subscriber: Subscriber, occasion: RoutingOccasion): string | undefined {
    const { forward } = this.routesOf(subscriber);
    // An overflow does not apply beside a forward.
    const diversion = forward ?? this.of(subscriber).overflow;
    if (!diversion || !holds(diversion.condition, occasion)) return undefined;
    return diversion.to.type === 'VOICEMAIL' ? ownVoicemail : diversion.to.number;
  }

  currentDevice(subscriber: Subscriber): string | undefined {
    return this.routesOf(subscriber).currentDeviceId;
  }

  stateOf(subscriber: Subscriber): RoutingState {
    const { profiles, custom, overflow, ownOverflow } = this.of(subscriber);
    const routes = this.routesOf(subscriber);
    const all = presentable(subscriber, this.#world.homeNumber(subscriber));
    const current = routes.currentDeviceId ?? firstDevice(routes, all);
    return {
      ...(!custom && !ownOverflow && { appliedProfile: summaryView(this.applied(subscriber)) }),
      activableProfiles: profiles.map(summaryView),
      presentationRoutes: presentationView(routes, all),
      forwardRoutes: forwardView(routes.forward, this.#world.directory),
      overflowRoutes: overflowView(overflow, this.#world.directory),
      ...(current && { currentDeviceId: current }),
    };
  }

  profilesOf(subscriber: Subscriber): Profile[] {
    const all = presentable(subscriber, this.#world.homeNumber(subscriber));
    return this.of(subscriber).profiles.map((profile) => profileView(profile, all, this.#world.directory));
  }

  /** Tells everybody concerned that calls are routed differently now. */
  changed(subscriber: Subscriber, requestId?: string): void {
    const { loginName } = subscriber;
    const device = nomadicDeviceOf(subscriber);
    const away = isNomadic(this.routesOf(subscriber).presentation);
    if (device) this.#world.connect(loginName, device, away ? 'IN_SERVICE' : 'OUT_OF_SERVICE');
    const event: OpenTouchEvents['OnRoutingStateChanged'] = {
      eventName: 'OnRoutingStateChanged',
      loginName,
      ...(requestId && { requestId }),
      routingState: this.stateOf(subscriber),
    };
    this.#world.notify(loginName, event);
  }
}

/** Whether a condition is met. Without one, calls are diverted before they ring. */
function holds(condition: string | undefined, occasion: RoutingOccasion): boolean {
  if (condition === undefined) return occasion === 'ALWAYS';
  return condition === 'BUSY_NO_ANSWER' ? occasion !== 'ALWAYS' : condition === occasion;
}

function firstDevice({ presentation }: UserRoutes, all: ReturnType<typeof presentable>): string | undefined {
  return all.find(({ type, deviceId }) => deviceId && presentation.some((chosen) => chosen.type === type))?.deviceId;
}
