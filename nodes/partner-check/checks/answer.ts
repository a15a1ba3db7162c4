import { emptiesIn } from './json.ts';
import { type Problems, unless } from './problems.ts';

/** What a partner answered. */
export interface PartnerAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** An answer read as JSON, and what is wrong with the way it came. */
export interface ReadAnswer {
  readonly body: unknown;
  readonly problems: Problems;
}

/** Reads an answer that has to be one of the given statuses with JSON in it. */
export function readAnswer(answer: PartnerAnswer, statuses: readonly number[]): ReadAnswer {
  const { status, contentType, text } = answer;
  if (!statuses.includes(status)) {
    const said = text ? `: ${text.slice(0, 200)}` : '';
    return { body: undefined, problems: [`the answer is HTTP ${status} instead of ${statuses.join(' or ')}${said}`] };
  }
  const kind = unless(/\bjson\b/i.test(contentType), `the answer's content type is "${contentType}", not JSON`);
  try {
    const body: unknown = JSON.parse(text);
    return { body, problems: [...kind, ...emptyProblems(body)] };
  } catch {
    return { body: undefined, problems: [...kind, 'the answer is no valid JSON'] };
  }
}

/** Orange supports neither `{}` nor null: an optional node without contents has to be left out. */
export function emptyProblems(body: unknown): Problems {
  return emptiesIn(body).map((found) => `${found}: a node with nothing in it must be left out`);
}

/** A request that nobody can carry out: refused with a client error, and with words if it has a body. */
export function refusalProblems(answer: PartnerAnswer, statuses: readonly number[]): Problems {
  const { status, text } = answer;
  if (!statuses.includes(status)) return [`the answer is HTTP ${status} instead of ${statuses.join(' or ')}`];
  return unless(
    !/\bat .+:\d+:\d+|node_modules/.test(text),
    'the refusal shows the inside of the program (a stack trace)',
  );
}
