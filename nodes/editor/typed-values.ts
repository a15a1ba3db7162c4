import type { Property } from '../catalogue/types.ts';
import type { Dialog } from './property-form.ts';

/** What stands in an open dialog, saved or not. */
export interface TypedValues {
  readonly config: Readonly<Record<string, unknown>>;
  /** Those that were typed; a stored one stays where it is. */
  readonly credentials: Readonly<Record<string, string>>;
}

export function typedValues({ form, root, prefix }: Dialog): TypedValues {
  const inputValue = (id: string): string => String(root.find(`#${CSS.escape(id)}`).val() ?? '');
  const read = (name: string, property: Property): unknown => {
    if (property.kind === 'choices') return chosen(root, `telephony-${name}`);
    const value = inputValue(property.kind === 'config' ? `${prefix}-${name}` : `telephony-${name}`);
    return property.kind === 'config' && value === '_ADD_' ? '' : value;
  };
  const all = Object.entries(form.properties).filter(([, { kind }]) => kind !== 'consent');
  const plain = all.filter(([, { credential }]) => !credential);
  const secret = all.filter(([, { credential }]) => credential);
  return {
    config: Object.fromEntries(plain.map(([name, property]) => [name, read(name, property)])),
    credentials: Object.fromEntries(secret.map(([name]) => [name, inputValue(`${prefix}-${name}`)])),
  };
}

/** The checked ones of the boxes of a property, and what was typed beside them. */
function chosen(root: JQuery, id: string): string[] {
  const boxes = root.find(`input[type=checkbox][id^="${CSS.escape(id)}-"]:checked`).toArray();
  const typed = String(root.find(`#${CSS.escape(`${id}-others`)}`).val() ?? '').split(',');
  return [...boxes.map((box) => box.id.slice(id.length + 1)), ...typed.map((value) => value.trim())].filter(Boolean);
}
