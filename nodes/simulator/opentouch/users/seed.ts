import type { OpenTouch } from '../../../catalogue/static.ts';

type User = OpenTouch<'opentouch-users', 'User'>;

/** A user's preferences, as the reference has them. */
export type Preferences = OpenTouch<'opentouch-users', 'UserPreferences'>;
type Device = NonNullable<User['devices']>[number];

/** Somebody who can log in. An administrator has no `user`. */
export interface SeedUser {
  readonly loginName: string;
  readonly password: string;
  readonly user?: User;
  readonly preferences?: Preferences;
}

const basic = ['TELEPHONY_BASIC'];
const advanced = ['TELEPHONY_BASIC', 'TELEPHONY_ADVANCED', 'MESSAGING'];
const everything = [...advanced, 'CONFERENCING'];

const deskphone = (id: string, subType: string): Device => ({ type: 'DESKPHONE', id, label: 'Desk', subType });
const softphone = (id: string): Device => ({ type: 'SOFTPHONE', id, label: 'Computer', subType: 'MYICSIP' });
const nomadic = (loginName: string): Device => ({
  type: 'NOMADIC',
  id: `NOMADIC_${loginName}`,
  label: 'Other phone',
  subType: 'NOMADIC_OTHER',
});
const mobile = (number: string): Device => ({
  type: 'MOBILE',
  id: `MOBILE_${number.slice(-9)}`,
  label: 'Mobile',
  subType: 'MOBILE_ANDROID',
  associatedNumber: number,
});

/** Dials 0 for an outside line, for numbers longer than five digits; toll-free numbers of the house are an exception. */
const dialingRule: NonNullable<User['dialingRule']> = {
  countryCode: 'FR',
  externalPrefix: '0',
  addPfxForNbLength: 5,
  areaCode: '1',
  exceptionRules: [{ lengthException: 6, beginPatternException: '88' }],
};

/** In small letters, without accents. */
const plain = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What the members of the company have in common. Only names, number and what makes him special is said of each. */
export function member(person: Partial<User> & { loginName: string; companyPhone: string }): User {
  const { loginName, companyPhone, firstName = loginName, lastName = '' } = person;
  const address = plain([firstName, lastName].filter(Boolean).join('.'));
  const standard = person.type !== 'MULTIMEDIA';
  return {
    salutation: 'MRS',
    firstName,
    lastName,
    companyEmail: `${address}@lumiere.example`,
    instantMessagingId: `${loginName}@im.lumiere.example`,
    sipUri: `sip:${companyPhone}@lumiere.example`,
    type: 'STANDARD',
    site: 'Lyon',
    department: 'Sales',
    vcardPath: `/vcard/${loginName}`,
    voicemail: standard ? { number: '1900', type: 'VM_4645' } : { number: '1999', type: 'VM_LOCAL_STORAGE' },
    devices: [deskphone(companyPhone, standard ? 'NOE_C_Color_IP' : 'VHE8082')],
    dialingRule,
    apiRights: advanced,
    applicationRights: standard
      ? ['DESKTOP', 'VOICE_MAIL']
      : ['DESKTOP', 'BUSINESS_COMMUNICATIONS', 'NOMADIC', 'VOICE_MAIL'],
    ...person,
  };
}

type Newcomer = readonly [firstName: string, lastName: string, department: string, apiRights?: string[]];

const newcomers: readonly Newcomer[] = [
  ['Hugo', 'Girard', 'Purchasing'],
  ['Inès', 'Roux', 'Support'],
  ['Jules', 'Fontaine', 'Sales'],
  ['Karim', 'Benali', 'Workshop'],
  ['Léa', 'Chevalier', 'Accounting'],
  ['Marc', 'Robin', 'Sales'],
  ['Nora', 'Perrin', 'Marketing'],
  ['Oscar', 'Blanchard', 'Workshop', everything],
  ['Paula', 'Guérin', 'Support'],
  ['Quentin', 'Faure', 'Logistics'],
  ['Rosa', 'Colin', 'Sales'],
  ['Samir', 'Haddad', 'Support'],
  ['Tessa', 'Meyer', 'Support'],
  ['Ugo', 'Leroy', 'Logistics'],
  ['Vera', 'Simon', 'Reception'],
];

/** Vera's colleagues at the reception, and others. */
const latecomers: readonly Newcomer[] = [
  ['Wassim', 'Ferrand', 'Reception'],
  ['Xavier', 'Noël', 'Reception'],
  ['Yara', 'Morel', 'Reception'],
  ['Adèle', 'Lambert', 'Sales'],
  ['Basile', 'Garnier', 'Workshop'],
  ['Clara', 'Rey', 'Support'],
  ['Diego', 'Marchand', 'Logistics'],
  ['Emma', 'Vidal', 'Marketing'],
  ['Félix', 'Olivier', 'Support'],
  ['Gabin', 'Roche', 'Purchasing'],
];

/** People with one extension after the other. */
function peopleFrom(first: number, names: readonly Newcomer[]): readonly User[] {
  return names.map(([firstName, lastName, department, apiRights], index) =>
    member({
      loginName: plain(firstName),
      companyPhone: String(first + index),
      firstName,
      lastName,
      department,
      ...(apiRights && { apiRights }),
    }),
  );
}

const people: readonly User[] = [
  member({
    loginName: 'alice',
    companyPhone: '1001',
    firstName: 'Alice',
    lastName: 'Martin',
    type: 'MULTIMEDIA',
    devices: [deskphone('1001', 'VHE8082'), softphone('1101'), mobile('+33639980001'), nomadic('alice')],
    apiRights: everything,
    applicationRights: ['BUSINESS_COMMUNICATIONS', 'CONFERENCING', 'DESKTOP', 'NOMADIC', 'MOBILE', 'VOICE_MAIL'],
  }),
  member({
    loginName: 'bob',
    companyPhone: '1002',
    salutation: 'MR',
    firstName: 'Bob',
    lastName: 'Bernard',
    devices: [
      deskphone('1002', 'NOE_C_Color_IP'),
      { type: 'DECT', id: '1102', label: 'Warehouse', subType: 'DECT_8262' },
    ],
    department: 'Logistics',
  }),
  member({
    loginName: 'carol',
    companyPhone: '1003',
    firstName: 'Carol',
    lastName: 'Dubois',
    type: 'MULTIMEDIA',
    devices: [deskphone('1003', 'SIP_8068'), softphone('1103'), nomadic('carol')],
    apiRights: everything,
    department: 'Support',
  }),
  member({ loginName: 'dave', companyPhone: '1004', salutation: 'MR', firstName: 'Dave', lastName: 'Petit' }),
  member({ loginName: 'erin', companyPhone: '1005', salutation: 'MISS', firstName: 'Érin', lastName: 'Lefèvre' }),
  member({
    loginName: 'frank',
    companyPhone: '1006',
    salutation: 'MR',
    firstName: 'Frank',
    lastName: 'Moreau',
    site: 'Paris',
    department: 'Management',
  }),
  member({
    loginName: 'grace',
    companyPhone: '1007',
    firstName: 'Grace',
    lastName: 'Laurent',
    department: 'Reception',
    apiRights: basic,
    applicationRights: [],
  }),
  // So many that each example can have somebody of its own.
  ...peopleFrom(1010, newcomers),
  ...peopleFrom(1040, latecomers),
];

const preferences: Readonly<Record<string, Preferences>> = {
  alice: {
    guiLanguage: 'fr',
    tuiLanguage: 'fr',
    professionalMobile: '+33639980001',
    telephony: { clirMode: 'INACTIVE' },
  },
  bob: { guiLanguage: 'en_GB', personalMobile: '+33639980002', colleague: '1001', telephony: { clirMode: 'INACTIVE' } },
  erin: { guiLanguage: 'de', telephony: { clirMode: 'ACTIVE_NOT_UPDATABLE' } },
  grace: { guiLanguage: 'fr', telephony: { clirMode: 'NOT_SUPPORTED' } },
};

/** Numbers of connected sets that belong to nobody: the entrance and a meeting room. */
export const sets: readonly string[] = ['1090', '1091'];

/** An invented company with an invented password for everybody: the login name and `-secret`. */
export const company: readonly SeedUser[] = [
  ...people.map((user) => ({
    loginName: String(user.loginName),
    password: `${user.loginName}-secret`,
    user,
    preferences: preferences[String(user.loginName)] ?? { guiLanguage: 'fr', telephony: { clirMode: 'INACTIVE' } },
  })),
  { loginName: 'admin', password: 'admin-secret' },
  // A second one, so that two flows can each follow people of their own.
  { loginName: 'reception', password: 'reception-secret' },
];
