import type { DescribedOperation, InputField } from '../../nodes/schema/describe.ts';

/** The published list of operations, see "The catalogue" in the documentation. Its shape is stable. */
export function publishedOperations(operations: readonly DescribedOperation[]): object[] {
  return operations.map((operation) => ({
    type: operation.type,
    set: operation.domain.set,
    system: operation.system.name,
    method: operation.method,
    path: operation.path,
    accept: operation.accept,
    deprecated: operation.deprecated,
    licences: operation.licences ?? [],
    since: operation.since,
    only: operation.only,
    // What is said about a file, its name for example, is no field of the API.
    fields: operation.fields.filter(({ about }) => !about).map(publishedField),
    body: operation.body,
    result: operation.result && operation.many ? `${operation.result}[]` : operation.result,
  }));
}

function publishedField(field: InputField): object {
  return {
    name: field.name,
    in: field.in,
    at: field.at,
    type: field.type,
    many: field.many,
    required: field.required ?? false,
    values: field.allowed,
  };
}
