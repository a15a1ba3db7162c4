import type { DescribedOperation } from '../../../schema/describe.ts';
import type { SimulatedSession } from '../sessions/sessions.ts';
import type { Company } from '../users/company.ts';
import type { OperationAnswer, OperationCall, SimulatedUser } from './contract.ts';
import { Refused } from './contract.ts';
import type { Settings } from './options.ts';

/** A {@link OperationCall} with what only session, subscription and user operations ask for. */
export interface SessionCall extends OperationCall {
  readonly token: string;
  /** Absent only while a session is being opened. */
  readonly session?: SimulatedSession;
  /** Address of the request. */
  readonly url: URL;
}

/** An answer that may set headers. */
export interface SessionAnswer extends OperationAnswer {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Carries out an operation on the simulated server. */
export type OperationHandler = (call: SessionCall) => SessionAnswer | Promise<SessionAnswer>;

/** Name of the field by which a request says which telephone it means. */
const isDevice = (name: string) => /deviceId$/i.test(name);

function deviceNamed(ids: OperationCall['ids'], body: unknown): string | undefined {
  const given = [...Object.entries(ids), ...Object.entries(typeof body === 'object' && body !== null ? body : {})];
  const device = given.find(([name, value]) => isDevice(name) && typeof value === 'string');
  return device && String(device[1]);
}

/**
 * The user that a request is about. A user is always himself, whatever `loginName` says in the query. An administrator names
 * him: in the path, in the query, or by one of his devices where the operation has no such query. A set that belongs to nobody
 * leaves the administrator himself.
 */
export function subjectOf(
  operation: DescribedOperation,
  caller: SimulatedUser,
  { ids, query, body }: Pick<OperationCall, 'ids' | 'query' | 'body'>,
  company: Company,
): SimulatedUser {
  const inPath = ids['loginName'];
  if (inPath !== undefined) return known(company.byLogin(inPath), `user ${inPath}`);
  const device = deviceNamed(ids, body);
  if (!caller.admin || company.sets.includes(device ?? '')) return caller;
  const asked = operation.query?.['loginName'];
  if (asked && !asked.noDefault) {
    const loginName = query.get('loginName');
    if (!loginName) throw new Refused('BAD_PARAMETER', 'an administrator must say whom he means: loginName is missing');
    return withTelephone(known(company.byLogin(loginName), `user ${loginName}`));
  }
  return device === undefined ? caller : withTelephone(known(company.byNumber(device), `device ${device}`));
}

function known(user: SimulatedUser | undefined, what: string): SimulatedUser {
  if (!user) throw new Refused('NOT_FOUND', `there is no ${what}`);
  return user;
}

function withTelephone(user: SimulatedUser): SimulatedUser {
  if (!user.user) throw new Refused('NOT_SUPPORTED', `${user.loginName} is an administrator and has no telephone`);
  return user;
}

/** The items of a list in a query; clients separate them by comma or semicolon. */
export function listInQuery(query: URLSearchParams, name: string): string[] {
  return (query.get(name) ?? '').split(/[,;]/).filter(Boolean);
}

/** Rights of a user that go by another name than the licence in the reference. */
const rights: Readonly<Record<string, string>> = { CONFERENCE: 'CONFERENCING' };

/** Whether a user's licences cover an operation; any one of the listed suffices. */
export function licensed(operation: DescribedOperation, { user }: SimulatedUser, { switches }: Settings): boolean {
  const { licences } = operation;
  if (!user || !licences) return true;
  if (switches.isOn('withdraw-licences')) return false;
  return licences.some((licence) => user.apiRights?.includes(rights[licence] ?? licence));
}

/** Refuses what the acting user has no licence for, or what his kind of user cannot do. */
export function checkRights(operation: DescribedOperation, subject: SimulatedUser, settings: Settings): void {
  if (!licensed(operation, subject, settings)) {
    throw new Refused('NOT_ALLOWED', `${subject.loginName} has no licence ${operation.licences?.join(' or ')}`);
  }
  if (operation.only && subject.user && subject.user.type !== operation.only) {
    throw new Refused('NOT_SUPPORTED', `only for users of type ${operation.only}`);
  }
}
