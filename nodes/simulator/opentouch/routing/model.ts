import type { OpenTouch } from '../../../catalogue/static.ts';
import type { Subscriber } from '../exchange/index.ts';

/** Where calls go, as the reference has it. */
export type Destination = OpenTouch<'opentouch-routing', 'Destination'>;

/** A forwarding rule, as the reference has it. */
export type ForwardRoute = OpenTouch<'opentouch-routing', 'ForwardRoute'>;

/** What happens to a call that is not answered, as the reference has it. */
export type OverflowRoute = OpenTouch<'opentouch-routing', 'OverflowRoute'>;

/** Which telephones ring, as the reference has it. */
export type PresentationRoute = OpenTouch<'opentouch-routing', 'PresentationRoute'>;

/** A routing profile, as the reference has it. */
export type Profile = OpenTouch<'opentouch-routing', 'Profile'>;

/** A routing profile in short, as the reference has it. */
export type ProfileSummary = OpenTouch<'opentouch-routing', 'ProfileSummary'>;

/** How a user's calls are routed, as the reference has it. */
export type RoutingState = OpenTouch<'opentouch-routing', 'RoutingState'>;

/** Why a change of routing failed. */
export type Failure = Omit<OpenTouch<'opentouch-routing', 'OnRoutingManagementFailed'>, 'eventName' | 'loginName'>;

/** A destination that calls go to: its type, and its number where it needs one. */
export interface Chosen {
  readonly type: string;
  readonly number?: string;
}

/** Where calls go instead of ringing. A forward without a condition is immediate. */
export interface Diversion {
  readonly condition?: string;
  readonly to: Chosen;
}

/** What a profile holds, and what a user sets without one. */
export interface UserRoutes {
  /** What rings. */
  readonly presentation: readonly Chosen[];
  readonly forward?: Diversion | undefined;
  readonly currentDeviceId?: string | undefined;
}

/** A profile as the server keeps it. */
export interface StoredProfile {
  readonly id: string;
  readonly name: string;
  /** Default: what applies if nothing else does. Predefined: every user with the right devices has it. Personal: made by him. */
  readonly kind: 'default' | 'predefined' | 'personal';
  readonly routes: UserRoutes;
}

/** The profile that every user has. */
export const defaultProfileId = '0';

/** Deskphone, computer or mobile: which destination of a presentation route stands for a device. */
const byDevice: Readonly<Record<string, string>> = {
  DESKPHONE: 'OFFICE',
  DECT: 'OFFICE',
  SOFTPHONE: 'PC',
  MOBILE: 'MOBILE',
};

/** Destinations that ring by way of the nomadic device: any telephone of the public network. */
const nomadic: readonly string[] = ['HOME', 'OTHER'];

/** The id of a user's device elsewhere. */
export function nomadicDeviceOf({ user }: Subscriber): string | undefined {
  return user.devices?.find(({ type }) => type === 'NOMADIC')?.id;
}

/** Whether a device stands for a telephone elsewhere. */
export function isNomadic(presentation: readonly Chosen[]): boolean {
  return presentation.some(({ type }) => nomadic.includes(type));
}

/** Whether a device rings when these destinations are selected. */
export function rings({ user }: Subscriber, presentation: readonly Chosen[], deviceId: string): boolean {
  const type = user.devices?.find(({ id }) => id === deviceId)?.type ?? '';
  return type === 'NOMADIC' ? isNomadic(presentation) : presentation.some((chosen) => chosen.type === byDevice[type]);
}

/** All that calls of a user can be presented on. A home or another number needs a nomadic device. */
export function presentable(subscriber: Subscriber, homeNumber: string | undefined): Destination[] {
  const devices = subscriber.user.devices ?? [];
  const own = ['OFFICE', 'PC', 'MOBILE'].flatMap((type): Destination[] => {
    const device = devices.find((candidate) => byDevice[candidate.type ?? ''] === type);
    if (!device?.id) return [];
    return [{ type, deviceId: device.id, ...(device.associatedNumber && { number: device.associatedNumber }) }];
  });
  if (!nomadicDeviceOf(subscriber)) return own;
  return [...own, { type: 'HOME', ...(homeNumber && { number: homeNumber }) }, { type: 'OTHER' }];
}

/** What the default profile selects: all devices of the company. */
export function businessDevices(subscriber: Subscriber): Chosen[] {
  return presentable(subscriber, undefined).flatMap(({ type, deviceId }) => (deviceId ? [{ type }] : []));
}
