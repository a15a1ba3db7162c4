import type { PropertyChoices } from '../../catalogue/property.ts';
import type { Dialog } from '../dialog.ts';
import { typedValues } from '../rows/typed-values.ts';
import { propertyText } from '../texts.ts';
import { choiceButton, type LookupTarget } from './lookup-button.ts';
import { chosenAccount, type LookupAccount } from './lookup-request.ts';

/** Buttons beside the input of a property that ask the account what there is to choose: one for each type of account, the others hidden. */
export function propertyLookup(dialog: Dialog, place: JQuery, name: string, target: LookupTarget): void {
  const { form, node, speaker = node } = dialog;
  const { choices = {} } = form.properties[name] ?? {};
  for (const [type, { operation, field, many, typed, known = {} }] of Object.entries(choices)) {
    const account = accountIn(dialog, type);
    if (!account) continue;
    const box = $('<span class="st-offer">').appendTo(place);
    const question = {
      name: `${name}-${type}`,
      account,
      operation,
      field,
      many: many === true,
      typed: typed === true,
      known: () => valuesOf(known),
      labelOf: (wanted: string) => known[wanted] && propertyText(speaker, known[wanted], 'label'),
    };
    choiceButton(place, question, target, box);
    followSystem(dialog, type, box);
  }
}

/** Where the account of a type is chosen in the dialog; the dialog itself, if it is that of such an account. */
function accountIn(dialog: Dialog, type: string): (() => LookupAccount | undefined) | undefined {
  const { form, node } = dialog;
  if (node.type === type) return () => ({ id: node.id, type, changed: true, ...typedValues(dialog) });
  const [property] = Object.entries(form.properties).find(([, { config }]) => config === type) ?? [];
  return property ? () => chosenAccount(property) : undefined;
}

/** Shows the button only while the system is chosen whose account it asks. */
function followSystem({ form }: Dialog, type: string, box: JQuery): void {
  const account = Object.values(form.properties).find(({ config }) => config === type);
  for (const [name, values] of Object.entries(account?.beside ?? {})) {
    const select = $(`#telephony-${name}`);
    const update = (): void => void box.toggle(values.includes(String(select.val())));
    select.on('change', update);
    update();
  }
}

/** What is entered in the inputs of other properties, as far as it is known without a message. */
function valuesOf(known: NonNullable<PropertyChoices['known']>): Readonly<Record<string, string>> {
  const values = Object.entries(known).map(([field, property]) => {
    const input = $(`#telephony-${property}`);
    const typed = input.siblings('.red-ui-typedInput-container').length > 0;
    if (typed && input.typedInput('type') !== 'str') return [field, ''] as const;
    return [field, String(typed ? input.typedInput('value') : (input.val() ?? ''))] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== '' && !value.includes('{{')));
}
