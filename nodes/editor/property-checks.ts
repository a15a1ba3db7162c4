import type { Property } from '../catalogue/property.ts';
import { brokenRules } from '../schema/rules.ts';
import { shapeProblem } from './checks.ts';
import { chrome, propertyText } from './texts.ts';

/** Whether it is a list of values that the dialog offers. */
export function isChoiceOfSeveral({ many, values, editor }: Property): boolean {
  return many === true && values !== undefined && editor === undefined;
}

/** What is wrong with the text of a property; nothing if it is fine. */
export function propertyProblem(
  node: EditorNode,
  name: string,
  property: Property,
  value: unknown,
): string | undefined {
  const label = propertyText(node, name, 'label');
  const text = String(value ?? '');
  if (text === '') return isMissing(node, name, property) ? chrome('errorMissing', { name: label }) : undefined;
  if (property.config) {
    const reference = RED.nodes.node(text);
    return reference && reference['valid'] !== false ? undefined : chrome('errorMissing', { name: label });
  }
  return property.editor ? undefined : shapeProblem(label, property, text);
}

/** Whether a value has to be given: it is required as things are, and nothing stands in its stead. */
function isMissing({ credentials = {}, ...node }: EditorNode, name: string, property: Property): boolean {
  const { required, requiredWhen: when, unless } = property;
  const rules = when && { requiredWhen: [{ fields: [name], when }] };
  const broken = rules ? brokenRules({ fields: [], rules }, { ...node, [name]: undefined }).length > 0 : required;
  if (!broken) return false;
  return !unless || !(node[unless] || credentials[unless] || credentials[`has_${unless}`]);
}
