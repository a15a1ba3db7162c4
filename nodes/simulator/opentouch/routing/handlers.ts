import type { OpenTouch, OpenTouchEvents } from '../../../catalogue/static.ts';
import type { Subscriber } from '../exchange/index.ts';
import { type Handlers, type Notify, type OperationAnswer, type OperationCall, Refused } from '../server/contract.ts';
import { type Checks, Failed, onlySelected, selected } from './checks.ts';
import { businessDevices, type Diversion, defaultProfileId, type StoredProfile, type UserRoutes } from './model.ts';
import { maxProfiles, takesNumber } from './profiles.ts';
import type { RoutingStates } from './state.ts';

type SetRoutes = OpenTouch<'opentouch-routing', 'SetRoutesRequest'>;
type SetOverflow = OpenTouch<'opentouch-routing', 'SetOverflowRoutesRequest'>;
type SaveProfile = OpenTouch<'opentouch-routing', 'SetProfileRequest'>;
type ApplyProfile = OpenTouch<'opentouch-routing', 'ApplyProfileRoutesRequest'>;

interface Parts {
  readonly states: RoutingStates;
  readonly checks: Checks;
  readonly notify: Notify;
  subscriber(loginName: string): Subscriber;
  /** The number that a standard user's calls overflow to as his associate. */
  setColleague(loginName: string, number: string): void;
}

const done: OperationAnswer = { status: 204 };

/** The handlers of chapter "Routing management", by node type. */
export function routingHandlers(parts: Parts): Handlers {
  const { states, checks, notify } = parts;
  const of = (call: OperationCall) => parts.subscriber(call.loginName);

  /** What cannot be done is told by an event; the request itself has been accepted. */
  const attempt = (
    subscriber: Subscriber,
    requestId: string | null | undefined,
    change: () => void,
  ): OperationAnswer => {
    try {
      change();
      states.changed(subscriber, requestId ?? undefined);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      const event: OpenTouchEvents['OnRoutingManagementFailed'] = {
        eventName: 'OnRoutingManagementFailed',
        loginName: subscriber.loginName,
        ...(requestId && { requestId }),
        ...error.failure,
      };
      notify(subscriber.loginName, event);
    }
    return done;
  };

  const forwardIn = (subscriber: Subscriber, { forwardRoutes }: Pick<SetRoutes, 'forwardRoutes'>) => {
    const wanted = (forwardRoutes ?? []).flatMap(({ forwardType, destinations }): Diversion[] => {
      const destination = onlySelected(destinations ?? []);
      if (!destination) return [];
      checks.condition(subscriber, forwardType ?? undefined);
      const to = checks.chosen(subscriber, 'ForwardRoute', destination);
      return [{ ...(forwardType && { condition: forwardType }), to }];
    });
    if (wanted.length > 1) throw new Failed('ERROR_BAD_PARAMETER_VALUE', 'only one forward route can be set');
    return wanted[0];
  };

  const routesIn = (subscriber: Subscriber, body: SetRoutes): UserRoutes => {
    const { presentationRoutes, currentDeviceId } = body;
    const destinations = selected((presentationRoutes ?? []).flatMap((route) => route.destinations));
    const presentation = destinations.map((one) => checks.chosen(subscriber, 'PresentationRoute', one));
    if (currentDeviceId && !subscriber.user.devices?.some(({ id }) => id === currentDeviceId)) {
      throw new Failed('ERROR_BAD_PARAMETER_VALUE', `${currentDeviceId} is none of the user's devices`);
    }
    return {
      presentation: presentation.length > 0 ? presentation : businessDevices(subscriber),
      forward: forwardIn(subscriber, body),
      ...(currentDeviceId && { currentDeviceId }),
    };
  };

  const profileOf = (subscriber: Subscriber, id: string): StoredProfile => {
    const found = states.of(subscriber).profiles.find((profile) => profile.id === id);
    if (!found) throw new Refused('NOT_FOUND', `no routing profile ${id}`);
    return found;
  };

  const personal = (subscriber: Subscriber, id: string): StoredProfile => {
    const found = profileOf(subscriber, id);
    if (found.kind !== 'personal') throw new Refused('NOT_ALLOWED', `profile ${id} is not one of the user's own`);
    return found;
  };

  const uniqueName = (subscriber: Subscriber, name: string, id?: string) => {
    if (!name.trim()) throw new Refused('BAD_PARAMETER', 'profileName is empty');
    if (states.of(subscriber).profiles.some((profile) => profile.name === name && profile.id !== id)) {
      throw new Refused('BAD_PARAMETER', `there is a profile "${name}" already`);
    }
  };

  /** Profiles are answered at once, so what is wrong with one is refused. */
  const savedRoutes = (subscriber: Subscriber, body: SaveProfile): UserRoutes => {
    try {
      return routesIn(subscriber, body);
    } catch (error) {
      throw error instanceof Failed ? new Refused('BAD_PARAMETER', error.message) : error;
    }
  };

  /** Replaces the profiles; who loses the one that applies is back on the default. */
  const setProfiles = (subscriber: Subscriber, profiles: readonly StoredProfile[]) => {
    const { loginName } = subscriber;
    const state = states.of(subscriber);
    state.profiles = profiles;
    if (!profiles.some(({ id }) => id === state.applied)) state.applied = defaultProfileId;
    const event: OpenTouchEvents['OnRoutingProfilesChanged'] = {
      eventName: 'OnRoutingProfilesChanged',
      loginName,
      profiles: states.profilesOf(subscriber),
    };
    notify(loginName, event);
    // The state names the profiles that there are.
    states.changed(subscriber);
  };

  const viewOf = (subscriber: Subscriber, id: string) => states.profilesOf(subscriber).find((one) => one.id === id);
  const wantsDetails = ({ query }: OperationCall) => query.get('details') === 'true';

  return {
    'opentouch-get-routing-capabilities': () => ({
      status: 200,
      body: {
        presentationRoute: true,
        forwardRoute: true,
        overflowRoute: true,
        currentDevice: true,
        manageProfile: true,
        applyProfileRoutes: true,
        maxProfiles,
      },
    }),

    'opentouch-set-routes': (call) => {
      const subscriber = of(call);
      const body = call.body as SetRoutes;
      return attempt(subscriber, body.requestId, () => {
        const routes = routesIn(subscriber, body);
        const plain = !routes.forward && !body.presentationRoutes?.length && !body.currentDeviceId;
        // Whoever wants nothing of his own any more is back on his profile.
        states.of(subscriber).custom = plain ? undefined : routes;
      });
    },

    'opentouch-set-overflow-routes': (call) => {
      const subscriber = of(call);
      const { overflowRoutes, requestId } = call.body as SetOverflow;
      return attempt(subscriber, requestId, () => {
        const [route, second] = overflowRoutes;
        const destination = onlySelected(route?.destinations ?? []);
        if (!route || !destination || second) {
          throw new Failed('ERROR_BAD_PARAMETER_VALUE', 'one overflow route with one destination is expected');
        }
        const to = checks.chosen(subscriber, 'OverflowRoute', destination);
        if (to.type === 'ASSOCIATE' && to.number) parts.setColleague(subscriber.loginName, to.number);
        Object.assign(states.of(subscriber), { overflow: { condition: route.overflowType, to }, ownOverflow: true });
      });
    },

    'opentouch-cancel-overflow-routes': (call) => {
      const subscriber = of(call);
      return attempt(subscriber, call.query.get('requestId'), () => {
        Object.assign(states.of(subscriber), { overflow: undefined, ownOverflow: false });
      });
    },

    'opentouch-get-routing-profiles': (call) => ({ status: 200, body: { profiles: states.profilesOf(of(call)) } }),

    'opentouch-delete-routing-profiles': (call) => {
      const subscriber = of(call);
      setProfiles(
        subscriber,
        states.of(subscriber).profiles.filter(({ kind }) => kind !== 'personal'),
      );
      return done;
    },

    'opentouch-create-routing-profile': (call) => {
      const subscriber = of(call);
      const body = call.body as SaveProfile;
      const state = states.of(subscriber);
      if (state.profiles.length >= maxProfiles) {
        throw new Refused('NOT_EXPECTED', `there are ${maxProfiles} profiles already, and that is the maximum`);
      }
      uniqueName(subscriber, body.profileName);
      const routes = savedRoutes(subscriber, body);
      const id = String(10 + state.made);
      state.made += 1;
      setProfiles(subscriber, [...state.profiles, { id, name: body.profileName, kind: 'personal', routes }]);
      return { status: 201, reference: id, ...(wantsDetails(call) && { body: viewOf(subscriber, id) }) };
    },

    'opentouch-get-routing-profile': (call) => {
      const subscriber = of(call);
      return { status: 200, body: viewOf(subscriber, profileOf(subscriber, call.ids['profileId'] ?? '').id) };
    },

    'opentouch-delete-routing-profile': (call) => {
      const subscriber = of(call);
      const { id } = personal(subscriber, call.ids['profileId'] ?? '');
      setProfiles(
        subscriber,
        states.of(subscriber).profiles.filter((profile) => profile.id !== id),
      );
      return done;
    },

    'opentouch-apply-routing-profile': (call) => {
      const subscriber = of(call);
      const { requestId, otherNumber } = call.body as ApplyProfile;
      const profile = profileOf(subscriber, call.ids['profileId'] ?? '');
      return attempt(subscriber, requestId, () => {
        const other = takesNumber(profile) && profile.kind === 'predefined';
        const destination = { type: 'OTHER', ...(otherNumber && { number: otherNumber }) };
        const number = other ? checks.chosen(subscriber, 'PresentationRoute', destination).number : undefined;
        const applied = { applied: profile.id, custom: undefined, ownOverflow: false, otherNumber: number };
        Object.assign(states.of(subscriber), applied);
      });
    },

    'opentouch-change-routing-profile': (call) => {
      const subscriber = of(call);
      const body = call.body as SaveProfile;
      const { id } = personal(subscriber, call.ids['profileId'] ?? '');
      uniqueName(subscriber, body.profileName, id);
      const changed: StoredProfile = {
        id,
        name: body.profileName,
        kind: 'personal',
        routes: savedRoutes(subscriber, body),
      };
      setProfiles(
        subscriber,
        states.of(subscriber).profiles.map((profile) => (profile.id === id ? changed : profile)),
      );
      return wantsDetails(call) ? { status: 200, body: viewOf(subscriber, id) } : done;
    },

    'opentouch-get-routing-state': (call) => ({ status: 200, body: states.stateOf(of(call)) }),
  };
}
