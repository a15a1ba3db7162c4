import type { Field } from '../../catalogue/types.ts';
import { type Known, structureOf, valueListOf } from '../../schema/describe.ts';
import { parseJson } from '../../schema/json.ts';
import type { FormField } from '../forms.ts';
import { selectBox } from '../rows/rows.ts';
import { chrome, partText, type Speaker, valueText } from '../texts.ts';
import { choiceButton, type Question } from './lookup-button.ts';
import {
  isNothing,
  isPart,
  isShowable,
  type PartValue,
  partInput,
  typedPart,
  valuesOf,
  withPart,
} from './structure.ts';

/** What a form of a structure is made for. */
export interface StructureSetting {
  readonly speaker: Speaker;
  readonly known: Known;
  readonly field: FormField;
  /** What asks the account for a field within, by its dotted place; nothing if there is no list. */
  question(place: string): Question | undefined;
}

/** Where a form writes what was changed. Drawn anew only when rows came or went, else the cursor would be lost. */
type Write = (value: unknown, redraw?: 'redraw') => void;

/**
 * A form for a typed input that holds a structure, or a list of structures, as JSON. The input stays what is stored: the form
 * follows it and writes into it, and hides where it holds something else, or more than the form can show.
 */
export function structureForm(place: JQuery, input: JQuery, id: string, setting: StructureSetting): void {
  const { field, known } = setting;
  const declared: Field = { type: field.type ?? '', ...(field.many && { many: field.many }) };
  const box = $('<div class="st-parts">').attr('id', `${id}-form`).appendTo(place);
  let writing = false;
  const show = (): void => {
    const entered = String(input.typedInput('value')).trim();
    const value = entered === '' ? undefined : parsed(entered);
    const shown = input.typedInput('type') === 'json' && (entered === '' || value !== undefined);
    const fits = shown && isShowable(known, declared, value);
    box.toggle(fits).empty();
    if (fits) new Drawing(setting, id).field(box, declared, field.name, value, write);
    RED.tray.resize();
  };
  const write: Write = (value, redraw) => {
    writing = true;
    input.typedInput('value', isNothing(value) ? '' : JSON.stringify(value));
    writing = false;
    if (redraw) show();
  };
  input.on('change', () => {
    if (!writing) show();
  });
  show();
}

/** Draws the inputs of a structure, whatever is in it. */
class Drawing {
  readonly #setting: StructureSetting;
  readonly #id: string;
  #inputs = 0;

  constructor(setting: StructureSetting, id: string) {
    this.#setting = setting;
    this.#id = id;
  }

  /** @param place dotted, from the field of the operation on */
  field(box: JQuery, field: Field, place: string, value: unknown, write: Write): void {
    if (field.many) this.#list(box, field, place, Array.isArray(value) ? value : [], write);
    else this.#structure(box, field, place, isPart(value) ? value : {}, write);
  }

  #list(box: JQuery, field: Field, place: string, items: readonly unknown[], write: Write): void {
    let now = [...items];
    now.forEach((item, index) => {
      const row = $('<div class="st-part-item">').appendTo(box);
      const fields = $('<div class="st-part-fields">').appendTo(row);
      this.#structure(fields, field, place, isPart(item) ? item : {}, (value) => {
        now = now.with(index, value ?? {});
        write(now);
      });
      if (index > 0)
        this.#button(row, 'fa-arrow-up', 'moveUp').on('click', () =>
          write(now.with(index - 1, now[index]).with(index, now[index - 1]), 'redraw'),
        );
      this.#button(row, 'fa-trash', 'remove').on('click', () => write(now.toSpliced(index, 1), 'redraw'));
    });
    const add = this.#button(box, 'fa-plus', 'add');
    add.append(document.createTextNode(` ${chrome('add')}`)).on('click', () => write([...now, {}], 'redraw'));
  }

  #structure(box: JQuery, { type }: Field, place: string, part: PartValue, write: Write): void {
    const { speaker, known } = this.#setting;
    let now = part;
    for (const [name, field] of Object.entries(structureOf(known, type) ?? {})) {
      const inner = `${place}.${name}`;
      const change: Write = (value, redraw) => {
        now = withPart(now, name, value);
        write(now, redraw);
      };
      const kind = partInput(known, field);
      if (kind === 'structure') {
        this.#structure(box, field, inner, isPart(now[name]) ? now[name] : {}, change);
        continue;
      }
      const label = partText(speaker, type, name);
      const cell = $('<div class="st-part">')
        .toggleClass('st-part-list', kind === 'list')
        .appendTo(box);
      $('<small>')
        .text(field.required ? `${label} *` : label)
        .appendTo(cell);
      if (kind === 'list') this.field(cell, field, inner, now[name], change);
      else
        this.#leaf(
          $('<div class="st-part-value">').appendTo(cell),
          box,
          { field, name, place: inner, label },
          now[name],
          change,
        );
    }
  }

  #leaf(cell: JQuery, box: JQuery, leaf: Leaf, value: unknown, write: Write): void {
    const { speaker, known } = this.#setting;
    const { field, name, label } = leaf;
    const list = valueListOf(known, name, field);
    const worded = (one: string): string => (list ? valueText(speaker, list.list, one) : chrome(one));
    const values = field.type === 'boolean' ? ['true', 'false'] : valuesOf(known, field);
    if (values && field.many) {
      this.#checks(cell, values, worded, value, write);
      return;
    }
    const id = this.#nextId();
    if (values) {
      const options = ['', ...values].map((one) => [one, one && worded(one)] as const);
      const select = selectBox(cell, id, options, value === undefined ? '' : String(value));
      select.attr('aria-label', label).on('change', () => {
        const chosen = String(select.val() ?? '');
        write(field.type === 'boolean' && chosen ? chosen === 'true' : chosen);
      });
      return;
    }
    const shown = Array.isArray(value) ? value.join(', ') : String(value ?? '');
    const input = $('<input type="text">')
      .attr({ id, autocomplete: 'off', 'aria-label': label })
      .val(shown)
      .appendTo(cell);
    input.on('change keyup paste', () => write(typedPart(field, String(input.val() ?? ''))));
    if (field.free && field.values) suggest(cell, input, field.values);
    const question = this.#setting.question(leaf.place);
    if (!question) return;
    const target = {
      current: () => String(input.val() ?? ''),
      take: (taken: string) => void input.val(taken).trigger('change'),
    };
    choiceButton(box, { ...question, name: id }, target, cell);
  }

  #checks(
    cell: JQuery,
    values: readonly string[],
    worded: (value: string) => string,
    value: unknown,
    write: Write,
  ): void {
    let chosen = Array.isArray(value) ? value.map(String) : [];
    for (const one of new Set([...values, ...chosen])) {
      const box = $('<input type="checkbox">').attr('id', this.#nextId()).prop('checked', chosen.includes(one));
      box.on('change', () => {
        chosen = box.prop('checked') === true ? [...chosen, one] : chosen.filter((other) => other !== one);
        write([...chosen]);
      });
      $('<label class="st-check">')
        .append(box, $('<span>').text(worded(one)))
        .appendTo(cell);
    }
  }

  #nextId(): string {
    this.#inputs += 1;
    return `${this.#id}-part-${this.#inputs}`;
  }

  #button(place: JQuery, icon: string, title: string): JQuery {
    return $('<button type="button" class="red-ui-button red-ui-button-small">')
      .attr({ title: chrome(title), 'data-action': title })
      .append($('<i class="fa">').addClass(icon))
      .appendTo(place);
  }
}

/** Offers values while somebody types; others are taken as well. */
function suggest(cell: JQuery, input: JQuery, values: readonly string[]): void {
  const list = $('<datalist>')
    .attr('id', `${input.attr('id')}-suggestions`)
    .appendTo(cell);
  for (const value of values) $('<option>').val(value).appendTo(list);
  input.attr('list', list.attr('id') ?? '');
}

/** A field of a structure that holds no structure itself. */
interface Leaf {
  readonly field: Field;
  readonly name: string;
  /** Dotted, from the field of the operation on. */
  readonly place: string;
  readonly label: string;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
