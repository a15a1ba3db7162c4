import type { OpenTouch } from '../../../catalogue/static.ts';
import { type Answer, type Call, type Handlers, Refused } from '../contract.ts';
import { criteriaOf, idsIn } from './criteria.ts';
import type { CommunicationLog } from './log.ts';
import { optimized } from './record.ts';

const done: Answer = { status: 204 };
const ok = (body: unknown): Answer => ({ status: 200, body });

const number = (query: URLSearchParams, name: string) => Number(query.get(name) ?? 0);

/** The handlers of chapter "Communication log", by node type. */
export function comlogHandlers(log: CommunicationLog): Handlers {
  const list = ({ loginName, query }: Call): Answer => {
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
