/** Marks that come along when a text is copied and that nobody sees: of direction, of width zero, of soft hyphens. */
const unseen = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** A telephone number in any of its spellings, extension and international alike; no letters. */
const number = /^\+?[\d\s().\-/\u2010-\u2015*#]+$/;

/** What is typed and pasted for an apostrophe; some of them fall apart when characters are put into their usual form. */
const apostrophes = /[\u0060\u00b4\u2018\u2019\u02bc\u2032]/g;

/** What a text says, without what cannot be seen, in the usual forms of its characters, with one kind of apostrophe. */
export function withoutMarks(text: string): string {
  return text.replace(apostrophes, "'").normalize('NFKC').replace(unseen, '').trim();
}

/** The zero that is dialled within the country only, between the country code and the rest. */
const trunkZero = /^(\+\d{1,3}[\s.\-/]*)\(0\)/;

/**
 * The number to dial in a text as people paste it: `+33612345678` of `tel:+33-6.12(34)5678;ext=2`, of `+33 (0)6 12 34 56 78` and of
 * the same in other scripts' digits. A leading `+`, `*` and `#` stay, for they are dialled; prefixes stay as they were written.
 * @returns undefined where the text is no number: a login name, an address, a name
 */
export function dialledNumber(text: string): string | undefined {
  const written = withoutMarks(text)
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/^(?:tel|callto):([^;]*).*$/is, '$1')
    .trim();
  if (!number.test(written) || !/[\d*#]/.test(written)) return undefined;
  const international = written.startsWith('+');
  return (international ? '+' : '') + written.replace(trunkZero, '$1').replace(/[^\d*#]/g, '');
}

/** Each script has its ten digits in a row, of which the first has a code that no digit comes before. */
function asciiDigit(digit: string): string {
  if (digit <= '9') return digit;
  let value = 0;
  for (let code = (digit.codePointAt(0) ?? 0) - 1; /\p{Nd}/u.test(String.fromCodePoint(code)) && value < 9; code -= 1)
    value += 1;
  return String(value);
}

/** Last digits by which two ways of writing a national number are the same: the prefixes before them depend on who dials. */
const significant = 9;

/** From so many digits on it is no extension but a number that others have, which may be written with more in front. */
const publicDigits = 7;

/** By what digits a number that was typed is looked for among others: a whole extension, or the end of a longer number. */
export function searchedDigits(digits: string): { readonly whole: boolean; readonly digits: string } {
  if (digits.length < publicDigits) return { whole: true, digits };
  // The trunk 0 is dialled in the country only; the number in international form has none.
  return { whole: false, digits: digits.slice(-significant).replace(/^0/, '') };
}

/** Whether two numbers are one number: `+33 1 55 66 77 88` and `0155667788`. An extension has to be equal; what is no number is no number's equal. */
export function isSameNumber(one: string, other: string): boolean {
  const [shorter = '', longer = ''] = [digitsOf(one), digitsOf(other)].sort((a, b) => a.length - b.length);
  if (shorter.length < significant) return shorter !== '' && shorter === longer;
  return longer.endsWith(shorter.slice(-significant));
}

function digitsOf(number: string): string {
  return dialledNumber(number)?.replace(/\D/g, '') ?? '';
}
