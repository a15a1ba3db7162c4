import type { Codec } from '../catalogue/types.ts';
import { isObject, type Json } from './json.ts';
import { dialledNumber } from './phone-number.ts';

/** Reads a value from what it is on the wire; `undefined` when it cannot be had, `null` when it says that there is none. */
type Read = (wire: unknown, argument: string) => unknown;
type Write = (value: unknown, argument: string) => unknown;

const codecs: Readonly<Record<Codec[0], { readonly read: Read; readonly write: Write }>> = {
  phoneNumber: { read: (wire) => phoneNumberIn(textOf(wire)), write: (value) => value },
  displayName: { read: (wire) => displayNameIn(textOf(wire)), write: (value) => value },
  phoneParts: { read: phoneFromParts, write: partsOfPhone },
  personName: { read: (wire) => (isObject(wire) ? personNameIn(wire) : undefined), write: (value) => value },
  nameValues: { read: objectFromNameValues, write: nameValuesOf },
  typedId: { read: idFromTyped, write: (id, type) => ({ type, id }) },
  verbatim: { read: (wire) => wire, write: (value) => value },
  localName: {
    read: (wire, ending) =>
      textOf(wire)
        ?.replace(/^.*:/s, '')
        .replace(new RegExp(`${ending}$`, 'i'), ''),
    write: (value, ending) => `${value}${ending}`,
  },
  digits: { read: textOf, write: (value) => String(value).replace(/\D/g, '') },
};

/** First and last name of somebody, or the name that stands for them; undefined where there is neither. */
export function personNameIn({ firstName, lastName, displayName }: Json): string | undefined {
  const [first, last, shown] = [firstName, lastName, displayName].map(textOf);
  return [first, last].filter(Boolean).join(' ') || shown || undefined;
}

/** Reads with a codec, see {@link Codec}. */
export function decode([name, argument = '']: Codec, wire: unknown): unknown {
  return codecs[name].read(wire, argument);
}

/** Writes with a codec, see {@link Codec}. */
export function encode([name, argument = '']: Codec, value: unknown): unknown {
  return codecs[name].write(value, argument);
}

function textOf(wire: unknown): string | undefined {
  return typeof wire === 'string' || typeof wire === 'number' ? String(wire).trim() : undefined;
}

const withheld = /^(?:anonymous|unknown|restricted|private|withheld|unavailable)$/i;

/** The number in an address; `null` where the caller withholds it. */
function phoneNumberIn(address: string | undefined): string | null | undefined {
  if (address === undefined) return undefined;
  const [, inBrackets = address] = /<([^>]*)>/.exec(address) ?? [];
  const isTelephone = /^tel:/i.test(inBrackets);
  const user = inBrackets.replace(/^(?:tel|sips?):/i, '').replace(/[@;].*$/s, '');
  const number = unescaped(user).trim();
  if (number === '' || withheld.test(number)) return null;
  return isTelephone || number.startsWith('+') ? (dialledNumber(number) ?? number) : number;
}

/** The name before an address in brackets, or a text that is no address; `null` where the caller withholds it. */
function displayNameIn(text: string | undefined): string | null | undefined {
  if (text === undefined) return undefined;
  const [, before = text] = /^(.*?)\s*<[^>]*>\s*$/s.exec(text) ?? [];
  const name = before
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/g, '$1')
    .trim();
  return name === '' || withheld.test(name) || /^(?:tel:|sips?:|\+?[\d\s.()/-]+$)/i.test(name) ? null : name;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `7` out of `{ type: 'shop', id: 7 }`, of a list with that, and of itself. */
function idFromTyped(wire: unknown, type: string): string | null | undefined {
  const list: readonly unknown[] = Array.isArray(wire) ? wire : [wire];
  const one = list.length === 1 ? list[0] : list.find((item) => isObject(item) && isOfType(item, type));
  return isObject(one) ? textOf(one['id']) || null : textOf(one);
}

/** TM Forum has another name for the type. */
function isOfType({ type, externalIdentifierType }: Json, wanted: string): boolean {
  return [type, externalIdentifierType].some((word) => textOf(word)?.toLowerCase() === wanted);
}

/** `+33123456789` out of `{ cc: '33', sn: '123456789' }`; a text stays. */
function phoneFromParts(wire: unknown): string | null | undefined {
  const text = textOf(wire);
  if (text !== undefined || !isObject(wire)) return text;
  const countryCode = textOf(wire['cc'])?.replace(/^(?:\+|00)/, '');
  const number = textOf(wire['sn'] ?? wire['number']);
  return number && countryCode ? `+${countryCode}${number}` : (number ?? null);
}

/** Apart where the number begins with the country code that is known; of others it cannot be told from the digits. */
function partsOfPhone(value: unknown, countryCode: string): Json {
  const number = String(value);
  const prefix = `+${countryCode}`;
  return number.startsWith(prefix) ? { cc: countryCode, sn: number.slice(prefix.length) } : { sn: number };
}

function objectFromNameValues(wire: unknown): Json | null | undefined {
  if (!Array.isArray(wire)) return isObject(wire) ? objectFromOne(wire) : undefined;
  if (!wire.every(isObject)) return undefined;
  const named = wire.filter(({ name }) => textOf(name));
  return named.length > 0 ? Object.fromEntries(named.map(({ name, value }) => [String(name), value])) : null;
}

/** One name with its value that stands for a list of one, or the object itself. */
function objectFromOne(wire: Json): Json {
  const { name, value } = wire;
  const isPair = textOf(name) !== undefined && Object.keys(wire).every((key) => key === 'name' || key === 'value');
  return isPair ? { [String(name)]: value } : wire;
}

function nameValuesOf(value: unknown): Json[] {
  return isObject(value) ? Object.entries(value).map(([name, each]) => ({ name, value: each })) : [];
}
