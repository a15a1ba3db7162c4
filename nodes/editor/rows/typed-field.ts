import { scalarOf } from '../../schema/scalars.ts';
import { missingText, valueProblem } from '../checks.ts';
import type { FormField, OperationForm } from '../forms.ts';
import { isEntered, type Stored } from '../stored.ts';
import { chrome, type Speaker, valueText } from '../texts.ts';

const contexts = ['msg', 'flow', 'global', 'env', 'jsonata'];
const icon = (name: string): string => `red/images/typedInput/${name}.svg`;

/** The input of one field of an operation. */
export interface TypedField {
  /** What it holds now. */
  read(): Stored;
  /** Whether the user changed it since the dialog opened. */
  changed(): boolean;
  /** Holds this text from now on. */
  take(value: string): void;
  /** Marks an empty field as missing, or not, and shows where its value will come from otherwise. */
  expect(missing: boolean, placeholder: string): void;
}

/** Makes a typed input of an element, showing what is stored, or nothing. */
export function typedField(
  speaker: Speaker,
  element: JQuery,
  field: FormField,
  stored: Stored | undefined,
  form: Pick<OperationForm, 'representations'> = {},
): TypedField {
  let required = false;
  const validate =
    (type: string) =>
    (value: string): true | string => {
      if (!isEntered({ type, value })) return required ? missingText(speaker, field) : true;
      return valueProblem(speaker, form, field, { type, value }) ?? true;
    };
  const source: Source = { text: '' };
  const types = offeredTypes({ speaker, field, stored, validate, source });
  element.val(String(stored?.value ?? ''));
  element.typedInput({ types, default: stored?.type ?? firstType(types) });
  const read = (): Stored => ({ type: element.typedInput('type'), value: String(element.typedInput('value')) });
  const before = read();
  return {
    read,
    take(value) {
      element.typedInput('type', 'str');
      element.typedInput('value', value);
    },
    changed() {
      const now = read();
      return now.type !== before.type || now.value !== before.value;
    },
    expect(isMissing, placeholder) {
      required = isMissing;
      source.text = placeholder;
      // Shows anew what nothing chosen means.
      if (read().value === '') element.typedInput('value', '');
      element
        .siblings('.red-ui-typedInput-container')
        .find('.red-ui-typedInput-input')
        .attr('placeholder', placeholder);
      element.typedInput('validate');
    },
  };
}

/** Where the value of an empty field comes from, in words; the options show it in place of nothing. */
interface Source {
  text: string;
}

type Validate = (type: string) => (value: string) => true | string;

interface Setting {
  readonly speaker: Speaker;
  readonly field: FormField;
  readonly stored: Stored | undefined;
  readonly validate: Validate;
  readonly source: Source;
}

function offeredTypes(setting: Setting): (string | TypedInputType)[] {
  const { stored } = setting;
  const offered = [
    ...ownTypes(setting),
    ...contexts.filter((type) => type !== 'msg' || inputOf(setting.field) !== 'data'),
  ];
  const known = offered.some((type) => (typeof type === 'string' ? type : type.value) === stored?.type);
  // A type that nobody offers here, but that a flow came with, is kept.
  return stored && !known ? [...offered, stored.type] : offered;
}

function ownTypes(setting: Setting): (string | TypedInputType)[] {
  const { speaker, field, validate } = setting;
  const text: TypedInputType = {
    value: 'str',
    label: chrome(field.many ? 'list' : 'string'),
    icon: icon('az'),
    validate: validate('str'),
    ...(field.secret && { inputType: 'password' }),
  };
  const { allowed } = field;
  if (allowed && field.free && !field.many) return [{ ...text, autoComplete: suggestions(setting, allowed) }];
  if (allowed) return [choice(setting, allowed)];
  const input = inputOf(field);
  if (input === 'object') return [json(setting)];
  if (input === 'data') return ['msg'];
  if (field.many || field.orMany) return [text, json(setting)];
  if (input === 'number')
    return [
      { value: 'num', label: speaker._('editor:typedInput.type.num'), icon: icon('09'), validate: validate('num') },
      text,
    ];
  if (input === 'switch') return [yesNo(setting)];
  if (input === 'date') return [text, 'date'];
  return [text];
}

/** What the value is entered with. */
function inputOf({ type = 'string' }: FormField) {
  return scalarOf(type)?.input ?? 'object';
}

/** What a value of the field means to people. */
function worded({ speaker, field }: Setting, value: string): string {
  return valueText(speaker, field.list ?? field.name, value);
}

/** The values of an enumeration. One that is stored but unknown stays, for servers add values at any time. */
function choice(setting: Setting, allowed: readonly string[]): TypedInputType {
  const { field, stored, validate } = setting;
  const present = stored?.type === 'str' ? String(stored.value) : '';
  const more = (field.many ? present.split(',') : [present]).filter((value) => value && !allowed.includes(value));
  const options = [...allowed, ...more].map((value) => ({ value, label: worded(setting, value) }));
  const nothing = unset(setting);
  const type = {
    value: 'str',
    label: chrome('choice'),
    icon: 'fa fa-list-ul',
    validate: validate('str'),
  };
  if (!field.many) return { ...type, options: [nothing, ...options] };
  return {
    ...type,
    options,
    multiple: true,
    valueLabel(container) {
      const chosen = this.value().split(',').filter(Boolean);
      container.text(chosen.map((value) => worded(setting, value)).join(', ') || nothing.label);
    },
  };
}

/** What the list below the input shows while something is typed: values that hold it, in their code or in their name. */
function suggestions(setting: Setting, allowed: readonly string[]): (typed: string) => Suggestion[] {
  const { named } = setting.field;
  const names = named && new Intl.DisplayNames([RED.i18n.lang(), 'en'], { type: named, fallback: 'none' });
  const nameOf = (value: string): string | undefined => (names ? names.of(value) : worded(setting, value));
  const all = allowed.map((value) => ({
    value,
    label: [...new Set([value, nameOf(value)])].filter(Boolean).join(' – '),
  }));
  return (typed) => {
    const wanted = typed.trim().toLowerCase();
    // One that is complete already is no reason to hide the others.
    if (allowed.some((value) => value.toLowerCase() === wanted)) return all;
    return all.filter(({ label }) => label.toLowerCase().includes(wanted));
  };
}

function yesNo(setting: Setting): TypedInputType {
  const { speaker, stored, validate } = setting;
  const options = [unset(setting), ...['true', 'false'].map((value) => ({ value, label: chrome(value) }))];
  const present = stored?.type === 'bool' ? String(stored.value) : '';
  const more = options.some(({ value }) => value === present) ? [] : [{ value: present, label: present }];
  return {
    value: 'bool',
    label: speaker._('editor:typedInput.type.bool'),
    icon: icon('bool'),
    options: [...options, ...more],
    validate: validate('bool'),
  };
}

/** The option for nothing. */
function unset({ source }: Setting): { readonly value: string; readonly label: string } {
  return {
    value: '',
    get label() {
      return source.text || chrome('notSet');
    },
  };
}

/** As the core's own, but an empty text is fine: it means that nothing is set. */
function json({ speaker, validate }: Setting): TypedInputType {
  return {
    value: 'json',
    label: speaker._('editor:typedInput.type.json'),
    icon: icon('json'),
    validate: validate('json'),
    expand() {
      RED.editor.editJSON({
        value: reformatted(this.value(), 4),
        focus: true,
        complete: (text) => this.value(reformatted(text)),
      });
    },
  };
}

function reformatted(text: string, indent?: number): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, indent);
  } catch {
    return text;
  }
}

function firstType(types: readonly (string | TypedInputType)[]): string {
  const [first = 'str'] = types;
  return typeof first === 'string' ? first : first.value;
}
