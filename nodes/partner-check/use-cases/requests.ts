import { type Json, textAt, valueAt } from '../checks/json.ts';
import { orderProblems } from '../checks/order.ts';
import type { CheckMode, Problems } from '../checks/problems.ts';
import { isAbout, licenceIdsOf, updateProblems } from '../checks/update.ts';
import type { OrangeRecords } from '../orange-records.ts';

/** Path of a partner's orders. */
export const orderPath = '/productordering/v2/productOrder';

/** Path of a partner's licences. */
export const licencePath = '/userservice/v2/userService';

/** Path of updates of a partner's licences. */
export const updatePath = `${licencePath}/update`;

/** A kind of request that a partner answers at once or with an event. */
export interface RequestKind {
  readonly path: string;
  /** What is wrong with the answer. */
  problems(records: OrangeRecords, request: Json, answer: unknown, mode: CheckMode): Problems;
  /** Writes the request and its answer into the records. */
  record(records: OrangeRecords, request: Json, answer: unknown): void;
  /** What to call it. */
  nameOf(request: Json, answer: Json): string;
  /** Whether an event ends it. */
  ends(event: Json, request: Json, answer: Json): boolean;
}

/** Orders: where they go, and how their answers are judged. */
export const orders: RequestKind = {
  path: orderPath,
  problems: (_book, request, answer, mode) => orderProblems(request, answer, 'answer', mode),
  record: (records, request, answer) => records.recordOrder(request, answer),
  nameOf: (_request, answer) => `order ${textAt(answer, 'id')}`,
  ends: (event, _request, answer) => textAt(event, 'resource.id') === textAt(answer, 'id'),
};

/** Updates of licences: where they go, and how their answers are judged. */
export const updates: RequestKind = {
  path: updatePath,
  problems: (records, request, answer, mode) => updateProblems(request, answer, 'answer', mode, records.licencesById),
  record: (records, request, answer) => records.recordUpdate(request, answer),
  nameOf: (request) => `the update of ${licenceIdsOf(request).join(', ')}`,
  ends: (event, request) => valueAt(event, 'resource.state') !== undefined && isAbout(event['resource'], request),
};
