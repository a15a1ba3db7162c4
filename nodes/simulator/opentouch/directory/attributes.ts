import type { OpenTouch } from '../../../catalogue/static.ts';
import type { DirectoryEntry } from './people.ts';

type Properties = OpenTouch<'opentouch-directory', 'AttributeProperties'>;
type Contact = OpenTouch<'opentouch-directory', 'PartyInfo'>;

const searched = (label: string, type: Properties['type']): Properties => ({
  label,
  type,
  usableForDisplay: true,
  usableForSearch: true,
});
const shown = (label: string, type: Properties['type']): Properties => ({
  ...searched(label, type),
  usableForSearch: false,
});

/** What this server knows of people, by attribute. */
export const attributes: Readonly<Record<string, Properties>> = {
  lastName: searched('Last name', 'NAME'),
  firstName: searched('First name', 'NAME'),
  FULLNAME: searched('Full name', 'NAME'),
  'id.phoneNumber': searched('Phone number', 'PHONENUMBER'),
  MOBILEPHONE: searched('Mobile', 'PHONENUMBER'),
  'id.email': searched('E-mail', 'MAIL'),
  'id.loginName': searched('Login name', 'OTHER'),
  attribute1: searched('Company', 'OTHER'),
  attribute2: searched('Department', 'OTHER'),
  attribute3: searched('City', 'OTHER'),
  IMPP: searched('Instant messaging', 'OTHER'),
  OTNODE: shown('Node', 'OTHER'),
  VCARD: shown('Business card', 'OTHER'),
  PHOTO: shown('Photo', 'PHOTO'),
};

/** What an answer holds when nobody says what he wants. */
const usual = ['lastName', 'firstName', 'id.phoneNumber', 'id.email', 'id.loginName', 'VCARD', 'PHOTO', 'OTNODE'];

/** Where an attribute stands in a contact. */
const places: Readonly<Record<string, Exclude<keyof Contact, 'id'>>> = {
  lastName: 'lastName',
  firstName: 'firstName',
  FULLNAME: 'fullName',
  MOBILEPHONE: 'mobilePhone',
  attribute1: 'attribute1',
  attribute2: 'attribute2',
  attribute3: 'attribute3',
  attribute4: 'attribute4',
  attribute5: 'attribute5',
  OTNODE: 'otNode',
  VCARD: 'vcardPath',
  PHOTO: 'photo',
};
const ids: Readonly<Record<string, keyof NonNullable<Contact['id']>>> = {
  'id.phoneNumber': 'phoneNumber',
  'id.email': 'email',
  'id.loginName': 'loginName',
  IMPP: 'instantMessagingId',
};

/** An entry as the answers show it. */
export function contactOf(entry: DirectoryEntry, wanted: readonly string[] | undefined): Contact {
  const names = wanted?.length ? wanted : usual;
  const values = (map: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const place = map[name];
        const value = entry[name as keyof DirectoryEntry];
        return place && value !== undefined ? [[place, value]] : [];
      }),
    );
  const id = values(ids);
  return { ...(Object.keys(id).length > 0 && { id }), ...values(places) };
}
