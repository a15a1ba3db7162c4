import type { OpenTouch } from '../../../catalogue/static.ts';
import { Refused } from '../server/contract.ts';
import { defaultPrefix, withoutSeparators } from './parties.ts';

type DialingRule = OpenTouch<'opentouch-users', 'DialingRule'>;

const fallback: DialingRule = { countryCode: 'FR', externalPrefix: defaultPrefix, addPfxForNbLength: 6 };

/** Country code, digits dialled before a national number, digits dialled before an international one. */
type Plan = readonly [code: string, national: string, international?: string];

const plans: Readonly<Record<string, Plan>> = {
  AT: ['43', '0'],
  AU: ['61', '0', '0011'],
  BE: ['32', '0'],
  BR: ['55', '0'],
  CA: ['1', '1', '011'],
  CH: ['41', '0'],
  CN: ['86', '0'],
  CZ: ['420', ''],
  DE: ['49', '0'],
  DK: ['45', ''],
  ES: ['34', ''],
  FI: ['358', '0'],
  FR: ['33', '0'],
  GB: ['44', '0'],
  GR: ['30', ''],
  IE: ['353', '0'],
  IN: ['91', '0'],
  IT: ['39', ''],
  JP: ['81', '0', '010'],
  LU: ['352', ''],
  MA: ['212', '0'],
  NL: ['31', '0'],
  NO: ['47', ''],
  PL: ['48', ''],
  PT: ['351', ''],
  RO: ['40', '0'],
  SE: ['46', '0'],
  TN: ['216', ''],
  TR: ['90', '0'],
  US: ['1', '1', '011'],
};

function planOf({ countryCode }: DialingRule): Plan {
  const plan = plans[countryCode.toUpperCase()];
  if (!plan) throw new Refused('NOT_SUPPORTED', `no dialing plan of country ${countryCode}`);
  return plan;
}

/** Digits of a number, behind a `+` if it has one. */
function digitsOf(phoneNumber: string | null): string {
  const digits = withoutSeparators(phoneNumber ?? '');
  if (!/^\+?\d+$/.test(digits)) {
    throw new Refused('BAD_PARAMETER', 'phoneNumber consists of digits, and of spaces, brackets, "-", "." and "/"');
  }
  return digits;
}

interface National {
  readonly plan: Plan;
  readonly area: string;
  readonly rest: string;
}

function split(plan: Plan, significant: string, area: string): National {
  return area && significant.startsWith(area)
    ? { plan, area, rest: significant.slice(area.length) }
    : { plan, area: '', rest: significant };
}

/** A number of any country, from the digits that follow the `+`. */
function international(digits: string, home: Plan, area: string): National | undefined {
  if (digits.startsWith(home[0])) return split(home, digits.slice(home[0].length), area);
  const plan = Object.values(plans).find(([code]) => digits.startsWith(code));
  return plan && { plan, area: '', rest: digits.slice(plan[0].length) };
}

const patternSyntax = /^[+\dCAax ().\-/]+$/;

/** Fills a pattern; the last `x` takes all the digits that are left. */
function fill(pattern: string, { plan: [code, national], area, rest }: National): string {
  // Without a place for the area code its digits belong to the local number.
  const digits = [...(/[Aa]/.test(pattern) ? rest : area + rest)];
  const last = pattern.lastIndexOf('x');
  let text = '';
  for (const [index, sign] of [...pattern].entries()) {
    if (sign === 'C') text += code;
    else if (sign === 'A') text += area || national;
    else if (sign === 'a') text += area;
    else if (sign !== 'x') text += sign;
    else text += index === last ? digits.splice(0).join('') : (digits.shift() ?? '');
  }
  return text
    .replace(/\(\) ?/g, '')
    .replace(/[ .\-/]+$/, '')
    .trim();
}

/** A number in canonical form, as the reference answers it. */
export interface Canonical {
  readonly phoneNumber: string | null;
  readonly isPrefixIncluded: boolean;
  readonly resultPattern: string | null;
}

/** `+C (A) xxxxxxxxxx` and other forms of a number that a user has dialled or stored. */
export function canonical(request: Canonical, rule: DialingRule = fallback): string {
  const pattern = request.resultPattern || '+C (A) xxxxxxxxxx';
  if (!patternSyntax.test(pattern)) throw new Refused('BAD_PARAMETER', 'resultPattern has unknown signs');
  let digits = digitsOf(request.phoneNumber);
  const { externalPrefix } = rule;
  if (request.isPrefixIncluded && externalPrefix && digits.startsWith(externalPrefix)) {
    digits = digits.slice(externalPrefix.length);
  }
  const plan = planOf(rule);
  const [, national, abroad = '00'] = plan;
  // An area code may be noted with or without the national prefix.
  const area = national && rule.areaCode?.startsWith(national) ? rule.areaCode.slice(national.length) : rule.areaCode;
  const outward = digits.startsWith('+') ? '+' : digits.startsWith(abroad) ? abroad : undefined;
  if (outward !== undefined) {
    const foreign = international(digits.slice(outward.length), plan, area ?? '');
    return foreign ? fill(pattern, foreign) : `+${digits.slice(outward.length)}`;
  }
  if (national && digits.startsWith(national)) {
    return fill(pattern, split(plan, digits.slice(national.length), area ?? ''));
  }
  // Dialled without the national prefix: a number of the user's own area.
  return fill(pattern, { plan, area: area ?? '', rest: digits });
}

/** The number with the external prefix, if it is longer than internal ones and no exception applies. */
export function dialable(phoneNumber: string | null, rule: DialingRule = fallback): string {
  const given = digitsOf(phoneNumber);
  const plan = planOf(rule);
  const [code, national, abroad = '00'] = plan;
  const digits = !given.startsWith('+')
    ? given
    : given.startsWith(`+${code}`)
      ? national + given.slice(code.length + 1)
      : abroad + given.slice(1);
  const excepted = (rule.exceptionRules ?? []).some(
    ({ lengthException, beginPatternException }) =>
      (lengthException === 0 || lengthException === digits.length) && digits.startsWith(beginPatternException),
  );
  return digits.length > rule.addPfxForNbLength && !excepted ? rule.externalPrefix + digits : digits;
}
