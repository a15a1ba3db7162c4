import type { Property } from '../catalogue/types.ts';
import { numberProblem } from './checks.ts';
import { chrome, propertyText } from './texts.ts';

/** What is wrong with the text of a property; nothing if it is fine. */
export function propertyProblem(
  node: EditorNode,
  name: string,
  property: Property,
  value: unknown,
): string | undefined {
  const label = propertyText(node, name, 'label');
  const text = String(value ?? '');
  if (text === '') return isMissing(node, property) ? chrome('errorRequired', { name: label }) : undefined;
  return property.kind === 'number' ? numberProblem(label, text, property) : undefined;
}

/** Whether a value has to be given: it is required as things are, and nothing stands in its stead. */
function isMissing({ credentials = {}, ...node }: EditorNode, { required, unless, when = {} }: Property): boolean {
  if (!required || !Object.entries(when).every(([name, values]) => values.includes(String(node[name])))) return false;
  return !unless || !(node[unless] || credentials[unless] || credentials[`has_${unless}`]);
}
