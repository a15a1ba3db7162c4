import type { Book } from '../book.ts';
import { at, type Json, textAt } from '../checks/json.ts';
import { orderProblems } from '../checks/order.ts';
import { idsOf, isAbout, updateProblems } from '../checks/update.ts';
import type { Mode, Problems } from '../checks/words.ts';

export const orderPath = '/productordering/v2/productOrder';
export const licencePath = '/userservice/v2/userService';
export const updatePath = `${licencePath}/update`;

/** A kind of request that a partner answers at once or with an event. */
export interface Kind {
  readonly path: string;
  /** What is wrong with the answer. */
  problems(book: Book, request: Json, answer: unknown, mode: Mode): Problems;
  /** Writes the request and its answer into the book. */
  enter(book: Book, request: Json, answer: unknown): void;
  /** What to call it. */
  nameOf(request: Json, answer: Json): string;
  /** Whether an event ends it. */
  ends(event: Json, request: Json, answer: Json): boolean;
}

export const orders: Kind = {
  path: orderPath,
  problems: (_book, request, answer, mode) => orderProblems(request, answer, 'answer', mode),
  enter: (book, request, answer) => book.order(request, answer),
  nameOf: (_request, answer) => `order ${textAt(answer, 'id')}`,
  ends: (event, _request, answer) => textAt(event, 'resource.id') === textAt(answer, 'id'),
};

export const updates: Kind = {
  path: updatePath,
  problems: (book, request, answer, mode) => updateProblems(request, answer, 'answer', mode, book.licencesById),
  enter: (book, request, answer) => book.update(request, answer),
  nameOf: (request) => `the update of ${idsOf(request).join(', ')}`,
  ends: (event, request) => at(event, 'resource.state') !== undefined && isAbout(event['resource'], request),
};
