import type { Form, FormField, OperationForm } from './forms.ts';
import { hasErrorSwitch, portEvents } from './property-form.ts';
import { isEntered, isStored, type Stored, storedFields } from './stored.ts';
import { chrome, outputText, typeLabel, valueText } from './texts.ts';

/** The name of a node, or in short what it does. */
export function labelOf(node: EditorNode, form: Form): string {
  if (node.name) return node.name;
  if ('fields' in form) return [typeLabel(node), mainValue(node, form)].filter(Boolean).join(' ');
  const value = form.labelFrom ? asText(node[form.labelFrom]) : '';
  if (form.config) return value || typeLabel(node);
  return [typeLabel(node), value].filter(Boolean).join(' ');
}

function asText(value: unknown): string {
  if (isStored(value)) return shown(value);
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

/** What says nothing at a glance. */
const code: readonly string[] = ['json', 'jsonata'];

/** The first of the required values that is set, as far as it may be seen and can be read at a glance. */
function mainValue(node: EditorNode, form: OperationForm): string {
  const fields = storedFields(node.fields);
  const mayBeSeen = ({ name, secret }: FormField) =>
    !secret && isEntered(fields[name]) && !code.includes(fields[name].type);
  const main = form.fields.find((field) => field.required && mayBeSeen(field));
  const stored = main && fields[main.name];
  if (stored?.type === 'str' && main?.allowed && !main.named && !main.many) {
    return valueText(node, main.list ?? main.name, stored.value);
  }
  return stored ? shown(stored) : '';
}

function shown({ type, value }: Stored): string {
  if (type === 'env') return `\${${value}}`;
  return ['msg', 'flow', 'global'].includes(type) ? `${type}.${value}` : String(value);
}

/** The label of an output, as the workspace shows it over the port. */
export function outputLabelOf(node: EditorNode, form: Form, index: number): string {
  if ('fields' in form) return chrome(index === 0 ? 'result' : 'errors');
  if (hasErrorSwitch(form)) return chrome(index === 0 ? 'result' : 'errors');
  const name = form.outputNames?.[index];
  if (name) return outputText(node, name);
  const events = portEvents(node, form);
  if (events.length === 0) return '';
  return events[index] ?? chrome('otherEvents');
}
