import type { Property } from '../../catalogue/property.ts';
import type { Dialog } from '../dialog.ts';
import { isChoiceOfSeveral } from '../property-checks.ts';

/** What stands in an open dialog, saved or not. */
export interface TypedValues {
  readonly config: Readonly<Record<string, unknown>>;
  /** Those that were typed; a stored one stays where it is. */
  readonly credentials: Readonly<Record<string, string>>;
}

/** Reads what stands in a dialog at this moment, saved or not. */
export function typedValues({ form, root, prefix }: Dialog): TypedValues {
  const inputValue = (id: string): string => String(root.find(`#${CSS.escape(id)}`).val() ?? '');
  const read = (name: string, property: Property): unknown => {
    if (property.type === 'boolean') return root.find(`#${CSS.escape(`telephony-${name}`)}`).prop('checked') === true;
    if (isChoiceOfSeveral(property)) return chosen(root, `telephony-${name}`);
    const value = inputValue(property.config ? `${prefix}-${name}` : `telephony-${name}`);
    return property.config && value === '_ADD_' ? '' : value;
  };
  const all = Object.entries(form.properties).filter(([, { editor }]) => editor !== 'consent');
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
