import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './node-red.ts';

/** What the vendor's reference says, read from it independently of the catalogue. */
export interface Facts {
  readonly sections: readonly Section[];
}

export interface Section {
  /** Title of the chapter. */
  readonly name: string;
  readonly operations: readonly OperationFacts[];
  /** Each has a representation of the same name. */
  readonly events: readonly string[];
  readonly representations: Readonly<Record<string, RepresentationFacts>>;
}

export interface OperationFacts {
  readonly method: string;
  readonly path: string;
  readonly licences: readonly string[];
  readonly path_params?: readonly ParameterFacts[];
  readonly query?: readonly ParameterFacts[];
  readonly form?: readonly ParameterFacts[];
  /** No media type: JSON. */
  readonly body?: { readonly type: string; readonly media: string | null };
  readonly responses: readonly { readonly status: number; readonly type: string | null; readonly media: string }[];
  readonly since?: string;
  readonly only?: string;
  readonly deprecated?: boolean;
}

export interface ParameterFacts {
  readonly name: string;
  readonly type: string;
  readonly required?: boolean;
  readonly values?: readonly string[];
}

export type RepresentationFacts =
  | { readonly kind: 'object'; readonly fields: readonly FieldFacts[] }
  | { readonly kind: 'enum'; readonly values: readonly string[] };

export interface FieldFacts {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly many: boolean;
  readonly since?: string;
  readonly reserved?: boolean;
}

export const facts = JSON.parse(readFileSync(join(projectRoot, 'test/facts/opentouch.json'), 'utf8')) as Facts;

const JSON_MEDIA = 'application/json';

/** The answer in case of success that says the most. */
export function success({ responses }: OperationFacts): OperationFacts['responses'][number] | undefined {
  const good = responses.filter(({ status }) => status < 300);
  return good.find(({ type }) => type !== null) ?? good[0];
}

/** Media type of the request body where it is not JSON. */
export function mediaOf({ body }: OperationFacts): string | undefined {
  return body?.media && body.media !== JSON_MEDIA ? body.media : undefined;
}

/** Media type of the answer where it is not JSON. */
export function acceptOf(operation: OperationFacts): string | undefined {
  const media = success(operation)?.media;
  return media && media !== JSON_MEDIA ? media : undefined;
}

/** What tells operations apart: two of them differ in a media type only. */
export function keyOf(method: string, path: string, media?: string, accept?: string): string {
  return [method, path, media, accept].filter(Boolean).join(' ');
}

export function factsKey(operation: OperationFacts): string {
  return keyOf(operation.method, operation.path, mediaOf(operation), acceptOf(operation));
}

/** What an operation cannot do without, though the reference's structures and lists mark it as optional. */
const necessary: Readonly<Record<string, { readonly fields: readonly string[]; readonly because: string }>> = {
  'GET /users': { fields: ['companyPhone'], because: 'one of the four ids is needed; the samples take this one' },
  'POST /conferences': { fields: ['type', 'subject', 'profile'], because: 'the text calls these the minimum' },
  'POST /conferences text/calendar': { fields: ['calendar'], because: 'the calendar is all that is sent' },
  'POST /conferences/delegates': { fields: ['participantIds'], because: 'it is about somebody' },
  'DELETE /conferences/delegates': { fields: ['partIds'], because: 'it is about somebody' },
  'POST /conferences/{conferenceId}/participants': { fields: ['participants'], because: 'it is about somebody' },
  'DELETE /conferences/{conferenceId}/participants': { fields: ['partIds'], because: 'it is about somebody' },
  'POST /conferences/{conferenceId}/participants/promote': {
    fields: ['participantIds'],
    because: 'it is about somebody',
  },
  'DELETE /conferences/{conferenceId}/participants/promote': { fields: ['partIds'], because: 'it is about somebody' },
  'POST /groups/{groupId}/changeRole': { fields: ['newMemberRoles'], because: 'it is about somebody' },
};

export function necessaryIn(operation: OperationFacts): readonly string[] {
  return necessary[factsKey(operation)]?.fields ?? [];
}
