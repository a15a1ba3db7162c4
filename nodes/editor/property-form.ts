import type { Property } from '../catalogue/property.ts';
import type { Dialog } from './dialog.ts';
import type { PropertyForm } from './forms.ts';
import { checksPanel } from './panels/checks.ts';
import { consentPanel } from './panels/consent.ts';
import { criteriaList } from './panels/criteria.ts';
import { eventList } from './panels/event-list.ts';
import { openRequestsPanel } from './panels/open-requests.ts';
import { outboxPanel } from './panels/outbox.ts';
import { propertyLookup } from './panels/property-lookup.ts';
import { registerFilePanel } from './panels/register-file.ts';
import { isChoiceOfSeveral, propertyProblem } from './property-checks.ts';
import { presetSystem, showWhatApplies } from './rows/beside.ts';
import { configReferenceOf, configRow } from './rows/config-row.ts';
import { mapErrorPort, wirePorts } from './rows/ports.ts';
import { adviseOnReach } from './rows/reach-advice.ts';
import { checkBox, exampleText, fold, mark, openForm, row, selectBox, textInput, unitText } from './rows/rows.ts';
import { typedField } from './rows/typed-field.ts';
import { isStored } from './stored.ts';
import { chrome, optionText, propertyText } from './texts.ts';

type Save = () => void;

/** Builds the dialog of a node type that is no operation, from its properties. */
export function prepareProperties(node: EditorNode, form: PropertyForm): Save {
  const prefix = form.config ? 'node-config-input' : 'node-input';
  const dialog: Dialog = { node, form, root: openForm(form.config === true), prefix };
  const save = propertyRows(dialog);
  if (form.checks) checksPanel(dialog);
  const before = portEvents(node, form);
  const sentErrors = node.errorOutput === true;
  return () => {
    save();
    wirePorts(dialog.root, prefix, before, portEvents(node, form));
    const sendsErrors = node.errorOutput === true;
    if (hasErrorSwitch(form) && sendsErrors !== sentErrors) mapErrorPort(dialog.root, prefix, sendsErrors);
  };
}

/** One row for each property; those that are seldom changed are folded away below the others. */
export function propertyRows(dialog: Dialog): Save {
  const { form, node, root } = dialog;
  presetSystem(node, form);
  const all = Object.entries(form.properties);
  const rare = all.filter(([, property]) => property.rare);
  const changed = rare.some(([name, { value }]) => node[name] !== undefined && node[name] !== value);
  const saves = all
    .filter((entry) => !rare.includes(entry))
    .map(([name, property]) => shownBeside(dialog, name, property));
  if (rare.length > 0) {
    const folded = { ...dialog, root: fold(root, changed) };
    saves.push(...rare.map(([name, property]) => propertyRow(folded, name, property)));
  }
  showWhatApplies(form);
  return () => {
    for (const save of saves) save();
  };
}

/** Whether the dialog offers a second output for errors. */
export function hasErrorSwitch({ properties }: PropertyForm): boolean {
  return Object.values(properties).some(({ editor }) => editor === 'errors');
}

/** Which list has an output for each of its values, by the way of handing out that was chosen. */
const portLists: Readonly<Record<string, (property: Property) => boolean>> = {
  'per event': ({ editor }) => editor === 'events',
  'per kind': isChoiceOfSeveral,
};

/** Names of the events that have an output of their own, in the order of the outputs; the rest shares the last one. */
export function portEvents(node: EditorNode, form: PropertyForm): string[] {
  const named = (fits: (property: Property) => boolean): string | undefined =>
    Object.entries(form.properties).find(([, property]) => fits(property))?.[0];
  const mode = named(({ editor }) => editor === 'output');
  const fits = mode && portLists[String(node[mode])];
  const list = fits && named(fits);
  return list ? asList(node[list]) : [];
}

/** What shows something that is no setting. */
const panels: Readonly<Partial<Record<NonNullable<Property['editor']>, (dialog: Dialog, place: JQuery) => void>>> = {
  consent: consentPanel,
  outbox: outboxPanel,
  openRequests: openRequestsPanel,
  registerFile: registerFilePanel,
};

/** Rows that make no sense beside what is chosen in others are hidden, and refer to no configuration node. */
function shownBeside(dialog: Dialog, name: string, property: Property): Save {
  if (!property.beside) return propertyRow(dialog, name, property);
  const root = $('<div>').attr('data-property', name).appendTo(dialog.root);
  const save = propertyRow({ ...dialog, root }, name, property);
  return () => {
    if (property.config && root.css('display') === 'none') root.find('select').val('_ADD_');
    save();
  };
}

function propertyRow(dialog: Dialog, name: string, property: Property): Save {
  const { node, form, root, prefix, speaker = node } = dialog;
  const { config, editor, type, values } = property;
  if (config) {
    const required = property.required || property.requiredWhen !== undefined;
    const row = configRow(root, node, prefix, configReferenceOf(node, name, config, required));
    return () => row.save();
  }
  const id = property.credential ? `${prefix}-${name}` : `telephony-${name}`;
  const place = row(root, {
    label: propertyText(speaker, name, 'label'),
    help: propertyText(speaker, name, 'help'),
    required: property.required,
    input: id,
  });
  const panel = editor && panels[editor];
  if (panel) {
    panel(dialog, place);
    return () => {};
  }
  if (property.credential) return credentialInput(dialog, place, id, name, property);
  if (isChoiceOfSeveral(property)) return choicesInput(node, place, id, name, property);
  if (editor === 'events') {
    const read = eventList(place, node, form.events ?? [], asList(node[name]));
    return () => saveList(node, name, read());
  }
  if (editor === 'typed') return typedInput(dialog, place, id, name, property);
  if (editor === 'criteria') return criteriaList(node, place, id, name, property);
  if (type === 'boolean') return switchInput(node, place, id, name);
  // The operations are filled in by who knows their words.
  if ((values && !property.free) || editor === 'operation') return choiceInput(dialog, place, id, name, property);
  return plainInput(dialog, place, id, name, property);
}

function plainInput(dialog: Dialog, place: JQuery, id: string, name: string, property: Property): Save {
  const { node } = dialog;
  const value = Array.isArray(node[name]) ? asList(node[name]).join(', ') : node[name];
  const input = textInput(place, id, value, property.secret ? 'password' : 'text');
  if (property.example) input.attr('placeholder', exampleText(property.example));
  if (property.unit) unitText(place, property.unit);
  if (property.values) suggest(node, place, input, name, property.values);
  checkWhileTyping(node, input, name, property);
  propertyLookup(dialog, place, name, {
    current: () => String(input.val() ?? ''),
    take: (value) => void input.val(value).trigger('change'),
  });
  if (property.reachedFrom) adviseOnReach(place, input, `telephony-${property.reachedFrom}`);
  const before = input.val();
  return () => {
    if (input.val() === before) return;
    const text = String(input.val() ?? '');
    node[name] = property.many ? splitList(text) : text;
  };
}

/** Offers values while somebody types; others are taken as well. */
function suggest(node: EditorNode, place: JQuery, input: JQuery, name: string, values: readonly string[]): void {
  const id = `${input.attr('id')}-suggestions`;
  const list = $('<datalist>').attr('id', id).appendTo(place);
  for (const value of values)
    $('<option>')
      .attr('value', value)
      .text(optionText(node, name, value))
      .appendTo(list);
  input.attr({ list: id, autocomplete: 'off' });
}

/** A value that may come out of the message, as the fields of operations do. */
function typedInput(dialog: Dialog, place: JQuery, id: string, name: string, property: Property): Save {
  const { node } = dialog;
  const { type = 'string', min, max } = property;
  const element = $('<input type="text" style="width:100%">').attr('id', id).appendTo(place);
  const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  const present = node[name];
  const input = typedField(node, element, { name, type, ...bounds }, isStored(present) ? present : undefined);
  if (property.example) input.expect(false, exampleText(property.example));
  if (property.unit) unitText(place, property.unit);
  propertyLookup(dialog, place, name, {
    current: () => input.read().value,
    take: (value) => input.take(value),
  });
  return () => {
    if (input.changed()) node[name] = input.read();
  };
}

function checkWhileTyping(node: EditorNode, input: JQuery, name: string, property: Property): void {
  const check = (): void => mark(input, propertyProblem(node, name, property, input.val()));
  input.on('change keyup paste', check);
  check();
}

function choiceInput(
  { node, speaker = node }: Dialog,
  place: JQuery,
  id: string,
  name: string,
  property: Property,
): Save {
  const present = String(node[name] ?? property.value);
  const options = (property.values ?? []).map((value) => [value, optionText(speaker, name, value)] as const);
  const select = selectBox(place, id, options, present);
  return () => {
    const value = String(select.val() ?? '');
    if (value !== present) node[name] = value;
  };
}

function switchInput(node: EditorNode, place: JQuery, id: string, name: string): Save {
  const present = node[name] === true;
  const box = checkBox(place, id, '', present);
  return () => {
    const value = box.prop('checked') === true;
    if (value !== present) node[name] = value;
  };
}

/** Check boxes for a property that holds a list of values. Values that are no options here are kept, or can be typed. */
function choicesInput(node: EditorNode, place: JQuery, id: string, name: string, property: Property): Save {
  const { values = [], free } = property;
  const present = asList(node[name]);
  const others = present.filter((value) => !values.includes(value));
  // A block of their own: side by side, they would count as one wide line for the width of the tray.
  const list = $('<div>').appendTo(place);
  const boxes = values.map(
    (value) =>
      [value, checkBox(list, `${id}-${value}`, optionText(node, name, value), present.includes(value))] as const,
  );
  const readOthers = free ? otherChoices(list, `${id}-others`, others) : () => others;
  return () => {
    const checked = boxes.filter(([, box]) => box.prop('checked') === true).map(([value]) => value);
    saveList(node, name, [...new Set([...checked, ...readOthers()])]);
  };
}

/** An input for values that no check box stands for. Returns what was typed. */
function otherChoices(place: JQuery, id: string, present: readonly string[]): () => string[] {
  const input = textInput(place, id, present.join(', '));
  input.attr({ placeholder: chrome('others'), 'aria-label': chrome('others') });
  return () => splitList(String(input.val() ?? ''));
}

function saveList(node: EditorNode, name: string, now: readonly string[]): void {
  const before = asList(node[name]);
  if (now.length !== before.length || now.some((value) => !before.includes(value))) node[name] = now;
}

/**
 * An input that the editor itself saves as a credential. It never sees a stored password, only that there is one; an
 * input that was not touched is taken from it, or a missing credential would become an empty one.
 */
function credentialInput({ node }: Dialog, place: JQuery, id: string, name: string, property: Property): Save {
  const { credentials = {} } = node;
  const masked = property.secret && !credentials[name] && credentials[`has_${name}`] === true;
  const value = masked ? '__PWRD__' : (credentials[name] ?? '');
  const input = textInput(place, id, value, property.secret ? 'password' : 'text');
  if (property.example) input.attr('placeholder', exampleText(property.example));
  checkWhileTyping(node, input, name, property);
  const before = input.val();
  return () => {
    if (input.val() === before) input.removeAttr('id');
  };
}

/** A stored list, or a comma-separated text as a list. */
export function asList(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value !== '' ? splitList(value) : [];
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
