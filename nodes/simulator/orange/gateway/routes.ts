import type { Dialects } from '../../../catalogue/types.ts';
import { type DescribedOperation, type DialectChoice, inDialect } from '../../../schema/describe.ts';
import { Routes } from '../../server/http/routes.ts';

/** Which forms of the operations are understood: those of certain dialects, or all that are known. */
export type Understood = DialectChoice | 'any';

/** The operations by path, in every form that is understood. */
export function routesFor(operations: readonly DescribedOperation[], understood: Understood) {
  const routes = new Routes<DescribedOperation>();
  for (const operation of operations) {
    const dialects = operation.system.dialects ?? {};
    const choices = understood === 'any' ? combinations(dialects) : [understood];
    const forms = new Map(choices.map((choice) => inDialect(operation, choice)).map((form) => [wireForm(form), form]));
    for (const form of forms.values()) routes.add(form.method, form.path, form);
  }
  return routes;
}

/** Every way to choose among dialects, the declared forms first. */
function combinations(dialects: Dialects): DialectChoice[] {
  return Object.entries(dialects).reduce<DialectChoice[]>(
    (known, [property, options]) =>
      known.flatMap((choices) => [
        choices,
        ...Object.keys(options).map((option) => ({ ...choices, [property]: option })),
      ]),
    [{}],
  );
}

function wireForm({ method, path, fields, adds }: DescribedOperation): string {
  return JSON.stringify([method, path, fields.map(({ name, in: place, at, sent }) => [name, place, at, sent]), adds]);
}
