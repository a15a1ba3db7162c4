import type { OpenTouch } from '../../../catalogue/static.ts';
import { isObject, typedNumber } from '../../../schema/json.ts';
import { type Handlers, type OperationAnswer, type OperationCall, Refused } from '../server/contract.ts';
import { criteriaOf, idsIn } from './criteria.ts';
import type { CommunicationLog } from './log.ts';
import { optimized } from './stored-record.ts';

const done: OperationAnswer = { status: 204 };
const ok = (body: unknown): OperationAnswer => ({ status: 200, body });

const number = (query: URLSearchParams, name: string) => Number(query.get(name) ?? 0);

/** Ids of records are numbers; real clients send them as texts, too. */
export function tolerateTextIds(body: unknown): unknown {
  if (!isObject(body) || !Array.isArray(body['recordIds'])) return body;
  const recordIds = body['recordIds'].map((id) => (typeof id === 'string' ? typedNumber(id) : id));
  return { ...body, recordIds };
}

/** The handlers of chapter "Communication log", by node type. */
export function comlogHandlers(log: CommunicationLog): Handlers {
  const list = ({ loginName, query }: OperationCall): OperationAnswer => {
    const found = log.find(loginName, criteriaOf(query) ?? (() => true));
    // Ids are asked for as a whole: everything else of the query is left out of account.
    const paged = idsIn(query) === undefined;
    const offset = paged ? number(query, 'offset') : 0;
    const limit = paged ? number(query, 'limit') : 0;
    const page = found.slice(offset, limit > 0 ? offset + limit : undefined);
    const short = paged && query.get('optimized') === 'true';
    return ok({ comHistoryRecords: short ? optimized(page) : page, offset, limit, totalCount: found.length });
  };

  return {
    'opentouch-acknowledge-com-records': ({ loginName, query, body }) => {
      const { recordIds = [] } = body as OpenTouch<'opentouch-comlog', 'UpdateComRecordsRequest'>;
      log.acknowledge(loginName, recordIds ?? [], query.get('acknowledge') !== 'false');
      return done;
    },
    'opentouch-get-com-records': list,
    'opentouch-delete-com-records': ({ loginName, query }) => {
      log.delete(loginName, criteriaOf(query));
      return done;
    },
    'opentouch-get-com-record-ids': ({ loginName }) =>
      ok({ recordIds: log.all(loginName).map(({ recordId }) => recordId) }),
    'opentouch-get-com-record': ({ loginName, ids }) => ok(log.one(loginName, ids['recordId'] ?? '')),
    'opentouch-delete-com-record': ({ loginName, ids }) => {
      const { recordId } = ids;
      const known = log.all(loginName).some((record) => String(record.recordId) === recordId);
      // The reference has no 404 for this one.
      if (!known) throw new Refused('BAD_PARAMETER', `no record ${recordId} of ${loginName}`);
      log.delete(loginName, (record) => String(record.recordId) === recordId);
      return done;
    },
    'opentouch-get-com-record-im': ({ loginName, ids }) => ok(log.threadOf(log.one(loginName, ids['recordId'] ?? ''))),
  };
}
