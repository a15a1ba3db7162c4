import type { Field } from '../../nodes/catalogue/types.ts';
import type { RoutesShape } from '../../nodes/editor/panels/routes.ts';
import {
  type DescribedOperation,
  enumerationOf,
  type InputField,
  structureOf,
  valueListOf,
} from '../../nodes/schema/describe.ts';

type Named = Field & { readonly name: string };

/** What the dialog needs to know of a field that is edited as a list of routes, read from its structures. */
export function routesShape({ domain, type }: DescribedOperation, field: InputField): RoutesShape {
  const fieldsOf = (name: string): Named[] =>
    Object.entries(structureOf(domain, name) ?? {}).map(([key, inner]) => ({ ...inner, name: key }));
  const choicesOf = (inner: Field) => inner.values ?? enumerationOf(domain, inner.type);
  const listOf = (inner: Named) => valueListOf(domain, inner.name, inner)?.list ?? inner.name;
  const route = fieldsOf(field.type);
  const list = route.find(({ type: inner, many }) => many && structureOf(domain, inner));
  const destination = list ? fieldsOf(list.type).filter(({ byServer }) => !byServer) : [];
  const kind = destination.find(choicesOf);
  if (!list || !kind) throw new Error(`${type}: ${field.name} does not look like a list of routes`);
  const condition = route.find(choicesOf);
  const text = destination.find((inner) => inner.type === 'string');
  return {
    ...(condition && {
      condition: {
        name: condition.name,
        choices: choicesOf(condition) ?? [],
        values: listOf(condition),
        ...(condition.required && { required: condition.required }),
      },
    }),
    list: list.name,
    kind: { name: kind.name, choices: list.offers?.[kind.name] ?? choicesOf(kind) ?? [], values: listOf(kind) },
    ...(text && { text: { name: text.name, beside: text.beside?.[kind.name] ?? [] } }),
    preset: Object.fromEntries(
      destination.flatMap(({ name, preset }) => (preset === undefined ? [] : [[name, preset]])),
    ),
  };
}
