import type { Subscriber } from '../exchange/index.ts';
import { businessDevices, defaultProfileId, nomadicDeviceOf, type StoredProfile, type UserRoutes } from './model.ts';

/** Predefined and personal profiles that a user can have at most. */
export const maxProfiles = 6;

/** Personal profiles that people of the built-in company have made. */
const personal: Readonly<Record<string, readonly { readonly name: string; readonly routes: UserRoutes }[]>> = {
  alice: [
    { name: 'On the road', routes: { presentation: [{ type: 'MOBILE' }] } },
    {
      name: 'Do not disturb',
      routes: { presentation: [{ type: 'OFFICE' }], forward: { to: { type: 'VOICEMAIL' } } },
    },
  ],
  carol: [{ name: 'Concentrating', routes: { presentation: [{ type: 'PC' }] } }],
};

/** The profiles that a user begins with. Ids of predefined profiles have one digit, those of personal ones begin at 10. */
export function firstProfiles(subscriber: Subscriber): StoredProfile[] {
  const standard: StoredProfile = {
    id: defaultProfileId,
    name: 'DEFAULT',
    kind: 'default',
    routes: { presentation: businessDevices(subscriber) },
  };
  const made = (personal[subscriber.loginName] ?? []).map(
    (profile, index): StoredProfile => ({ ...profile, id: String(10 + index), kind: 'personal' }),
  );
  return [standard, ...awayFromDesk(subscriber), ...made];
}

function awayFromDesk(subscriber: Subscriber): StoredProfile[] {
  if (!nomadicDeviceOf(subscriber)) return [];
  const other: StoredProfile = {
    id: '1',
    name: 'OTHER',
    kind: 'predefined',
    routes: { presentation: [{ type: 'OTHER' }] },
  };
  const mobile = subscriber.user.devices?.some(({ type }) => type === 'MOBILE');
  const both = { presentation: [{ type: 'OTHER' }, { type: 'MOBILE' }] };
  return mobile ? [other, { id: '2', name: 'OTHER_AND_MOBILE', kind: 'predefined', routes: both }] : [other];
}

/** Whether applying the profile takes the number of another telephone. */
export function takesNumber({ routes }: StoredProfile): boolean {
  return routes.presentation.some(({ type }) => type === 'OTHER');
}
