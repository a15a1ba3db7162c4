import type { Chapter, Form, OperationForm, PropertyForm } from '../forms.ts';
import { operationRows, type Save } from '../operation-form.ts';
import { prepareProperties } from '../property-form.ts';
import { resourcesFolder } from '../resources.ts';
import { choiceLink, hint, textInput } from '../rows/rows.ts';
import { storedFields } from '../stored.ts';
import { chrome, type Speaker, searchWords, typeLabel } from '../texts.ts';

interface Words {
  readonly [key: string]: Words | string | undefined;
}

/** What there is to choose from. */
interface Operations {
  /** By system. */
  readonly chapters: Readonly<Record<string, readonly Chapter[]>>;
  readonly words: Words;
}

/** All operations, in the language of the editor. Loaded once, with the first dialog that needs them. */
let loaded: Promise<Operations> | undefined;

/** @throws whatever keeps it from being loaded; the next dialog tries again then */
async function operations(): Promise<Operations> {
  const folder = resourcesFolder();
  const languages = [RED.i18n.lang(), 'en-US'];
  for (const language of languages) {
    const answer = await fetch(`${folder}operations-${language}.json`);
    if (answer.ok) {
      const { chapters, ...words } = (await answer.json()) as Words & Pick<Operations, 'chapters'>;
      return { chapters, words };
    }
  }
  throw new Error('there is no list of operations');
}

/** Speaks for an operation whose own node type may not even be installed. */
function speakerFor(known: Words, type: string): Speaker {
  return {
    type,
    _(key) {
      const text = key
        .split('.')
        .reduce<Words | string | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), known);
      return typeof text === 'string' ? text : key;
    },
  };
}

/** Builds the dialog of a node whose operation is chosen in it: the choice, and below it the rows of what is chosen. */
export function prepareChoice(
  node: EditorNode,
  form: PropertyForm,
  property: string,
  formOf: (type: string) => Form,
): Save {
  const save = prepareProperties(node, form);
  const select = $(`#telephony-${property}`);
  const place = $('<div>').appendTo('#dialog-form');
  let saveRows: Save | undefined;
  const show = (known: Words): void => {
    const type = String(select.val() ?? '');
    const chosen = formOf(type);
    place.empty();
    saveRows = undefined;
    if (!('fields' in chosen)) return;
    saveRows = operationRows(place, node, chosen, speakerFor(known, type));
    RED.tray.resize();
  };
  const failed = (): void => {
    loaded = undefined;
    // What the node has is kept as it is.
    hint(place, chrome('operationsUnknown'));
    RED.tray.resize();
  };
  loaded ??= operations();
  void loaded.then(({ chapters, words }) => {
    const present = String(select.val() ?? '');
    for (const [chapter, types] of chapters[form.operations ?? ''] ?? []) {
      const group = $('<optgroup>').attr('label', chapter).appendTo(select);
      for (const type of types) {
        select.find(`option[value="${type}"]`).remove();
        $('<option>')
          .val(type)
          .text(typeLabel(speakerFor(words, type)))
          .appendTo(group);
      }
    }
    select.val(present).on('change', () => show(words));
    searchAbove(
      select,
      (chapters[form.operations ?? ''] ?? []).flatMap(([chapter, types]) =>
        types.map((type) => {
          const speaker = speakerFor(words, type);
          return { type, label: typeLabel(speaker), words: `${chapter}, ${type}, ${searchWords(speaker)}` };
        }),
      ),
    );
    show(words);
  }, failed);
  return () => {
    const before = node[property];
    save();
    if (node[property] !== before) keepOnly(node, formOf(String(node[property])));
    saveRows?.();
  };
}

interface Found {
  readonly type: string;
  readonly label: string;
  /** What it is found by besides. */
  readonly words: string;
}

/** An input above a long list, which shows what fits while somebody types; a click, or Enter for the first, chooses it. */
function searchAbove(select: JQuery, all: readonly Found[]): void {
  const place = $('<div class="st-lookup">').insertBefore(select);
  const search = textInput(place, `${select.attr('id')}-search`, '');
  search.attr({ placeholder: chrome('chooseSearch'), 'aria-label': chrome('chooseSearch') });
  const list = $('<div class="st-choices">').hide().appendTo(place);
  const draw = (): void => {
    const wanted = String(search.val() ?? '')
      .trim()
      .toLowerCase();
    const fitting = all.filter(({ label, words }) => `${label}, ${words}`.toLowerCase().includes(wanted));
    list.empty().toggle(wanted !== '' && fitting.length > 0);
    for (const { type, label } of wanted ? fitting : []) {
      choiceLink(list, label, () => {
        select.val(type).trigger('change');
        search.val('');
        draw();
      });
    }
    RED.tray.resize();
  };
  search.on('input', draw).on('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    list.find('a').first().trigger('click');
  });
}

/** What was entered for an operation that is not chosen any more must not stay behind in the flow. */
function keepOnly(node: EditorNode, form: Form): void {
  const names = 'fields' in form ? (form as OperationForm).fields.map(({ name }) => name) : [];
  node.fields = Object.fromEntries(Object.entries(storedFields(node.fields)).filter(([name]) => names.includes(name)));
}
