import { structureOf } from '../schema/describe.ts';
import { fixed, isMissing, shapeProblem } from './checks.ts';
import { type FormField, type OperationForm, requiredFirst } from './forms.ts';
import { limitsPanel } from './panels/limits.ts';
import { choiceButton, type Question } from './panels/lookup-button.ts';
import { chosenAccount } from './panels/lookup-request.ts';
import { routeList } from './panels/route-list.ts';
import { structureForm } from './panels/structure-form.ts';
import { propertyRows as optionRows } from './property-form.ts';
import { configRow } from './rows/config-row.ts';
import { mapErrorPort } from './rows/ports.ts';
import { checkBox, exampleText, fold, hint, mark, openForm, row, textInput, unitText } from './rows/rows.ts';
import { type TypedField, typedField } from './rows/typed-field.ts';
import { isEntered, isStored, type Stored, storedFields } from './stored.ts';
import { chrome, fieldText, type Speaker } from './texts.ts';

/** As many fields as are shown without unfolding the rest. */
const SHOWN = 6;

/** What is done when the user accepts a dialog. */
export type Save = () => void;

/** Builds the dialog of an operation node. */
export function prepareOperation(node: EditorNode, form: OperationForm): Save {
  const dialog = openForm(false);
  const name = textInput(row(dialog, { label: chrome('name'), input: 'telephony-name' }), 'telephony-name', node.name);
  const account = configRow(dialog, node, 'node-input', {
    name: form.account.property,
    type: form.account.type,
    label: chrome(form.account.property),
    required: true,
  });
  const save = operationRows(dialog, node, form, node);
  return () => {
    saveText(node, 'name', name);
    account.save();
    save();
  };
}

/**
 * The rows of an operation: its fields, and what to do with the result.
 * @param speaker who knows the operation's words: the node itself, if it is of that type
 */
export function operationRows(dialog: JQuery, node: EditorNode, form: OperationForm, speaker: Speaker): Save {
  const about = $('<div>').appendTo(dialog);
  const fields = fieldRows(dialog, node, form, speaker);
  const { user } = form.account;
  if (user) {
    const askLimits = limitsPanel(about, {
      account: form.account.property,
      speaker,
      fields: form.fields,
      user: () => fixedValues(fields, [user])[user] ?? '',
    });
    dialog.find(`#telephony-field-${user}`).on('change', askLimits);
  }
  const fromPayload = checkBox(
    row(dialog, { label: '' }),
    'telephony-from-payload',
    chrome('fromPayload'),
    node.fromPayload !== false,
  );
  const showSources = (): void => {
    const open = fromPayload.prop('checked') === true;
    for (const [field, input] of fields) input.expect(isMissing(node, form, field, open), placeholder(field, open));
  };
  const showActors = form.fields.some(({ actor }) => actor);
  const actors = showActors
    ? checkBox(row(dialog, { label: '' }), 'telephony-actors', chrome('actors'), node.actorsFromRequest === true)
    : undefined;
  fromPayload.on('change', showSources);
  showSources();
  const properties = form.options ?? {};
  const options = optionRows({ node, form: { properties }, root: dialog, prefix: 'node-input', speaker });
  const output = outputRow(dialog, node);
  const timeout = timeoutRow(dialog, node);
  const errors = checkBox(
    row(dialog, { label: '' }),
    'telephony-error-output',
    chrome('errorPort'),
    node.errorOutput === true,
  );
  return () => {
    saveText(node, 'timeout', timeout);
    saveFields(node, fields);
    saveSwitch(node, 'fromPayload', fromPayload, true);
    if (actors) saveSwitch(node, 'actorsFromRequest', actors, false);
    if (saveSwitch(node, 'errorOutput', errors, false)) {
      mapErrorPort(dialog, 'node-input', node.errorOutput === true);
    }
    options();
    output();
  };
}

/** Stores a switch unless it is as it was; whether it has changed. */
function saveSwitch(node: EditorNode, property: string, box: JQuery, usual: boolean): boolean {
  const value = box.prop('checked') === true;
  const changed = value !== (node[property] ?? usual);
  if (changed) node[property] = value;
  return changed;
}

/** Stores a text unless it is as it was, a missing one included. */
function saveText(node: EditorNode, property: string, input: JQuery): void {
  const value = String(input.val() ?? '');
  if (value !== String(node[property] ?? '')) node[property] = value;
}

type FieldRows = ReadonlyMap<FormField, TypedField>;

/** One row per field: what is required first, then the others in the order of the reference, the last ones folded. */
function fieldRows(dialog: JQuery, node: EditorNode, form: OperationForm, speaker: Speaker): FieldRows {
  const stored = storedFields(node.fields);
  const sorted = requiredFirst(form.fields);
  const required = sorted.filter((field) => field.required).length;
  const shown = sorted.length > SHOWN ? Math.max(required, SHOWN - 1) : sorted.length;
  const rest = sorted.slice(shown);
  const rows = new Map<FormField, TypedField>();
  const ask = (place: string, choices: readonly string[], more: Pick<Question, 'many' | 'typed'>): Question => ({
    name: place,
    account: () => chosenAccount(form.account.property),
    operation: speaker.type,
    field: place,
    ...more,
    known: () => fixedValues(rows, choices),
    labelOf: (wanted: string) => {
      const other = form.fields.find((one) => one.name === wanted);
      return other && fieldText(speaker, other, 'label');
    },
  });
  const add = (parent: JQuery, field: FormField): void => {
    const { name, many, typed, lookup, choices = lookup, offers = {} } = field;
    rows.set(
      field,
      fieldRow(parent, speaker, form, field, stored[name], (place) => {
        const within = offers[place];
        if (within) return ask(place, within, { many: false, typed: true });
        return choices && place === name
          ? ask(name, choices, { many: many === true, typed: typed === true })
          : undefined;
      }),
    );
  };
  for (const field of sorted.slice(0, shown)) add(dialog, field);
  if (rest.length > 0) {
    const section = fold(
      dialog,
      rest.some((field) => isEntered(stored[field.name])),
    );
    for (const field of rest) add(section, field);
  }
  return rows;
}

/** What is entered for these fields, as far as it is known without a message. */
function fixedValues(rows: FieldRows, names: readonly string[]): Readonly<Record<string, string>> {
  const values = [...rows].map(([{ name }, input]) => [name, fixed(input.read())] as const);
  return Object.fromEntries(values.flatMap(([name, value]) => (value && names.includes(name) ? [[name, value]] : [])));
}

function fieldRow(
  parent: JQuery,
  speaker: Speaker,
  form: OperationForm,
  field: FormField,
  stored: Stored | undefined,
  questionFor: (place: string) => Question | undefined,
): TypedField {
  const id = `telephony-field-${field.name}`;
  const known = { representations: form.representations ?? {} };
  const place = row(parent, {
    label: fieldText(speaker, field, 'label'),
    help: fieldText(speaker, field, 'help'),
    required: field.required,
  });
  const element = $('<input type="text">').css('width', '100%').attr('id', id).appendTo(place);
  const input = typedField(speaker, element, field, stored, form);
  const question = questionFor(field.name);
  if (question)
    choiceButton(place, question, { current: () => fixed(input.read()) ?? '', take: (value) => input.take(value) });
  if (field.unit) unitText(place, field.unit);
  if (field.routes) routeList(place, element, id, field.routes, { speaker, required: field.required === true });
  else if (field.hint) hint(place, `${chrome('shape')} ${field.hint}`);
  else if (structureOf(known, field.type ?? '')) {
    structureForm(place, element, id, { speaker, known, field, question: questionFor });
  }
  return input;
}

function placeholder(field: FormField, fromPayload: boolean): string {
  const sources = [
    ...(fromPayload ? [`msg.payload.${field.name}`] : []),
    ...(field.account ? [chrome(fromPayload ? 'orAccount' : 'accountValue')] : []),
    ...(field.lookup ? [chrome(fromPayload ? 'orOnly' : 'onlyValue')] : []),
    ...(field.example ? [exampleText(field.example)] : []),
  ];
  return sources.join(', ');
}

/** An entry that the user did not touch stays exactly as the flow has it, whatever the input makes of it. */
function saveFields(node: EditorNode, rows: FieldRows): void {
  const fields: Record<string, unknown> = { ...(typeof node.fields === 'object' ? node.fields : {}) };
  const changed = [...rows].filter(([, input]) => input.changed());
  for (const [{ name }, input] of changed) {
    const value = input.read();
    if (isEntered(value)) fields[name] = value;
    else delete fields[name];
  }
  if (changed.length > 0) node.fields = fields;
}

const outputTypes = ['msg', 'flow', 'global'];

function outputRow(dialog: JQuery, node: EditorNode): Save {
  const stored: Stored = isStored(node.output) ? node.output : { type: 'msg', value: 'payload' };
  const place = row(dialog, { label: chrome('output'), help: chrome('outputHelp') });
  const input = $('<input type="text" style="width:100%" id="telephony-output">')
    .val(String(stored.value))
    .appendTo(place);
  input.typedInput({ types: outputTypes, default: stored.type });
  const read = (): Stored => ({ type: input.typedInput('type'), value: String(input.typedInput('value')) });
  const before = read();
  return () => {
    const now = read();
    if (now.type !== before.type || now.value !== before.value) node.output = now;
  };
}

function timeoutRow(dialog: JQuery, node: EditorNode): JQuery {
  const label = chrome('timeout');
  const place = row(dialog, { label, help: chrome('timeoutHelp'), input: 'telephony-timeout' });
  const input = textInput(place, 'telephony-timeout', node.timeout).attr('placeholder', chrome('accountValue'));
  const check = (): void => mark(input, timeoutProblem(input.val()));
  unitText(place, 'seconds');
  input.on('change keyup paste', check);
  check();
  return input;
}

/** What is wrong with the seconds of a time-out; empty means the account's. */
export function timeoutProblem(value: unknown): string | undefined {
  const text = String(value ?? '');
  return text === '' ? undefined : shapeProblem(chrome('timeout'), { type: 'int', min: 1 }, text);
}
