import type { Domain, Field } from '../../catalogue/types.ts';
import { jsonProblem } from '../../schema/convert.ts';
import { type DescribedOperation, structureOf } from '../../schema/describe.ts';
import { isObject, type Json } from '../../schema/json.ts';
import { resultField, sampleOf } from '../../schema/sample.ts';

/** What a request says, checked against the catalogue already. */
export interface DeclaredRequest {
  /** Ids of the path, decoded. */
  readonly ids: Readonly<Record<string, string>>;
  /** Everything else by name: fields of the body and parameters of the query. */
  readonly values: Json;
  /** Whose collections are meant where the path does not say it: a login name, for example. */
  readonly owner?: string;
}

/** An answer as the declaration of the operation promises it. */
export interface DeclaredAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** Names what was created; belongs into `Location`. */
  readonly reference?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The resources that clients have created at one path, by id: what was given, with the id under its own name. */
type Collection = Map<string, Json>;

/**
 * Answers every operation from its declaration alone: a valid sample of the result, a fresh reference where one is due, nothing
 * where there is no result. Collections (see `Operation.collection`) hold what clients have created in them.
 */
export class DefaultAnswers {
  readonly #collections = new Map<string, Collection>();
  #created = 0;

  /** Undefined: the collection has no resource with the id of the request. */
  answer(operation: DescribedOperation, request: DeclaredRequest): DeclaredAnswer | undefined {
    const { collection, path, method, reference } = operation;
    if (!collection) {
      return reference ? { status: 201, reference: this.#freshId(reference) } : sampled(operation, request);
    }
    const [, parent, idName] = /^(.*)\/\{(\w+)\}$/.exec(path) ?? [];
    const resources = this.#collectionAt(parent ?? path, request);
    if (idName !== undefined)
      return itemAnswer(operation, collection.id, resources, request.ids[idName] ?? '', request);
    if (method === 'POST') {
      const id = this.#freshId(reference ?? collection.id);
      const resource = { ...request.values, [collection.id]: id };
      resources.set(id, resource);
      return reference ? { status: 201, reference: id } : { status: 201, body: shown(operation, resource) };
    }
    if (method === 'GET') return listed(operation, [...resources.values()], request);
    resources.clear();
    return { status: 204 };
  }

  #collectionAt(template: string, { ids, owner = '' }: DeclaredRequest): Collection {
    const place = template.replace(/\{(\w+)\}/g, (_id, name) => encodeURIComponent(ids[name] ?? ''));
    const key = `${owner} ${place}`;
    const known = this.#collections.get(key) ?? new Map<string, Json>();
    this.#collections.set(key, known);
    return known;
  }

  #freshId(name: string): string {
    this.#created += 1;
    return `${name}-${this.#created}`;
  }
}

function sampled(operation: DescribedOperation, request: DeclaredRequest): DeclaredAnswer {
  const { domain, type, pages } = operation;
  const result = resultField(operation);
  if (!result) return { status: 204 };
  if (pages) return listed(operation, [{}], request);
  return { status: 200, body: sampleOf(domain, result, type) };
}

/** Reads, changes or deletes one resource. */
function itemAnswer(
  operation: DescribedOperation,
  idField: string,
  resources: Collection,
  id: string,
  { values }: DeclaredRequest,
): DeclaredAnswer | undefined {
  const resource = resources.get(id);
  if (!resource) return undefined;
  if (operation.method === 'DELETE') {
    resources.delete(id);
    return { status: 204 };
  }
  const now = operation.method === 'GET' ? resource : { ...resource, ...values, [idField]: id };
  resources.set(id, now);
  return resultField(operation) ? { status: 200, body: shown(operation, now) } : { status: 204 };
}

/** A list as the operation declares it: by itself or in a field of its result, whole or a page of it, with its total. */
function listed(
  operation: DescribedOperation,
  resources: readonly Json[],
  { values }: DeclaredRequest,
): DeclaredAnswer {
  const { domain, pages, type } = operation;
  const result = resultField(operation);
  if (!result) return { status: 204 };
  const [place, items] = itemsIn(operation, result);
  const offset = Number(values['offset'] ?? 0);
  const limit = Number(values['limit'] ?? 0);
  const page = resources.slice(offset, limit > 0 ? offset + limit : undefined);
  const list = page.map((resource) => fitting(domain, items, resource));
  const total = resources.length;
  const headers = pages?.totalHeader ? { headers: { [pages.totalHeader]: String(total) } } : {};
  if (place === undefined) return { status: 200, body: list, ...headers };
  const around = sampleOf(domain, result, type, 'required');
  const counted = pages?.total ? { [pages.total]: total } : {};
  return { status: 200, body: { ...(isObject(around) && around), ...counted, [place]: list }, ...headers };
}

/** Where the items of a list stand in the result, and what one of them is; no place: the result is the list. */
function itemsIn({ domain, pages }: DescribedOperation, result: Field): readonly [string | undefined, Field] {
  const fields = Object.entries(result.many ? {} : (structureOf(domain, result.type) ?? {}));
  const found = fields.find(([name, { many }]) => (pages?.items ? name === pages.items : many));
  return found ? [found[0], { type: found[1].type }] : [undefined, { type: result.type }];
}

/** A resource as the result of an operation shows it. */
function shown(operation: DescribedOperation, resource: Json): unknown {
  const result = resultField(operation);
  return result && fitting(operation.domain, result, resource);
}

/** A valid value of a field with as much of a resource in it as fits. */
function fitting(domain: Domain, field: Field, resource: Json): unknown {
  const fields = structureOf(domain, field.type) ?? {};
  const given = Object.entries(resource).filter(([name, value]) => {
    const declared = fields[name];
    return declared && jsonProblem(domain, declared, value, name) === undefined;
  });
  const sample = sampleOf(domain, field, field.type, given.length ? 'required' : 'everything');
  return isObject(sample) ? { ...sample, ...Object.fromEntries(given) } : sample;
}
