import { chrome, propertyText } from '../texts.ts';
import { checkBox, row } from './rows.ts';

/** A row with Node-RED's own list of configuration nodes of one type. */
export interface ConfigRow {
  /** To be called before the editor reads the form. */
  save(): void;
}

interface ConfigReference {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly help?: string;
  readonly required?: boolean | undefined;
}

/** A row that refers to a configuration node. One that may be left out hides behind a check box. */
export function configRow(parent: JQuery, node: EditorNode, prefix: string, reference: ConfigReference): ConfigRow {
  const { name, type, label, help = '', required } = reference;
  const id = `${prefix}-${name}`;
  const before = String(node[name] ?? '');
  const unused = required ? undefined : optional(parent, id, reference, before);
  const place = required ? row(parent, { label, help, required, input: id }) : row(parent, { label: '' });
  if (unused) place.parent().toggle(before !== '');
  unused?.on('change', () => {
    place.parent().toggle(unused.prop('checked') === true);
    RED.tray.resize();
  });
  $('<input type="text" style="width:100%">').attr('id', id).appendTo(place);
  RED.editor.prepareConfigNodeSelect(node, name, type, prefix);
  if (required && before === '') chooseOnly($(`#${id}`));
  checkWhenChosen($(`#${id}`), required === true);
  return {
    save() {
      const select = $(`#${id}`);
      if (unused?.prop('checked') === false) select.val('_ADD_');
      const value = String(select.val() ?? '');
      // An unchanged reference is none of the editor's business, or a missing property would become an empty one.
      if ((value === '_ADD_' ? '' : value) === before) select.removeAttr('id');
    },
  };
}

/** Chooses the only configuration node that there is. */
function chooseOnly(select: JQuery): void {
  const known = select
    .find('option')
    .toArray()
    .map((option) => String($(option).val()))
    .filter((value) => value !== '' && value !== '_ADD_');
  if (known.length === 1 && known[0]) select.val(known[0]);
}

/** The editor marks what is wrong when the dialog opens, and looks again only at inputs that were there before. */
function checkWhenChosen(select: JQuery, required: boolean): void {
  select.on('change', () => {
    const chosen = String(select.val() ?? '');
    const account = RED.nodes.node(chosen);
    const isRight = chosen === '' || chosen === '_ADD_' ? !required : account !== null && account.valid !== false;
    select.toggleClass('input-error', !isRight);
    if (!isRight) return;
    select.data('tooltip')?.delete();
    select.removeData('tooltip');
  });
}

function optional(parent: JQuery, id: string, reference: ConfigReference, value: string): JQuery {
  const { label, help = '' } = reference;
  return checkBox(row(parent, { label, help }), `${id}-use`, chrome('use'), value !== '');
}

/** The reference of a property, with its words. */
export function configReferenceOf(
  node: EditorNode,
  name: string,
  type: string,
  required: boolean | undefined,
): ConfigReference {
  return {
    name,
    type,
    required,
    label: propertyText(node, name, 'label'),
    help: propertyText(node, name, 'help'),
  };
}
