import type { Property } from '../../catalogue/property.ts';
import { checkBox, selectBox } from '../rows/rows.ts';
import { typedField } from '../rows/typed-field.ts';
import { isStored, type Stored } from '../stored.ts';
import { chrome, optionText } from '../texts.ts';

/** One comparison as a flow stores it. */
interface Rule {
  readonly field: string;
  readonly operation: string;
  readonly value: Stored;
  /** Forms a group with the rule above. */
  readonly together?: true;
}

/** What the list keeps with each of its rows: how it reads now. */
const readers = 'telephony-rule';

function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && 'field' in value && 'operation' in value && 'value' in value;
}

/** A list of comparisons, each with what is compared, how, and with which value. Gives what saves it when it was changed. */
export function criteriaList(
  node: EditorNode,
  place: JQuery,
  id: string,
  name: string,
  { values = [], comparisons = [] }: Property,
): () => void {
  const stored: readonly unknown[] = Array.isArray(node[name]) ? node[name] : [];
  const fields = values.map((value) => [value, optionText(node, name, value)] as const);
  const operations = comparisons.map((value) => [value, chrome(`compare-${value}`)] as const);
  const list = $('<ol>').attr('id', id).appendTo($('<div style="width:100%">').appendTo(place));
  list.editableList<Partial<Rule>>({
    removable: true,
    sortable: true,
    height: 'auto',
    addButton: chrome('addRule'),
    addItem(container, index, rule) {
      const line = $('<div class="st-rule">').appendTo(container);
      const field = selectBox(line, `${id}-${index}-field`, fields, rule.field ?? values[0] ?? '');
      const operation = selectBox(line, `${id}-${index}-operation`, operations, rule.operation ?? comparisons[0] ?? '');
      const element = $('<input type="text" style="width:100%">').attr('id', `${id}-${index}-value`);
      $('<div class="st-rule-value">').append(element).appendTo(line);
      const input = typedField(node, element, { name }, isStored(rule.value) ? rule.value : undefined);
      const together = checkBox(line, `${id}-${index}-together`, chrome('together'), rule.together === true);
      const indent = (): void => void line.toggleClass('st-rule-together', together.prop('checked') === true);
      together.on('change', indent);
      indent();
      const read = (): Rule => ({
        field: String(field.val() ?? ''),
        operation: String(operation.val() ?? ''),
        value: input.read(),
        ...(together.prop('checked') === true && { together: true }),
      });
      container.data(readers, read);
    },
  });
  for (const rule of stored.filter(isRule)) list.editableList('addItem', rule);
  const before = JSON.stringify(rulesIn(list));
  return () => {
    const now = rulesIn(list);
    if (JSON.stringify(now) !== before) node[name] = now;
  };
}

function rulesIn(list: JQuery): Rule[] {
  return list
    .editableList('items')
    .toArray()
    .map((element) => ($(element).data(readers) as () => Rule)());
}
