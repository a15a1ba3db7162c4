import { isMissed, otherPartiesOf, principal, type StoredRecord } from './stored-record.ts';

/** Whether a record of somebody's log is wanted. */
export type Criteria = (record: StoredRecord, loginName: string) => boolean;

const time = (date: string | undefined) => (date === undefined ? Number.NaN : Date.parse(date));

/** What each parameter asks for. */
const tests: Readonly<Record<string, (value: string) => Criteria | undefined>> = {
  unanswered: (value) => (value === 'true' ? isMissed : undefined),
  unacknowledged: (value) => (value === 'true' ? ({ acknowledged }) => !acknowledged : undefined),
  withAttachment: (value) => (value === 'true' ? ({ attachments = [] }) => attachments.length > 0 : undefined),
  afterDate: (value) => (record) => time(record.beginDate) >= time(value),
  beforeDate: (value) => (record) => time(record.beginDate) < time(value),
  role: (value) => (record) => principal(record)?.role === value,
  comRef: (value) => (record) => record.comRef === value,
  remotePartyId: (value) => (record, loginName) =>
    otherPartiesOf(record, loginName).some(({ identity }) => Object.values(identity.id).includes(value)),
};

/** Ids of the query, separated by comma or semicolon; undefined when there is no such parameter. */
export function idsIn(query: URLSearchParams): string[] | undefined {
  return query
    .get('recordIdList')
    ?.split(/[,;]/)
    .map((id) => id.trim())
    .filter(Boolean);
}

/** What a query asks for; with ids nothing else of it counts. Undefined when it asks for everything. */
export function criteriaOf(query: URLSearchParams): Criteria | undefined {
  const ids = idsIn(query);
  if (ids) return ({ recordId }) => ids.includes(String(recordId));
  const asked = Object.entries(tests).flatMap(([name, test]) => {
    const value = query.get(name);
    return (value && test(value)) || [];
  });
  return asked.length > 0 ? (record, loginName) => asked.every((test) => test(record, loginName)) : undefined;
}
