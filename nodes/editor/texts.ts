import words from 'virtual:words';
import type { FormField } from './forms.ts';
import { optionKey } from './keys.ts';

/** Whoever knows the message catalogue of a node type: a node of it, or its definition. */
export interface Speaker {
  readonly type: string;
  _(key: string, options?: Readonly<Record<string, unknown>>): string;
}

/** A message, or nothing if the catalogue has none. */
function message(speaker: Speaker, key: string): string {
  const text = speaker._(key);
  return text === key ? '' : text;
}

/** A string of the dialogs themselves. It is the same for all sets, so it comes with this script and not with each. */
export function chrome(key: string, values: Readonly<Record<string, unknown>> = {}): string {
  const language = RED.i18n.lang();
  const known = words[language] ?? words[language.split('-')[0] ?? ''] ?? words['en-US'];
  return (known?.[key] ?? key).replace(/__(\w+)__/g, (_, name: string) => String(values[name] ?? ''));
}

/** The label of a node type. */
export function typeLabel(speaker: Speaker): string {
  return message(speaker, `types.${speaker.type}.label`) || speaker.type;
}

/** Everyday words for what a node type does, under which the palette finds it. */
export function searchWords(speaker: Speaker): string {
  return message(speaker, `types.${speaker.type}.search`);
}

/** Label or help of an operation's field: the operation's own words, else those of its set. */
export function fieldText(speaker: Speaker, field: FormField, part: 'label' | 'help'): string {
  const own = message(speaker, `types.${speaker.type}.fields.${field.name}.label`);
  const place = own ? `types.${speaker.type}.fields` : 'fields';
  return message(speaker, `${place}.${field.name}.${part}`) || (part === 'label' ? field.name : '');
}

/** The label of a field within a structure. */
export function partText(speaker: Speaker, structure: string, name: string): string {
  return message(speaker, `parts.${structure}.${name}`) || name;
}

/** The words of a property: the type's own, else those that all operations of the set share. */
function propertyMessage(speaker: Speaker, key: string): string {
  return message(speaker, `types.${speaker.type}.properties.${key}`) || message(speaker, `options.${key}`);
}

/** The label or the help of a property. */
export function propertyText(speaker: Speaker, name: string, part: 'label' | 'help'): string {
  return propertyMessage(speaker, `${name}.${part}`) || (part === 'label' ? name : '');
}

/** The label of one option of a property. */
export function optionText(speaker: Speaker, name: string, value: string): string {
  return propertyMessage(speaker, `${name}.options.${optionKey(value)}`) || value;
}

/** What a value of a list means to people. */
export function valueText(speaker: Speaker, list: string, value: string): string {
  return message(speaker, `values.${list}.${optionKey(value)}`) || value;
}

/** The label of one of several outputs. */
export function outputText(speaker: Speaker, name: string): string {
  return message(speaker, `types.${speaker.type}.outputs.${name}`) || name;
}

/** The line on an event. */
export function eventText(speaker: Speaker, name: string): string {
  return message(speaker, `events.${name}`);
}

/** Plain text, for where code cannot be set apart. */
export function plain(text: string): string {
  return text.replaceAll('`', '');
}
