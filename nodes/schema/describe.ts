import type { NodeDescription, Property } from '../catalogue/property.ts';
import type { Domain, Field, Fields, Operation, Place, System, Variant } from '../catalogue/types.ts';

/** A field of an operation as a caller fills it in: everything at one level, whatever its place. */
export interface InputField extends Field {
  readonly name: string;
  readonly in: Place;
  /** It becomes a segment of the path: `.` and `..` would lead out of it. */
  readonly segment?: true;
  /** Says something of the file in that field of a form; not sent by itself. */
  readonly about?: string;
  /** The values of the enumeration, or the declared ones. */
  readonly allowed?: readonly string[];
  /** Values that are known to make sense, among others; see {@link Operation.known}. */
  readonly suggested?: readonly string[];
  /** What is sent when nobody gives a value. */
  readonly fallback?: string | number;
  /** What goes over the wire for a value, where it is not the value itself. */
  readonly sent?: Readonly<Record<string, string | boolean>>;
}

/** Whether somebody has to give a value: it is required, and nothing knows it otherwise. */
export function isMandatory({ required, lookup, fallback }: InputField): boolean {
  return required === true && lookup === undefined && fallback === undefined;
}

/** An operation together with where it belongs and its fields at one level. */
export interface DescribedOperation extends Operation {
  /** Node type. */
  readonly type: string;
  readonly system: System;
  readonly domain: Domain;
  readonly fields: readonly InputField[];
  /** What the account has chosen among the dialects of the system; the operation is in that form already. */
  readonly dialects: DialectChoice;
  /** Sent in the JSON body beside the fields, by dotted place. */
  readonly adds?: Readonly<Record<string, string>>;
}

/** Options of an account by property, see {@link System.dialects}. */
export type DialectChoice = Readonly<Record<string, string>>;

/** Names in braces of a path, in order. */
export function pathIdsOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
}

/** What the types of fields may name beside the plain ones. */
export type Known = Pick<Domain, 'representations'>;

/** The values of an enumeration of the domain, if the type is one. */
export function enumerationOf(domain: Known, type: string): readonly string[] | undefined {
  const representation = domain.representations[type];
  return Array.isArray(representation) ? representation : undefined;
}

/** The values that a field takes and the name of their list, under which the words for them stand; nothing if it takes any. */
export function valueListOf(
  domain: Known,
  name: string,
  { type, values, named, suggested }: Field & Pick<InputField, 'suggested'>,
): { readonly list: string; readonly values: readonly string[] } | undefined {
  // Whoever shows them knows their names.
  if (named) return undefined;
  const own = values ?? suggested;
  if (own) return { list: name, values: own };
  const enumeration = enumerationOf(domain, type);
  return enumeration && { list: type, values: enumeration };
}

/** The fields of a structure of the domain, if the type is one. */
export function structureOf(domain: Known, type: string): Fields | undefined {
  const representation = domain.representations[type];
  return representation && !Array.isArray(representation) ? (representation as Fields) : undefined;
}

function inputs(domain: Domain, place: Place, fields: Fields): InputField[] {
  return Object.entries(fields)
    .filter(([, field]) => !field.reserved)
    .map(([name, field]) => {
      const allowed = field.values ?? enumerationOf(domain, field.type);
      return { ...field, name, in: place, ...(allowed && { allowed }) };
    });
}

function bodyFields(domain: Domain, operation: Operation): Fields {
  if (!operation.body) return {};
  if (operation.bodyField) return { [operation.bodyField]: { type: operation.body } };
  return structureOf(domain, operation.body) ?? {};
}

/** A file of a form is given by its contents or by its path on this machine, with a name and a type if need be. */
function formInputs(domain: Domain, form: Fields): InputField[] {
  return inputs(domain, 'form', form).flatMap((field) => {
    if (field.type !== 'byte') return [field];
    const { required: _, ...contents } = field;
    const about = ['path', 'filename', 'contentType'].map(
      (name): InputField => ({ name, in: 'form', type: 'string', about: field.name, noDefault: true }),
    );
    return [contents, ...about];
  });
}

function rulesOf({ form = {}, rules }: Operation): Pick<Operation, 'rules'> {
  const file = Object.keys(form).find((name) => form[name]?.type === 'byte');
  const all = file ? { ...rules, exactlyOne: [file, 'path'] } : rules;
  return all ? { rules: all } : {};
}

const plainId: Field = { type: 'string', required: true };

function describe(system: System, domain: Domain, type: string, declared: Operation, dialects: DialectChoice) {
  const forms = variantsOf(system, type, dialects);
  const operation: Operation = Object.assign({}, declared, ...forms.map(withoutFields));
  const named: readonly InputField[] = [
    ...inputs(domain, 'body', bodyFields(domain, operation)),
    ...formInputs(domain, operation.form ?? {}),
    ...inputs(domain, 'query', operation.query ?? {}),
    ...inputs(domain, 'header', operation.headers ?? {}),
  ];
  // A path may repeat a field of the body.
  const ids = pathIdsOf(operation.path).filter((name) => !named.some((field) => field.name === name));
  const inPath = ids.map((name) => [name, operation.ids?.[name] ?? domain.ids?.[name] ?? plainId]);
  const fields = [...inputs(domain, 'path', Object.fromEntries(inPath)), ...named].map((field): InputField => {
    const fallback = operation.fallbacks?.[field.name];
    const required = operation.requires?.includes(field.name);
    const suggested = operation.known?.[field.name];
    const choices = choicesOf(system, domain, field);
    const sent = variantOf(field, forms);
    const segment = operation.path.includes(`{${field.name}}`);
    return {
      ...field,
      ...(required && { required }),
      ...(suggested && { suggested }),
      ...(choices && { choices }),
      ...(segment && { segment }),
      ...(fallback !== undefined && { fallback }),
      ...sent,
    };
  });
  return { ...operation, ...rulesOf(operation), type, system, domain, fields, dialects } satisfies DescribedOperation;
}

/** What is offered for a field that takes an id, a number or a name. */
function choicesOf(system: System, domain: Domain, { name, type, allowed, lookup, choices }: InputField) {
  if (allowed || structureOf(domain, type)) return undefined;
  return lookup ?? choices ?? domain.choices?.[name] ?? system.choices?.[name];
}

/**
 * An input of an operation, or a field within one, with what is offered for it.
 * @param place dotted: `participants.party.id.phoneNumber`
 */
export function inputAt({ system, domain, fields }: DescribedOperation, place: string): InputField | undefined {
  const [first, ...within] = place.split('.');
  return within.reduce(
    (outer, name) => {
      const field = outer && structureOf(domain, outer.type)?.[name];
      if (!field) return undefined;
      const [inner] = inputs(domain, 'body', { [name]: field });
      const choices = inner && choicesOf(system, domain, inner);
      return inner && { ...inner, ...(choices && { choices }) };
    },
    fields.find(({ name }) => name === first),
  );
}

/** The forms in which an account wants an operation, one for each dialect that has one. */
function variantsOf({ dialects = {} }: System, type: string, chosen: DialectChoice): Variant[] {
  return Object.entries(dialects).flatMap(([property, options]) => options[chosen[property] ?? '']?.[type] ?? []);
}

function withoutFields({ fields: _, ...form }: Variant): Omit<Variant, 'fields'> {
  return form;
}

/** Place, name and values of a field in the last of the forms that says something of it. */
function variantOf({ name }: InputField, forms: readonly Variant[]): Partial<InputField> {
  const { in: place, as, values } = forms.findLast(({ fields }) => fields?.[name])?.fields?.[name] ?? {};
  return { ...(place && { in: place }), ...(as && { at: as }), ...(values && { sent: values }) };
}

/** What {@link operationsOf} has given: describing a system takes milliseconds, and everything asks for it. */
const described = new WeakMap<System, readonly DescribedOperation[]>();

/** Every operation of a system, in the order of its reference; the same objects each time. */
export function operationsOf(system: System): readonly DescribedOperation[] {
  const known = described.get(system);
  if (known) return known;
  const operations = system.domains.flatMap((domain) =>
    Object.entries(domain.operations).map(([type, operation]) => describe(system, domain, type, operation, {})),
  );
  described.set(system, operations);
  return operations;
}

/** Forms of operations that were asked for before, by the choices that led to them. */
const variantsByDialect = new WeakMap<DescribedOperation, Map<string, DescribedOperation>>();

/** An operation in the form that an account has chosen for it. */
export function inDialect(operation: DescribedOperation, dialects: DialectChoice = {}): DescribedOperation {
  const { system, domain, type } = operation;
  const declared = domain.operations[type];
  if (!system.dialects || !declared) return operation;
  const known = variantsByDialect.get(operation) ?? new Map<string, DescribedOperation>();
  variantsByDialect.set(operation, known);
  const key = JSON.stringify(dialects);
  const form = known.get(key) ?? describe(system, domain, type, declared, dialects);
  known.set(key, form);
  return form;
}

/** Names of the domains' sets, each once. */
export function setsOf(system: System): string[] {
  return [...new Set(system.domains.map((domain) => domain.set))];
}

/** Another operation of the same system in the same dialects, by its node type. */
export function siblingOf(operation: DescribedOperation, type: string): DescribedOperation {
  for (const domain of operation.system.domains) {
    const sibling = domain.operations[type];
    if (sibling) return describe(operation.system, domain, type, sibling, operation.dialects);
  }
  throw new Error(`${operation.type} refers to ${type}, which ${operation.system.name} does not have`);
}

/** What a node of the operation stores beside its fields: how to deliver a list, whether to fetch a file along, or to wait for an event. */
export function optionsOf({ pages, attachment, outcome }: Operation): Readonly<Record<string, Property>> {
  return {
    ...(pages && { list: { value: 'all', values: ['all', 'each', 'page'] } as const }),
    ...(attachment && { attachment: { type: 'boolean', value: false } as const }),
    ...(outcome && {
      waitForResult: { type: 'boolean', value: true } as const,
      resultTimeout: { type: 'int', value: '', min: 1, max: 120, unit: 'seconds', example: '5' } as const,
    }),
  };
}

/** The system whose account a node of this kind refers to, if any. */
export function systemOf(systems: readonly System[], { properties }: NodeDescription): System | undefined {
  const references = new Set(Object.values(properties).map(({ config }) => config));
  return systems.find(({ accountType }) => references.has(accountType));
}

/** Whether a node carries out the operation that is chosen in its dialog. */
export function choosesOperation({ properties }: NodeDescription): boolean {
  return Object.values(properties).some(({ editor }) => editor === 'operation');
}

/** What the generic node of a system stores beside its properties: all that any of its operations may need. */
export function optionsOfAny(system: System): Readonly<Record<string, Property>> {
  return Object.assign({}, ...operationsOf(system).map(optionsOf));
}

/** The fields of a structure as they stand beside each other in a plain message, whatever they are nested in on the wire. */
export function plainFieldsOf(domain: Known, type: string): (readonly [name: string, field: Field])[] {
  return Object.entries(structureOf(domain, type) ?? {}).flatMap(([name, field]) =>
    field.inline ? plainFieldsOf(domain, field.type) : [[name, field] as const],
  );
}
