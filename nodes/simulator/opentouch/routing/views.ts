import type { Directory } from '../server/contract.ts';
import type {
  Chosen,
  Destination,
  Diversion,
  ForwardRoute,
  OverflowRoute,
  PresentationRoute,
  Profile,
  ProfileSummary,
  StoredProfile,
  UserRoutes,
} from './model.ts';

/** All destinations that calls can be presented on, with what is selected. */
export function presentationView({ presentation }: UserRoutes, all: readonly Destination[]): PresentationRoute[] {
  const destinations = all.map((destination): Destination => {
    const chosen = presentation.find(({ type }) => type === destination.type);
    const acceptable = destination.type !== 'HOME' || destination.number !== undefined;
    return { ...destination, ...chosen, acceptable, selected: chosen !== undefined };
  });
  return [{ destinations }];
}

/** The forwarding rules of a user, as the reference has them. */
export function forwardView(forward: Diversion | undefined, directory: Directory): ForwardRoute[] {
  if (!forward) return [];
  const { condition, to } = forward;
  return [{ ...(condition && { forwardType: condition }), destinations: [destinationView(to, directory)] }];
}

/** The overflow rules of a user, as the reference has them. */
export function overflowView(overflow: Diversion | undefined, directory: Directory): OverflowRoute[] {
  if (!overflow) return [];
  const { condition = 'BUSY_NO_ANSWER', to } = overflow;
  return [{ overflowType: condition, destinations: [destinationView(to, directory)] }];
}

function destinationView({ type, number }: Chosen, directory: Directory): Destination {
  const user = number === undefined ? undefined : directory.byNumber(number)?.user;
  const { companyPhone, loginName, lastName, firstName, companyEmail } = user ?? {};
  return {
    type,
    ...(number && { number }),
    acceptable: true,
    selected: true,
    ...(user && {
      information: {
        ...(companyPhone && { phoneNumber: companyPhone }),
        ...(loginName && { loginName }),
        ...(lastName && { lastName }),
        ...(firstName && { firstName }),
        ...(companyEmail && { email: companyEmail }),
      },
    }),
  };
}

/** A profile in short, as the reference has it. */
export function summaryView({ id, name, kind }: StoredProfile): ProfileSummary {
  return { id, name, defaultProfile: kind === 'default' };
}

/** Predefined profiles have no name here: clients translate their ids. */
export function profileView(profile: StoredProfile, all: readonly Destination[], directory: Directory): Profile {
  const { id, name, kind, routes } = profile;
  const own = kind === 'personal';
  return {
    id,
    ...(own && { name }),
    defaultProfile: kind === 'default',
    activable: true,
    removable: own,
    renameable: own,
    updatable: own,
    presentationRoutes: presentationView(routes, all),
    forwardRoutes: forwardView(routes.forward, directory),
    ...(routes.currentDeviceId && { currentDeviceId: routes.currentDeviceId }),
  };
}
