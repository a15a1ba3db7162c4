import type { Property } from '../catalogue/types.ts';
import { configRow, referenceOf } from './config-row.ts';
import { consentPanel } from './consent.ts';
import { criteriaList } from './criteria.ts';
import { eventList } from './event-list.ts';
import type { PropertyForm } from './forms.ts';
import { outboxPanel } from './outbox.ts';
import { wirePorts } from './ports.ts';
import { propertyProblem } from './property-checks.ts';
import { adviseOnReach } from './reach-advice.ts';
import { checkBox, fold, mark, openForm, row, selectBox, textInput } from './rows.ts';
import { isStored } from './stored.ts';
import { chrome, optionText, propertyText, type Speaker } from './texts.ts';
import { typedField } from './typed-field.ts';

type Save = () => void;

/** What the inputs of a dialog share while it is open. */
export interface Dialog {
  readonly node: EditorNode;
  readonly form: PropertyForm;
  readonly root: JQuery;
  readonly prefix: string;
  /** Who knows the words; the node itself if absent. */
  readonly speaker?: Speaker;
}

/** Builds the dialog of a node type that is no operation, from its properties. */
export function prepareProperties(node: EditorNode, form: PropertyForm): Save {
  const prefix = form.config ? 'node-config-input' : 'node-input';
  const dialog: Dialog = { node, form, root: openForm(form.config === true), prefix };
  const save = propertyRows(dialog);
  const before = portEvents(node, form);
  return () => {
    save();
    wirePorts(dialog.root, prefix, before, portEvents(node, form));
  };
}

/** One row for each property; those that are seldom changed are folded away below the others. */
export function propertyRows(dialog: Dialog): Save {
  const { form, node, root } = dialog;
  const all = Object.entries(form.properties);
  const rare = all.filter(([, property]) => property.rare);
  const changed = rare.some(([name, { value }]) => node[name] !== undefined && node[name] !== value);
  const saves = all
    .filter((entry) => !rare.includes(entry))
    .map(([name, property]) => propertyRow(dialog, name, property));
  if (rare.length > 0) {
    const folded = { ...dialog, root: fold(root, changed) };
    saves.push(...rare.map(([name, property]) => propertyRow(folded, name, property)));
  }
  return () => {
    for (const save of saves) save();
  };
}

/** The kind of list that has an output for each of its values, by the way of handing out that was chosen. */
const portKinds: Readonly<Record<string, Property['kind']>> = { 'per event': 'events', 'per kind': 'choices' };

/** Names of the events that have an output of their own, in the order of the outputs; the rest shares the last one. */
export function portEvents(node: EditorNode, form: PropertyForm): string[] {
  const named = (kind: Property['kind']): string | undefined =>
    Object.entries(form.properties).find(([, property]) => property.kind === kind)?.[0];
  const mode = named('output');
  const kind = mode && portKinds[String(node[mode])];
  const list = kind && named(kind);
  return list ? asList(node[list]) : [];
}

/** An operation's choices are filled in by who knows their words. */
const choiceKinds: readonly Property['kind'][] = ['choice', 'output', 'operation'];

/** What shows something that is no setting. */
const panels: Readonly<Partial<Record<Property['kind'], (dialog: Dialog, place: JQuery) => void>>> = {
  consent: consentPanel,
  outbox: outboxPanel,
};

function propertyRow(dialog: Dialog, name: string, property: Property): Save {
  const { node, form, root, prefix, speaker = node } = dialog;
  if (property.kind === 'config') {
    const row = configRow(root, node, prefix, referenceOf(node, name, property.config ?? '', property.required));
    return () => row.save();
  }
  const id = property.credential ? `${prefix}-${name}` : `telephony-${name}`;
  const place = row(root, {
    label: propertyText(speaker, name, 'label'),
    help: propertyText(speaker, name, 'help'),
    required: property.required && !property.when,
    input: id,
  });
  const panel = panels[property.kind];
  if (panel) {
    panel(dialog, place);
    return () => {};
  }
  if (property.credential) return credentialInput(dialog, place, id, name, property);
  if (property.kind === 'choices') return choicesInput(node, place, id, name, property);
  if (property.kind === 'events') {
    const read = eventList(place, node, form.events ?? [], asList(node[name]));
    return () => saveList(node, name, read());
  }
  if (property.kind === 'typed') return typedInput(node, place, id, name, property);
  if (property.kind === 'criteria') return criteriaList(node, place, id, name, property);
  if (property.kind === 'switch') return switchInput(node, place, id, name);
  if (choiceKinds.includes(property.kind)) return choiceInput(dialog, place, id, name, property);
  return plainInput(node, place, id, name, property);
}

function plainInput(node: EditorNode, place: JQuery, id: string, name: string, property: Property): Save {
  const value = Array.isArray(node[name]) ? asList(node[name]).join(', ') : node[name];
  const input = textInput(place, id, value, property.kind === 'secret' ? 'password' : 'text');
  checkWhileTyping(node, input, name, property);
  if (property.reachedFrom) adviseOnReach(place, input, `telephony-${property.reachedFrom}`);
  const before = input.val();
  return () => {
    if (input.val() === before) return;
    const text = String(input.val() ?? '');
    node[name] = property.kind === 'list' ? splitList(text) : text;
  };
}

/** A value that may come out of the message, as the fields of operations do. */
function typedInput(node: EditorNode, place: JQuery, id: string, name: string, property: Property): Save {
  const { typed = 'text', min, max } = property;
  const element = $('<input type="text" style="width:100%">').attr('id', id).appendTo(place);
  const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  const present = node[name];
  const input = typedField(node, element, { name, kind: typed, ...bounds }, isStored(present) ? present : undefined);
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
  const options = (property.options ?? []).map((value) => [value, optionText(speaker, name, value)] as const);
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
  const { options = [], free } = property;
  const present = asList(node[name]);
  const others = present.filter((value) => !options.includes(value));
  // A block of their own: side by side, they would count as one wide line for the width of the tray.
  const list = $('<div>').appendTo(place);
  const boxes = options.map(
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
  const masked = property.kind !== 'text' && !credentials[name] && credentials[`has_${name}`] === true;
  const value = masked ? '__PWRD__' : (credentials[name] ?? '');
  const input = textInput(place, id, value, property.kind === 'text' ? 'text' : 'password');
  checkWhileTyping(node, input, name, property);
  const before = input.val();
  return () => {
    if (input.val() === before) input.removeAttr('id');
  };
}

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
