import forms from 'virtual:forms';
import { fieldProblems } from './checks.ts';
import type { Form } from './forms.ts';
import { labelOf, outputLabelOf } from './labels.ts';
import { prepareOperation, timeoutProblem } from './operation-form.ts';
import { arrangeInPalette } from './palette.ts';
import { prepareChoice } from './panels/operation-choice.ts';
import { propertyProblem } from './property-checks.ts';
import { prepareProperties } from './property-form.ts';
import { isStored, storedFields } from './stored.ts';
import { chrome, typeLabel } from './texts.ts';

/** What to do when the open dialog of a node is accepted. */
const saves = new WeakMap<EditorNode, () => void>();

function formOf(type: string): Form {
  return forms[type] ?? { properties: {} };
}

/** The form of the operation that a node carries out, whether by its type or by choice; else that of its type. */
function formFor(node: EditorNode): Form {
  const form = formOf(node.type);
  const property = choiceIn(form);
  const chosen = property ? formOf(String(node[property] ?? '')) : form;
  return 'fields' in chosen ? chosen : form;
}

/** The property that holds the operation of a node which has a choice. */
function choiceIn(form: Form): string | undefined {
  if (!('operations' in form)) return undefined;
  return Object.entries(form.properties).find(([, { editor }]) => editor === 'operation')?.[0];
}

/** What every node type's registration refers to; the editor calls all of them with the node as `this`. */
const shared = {
  label(this: EditorNode): string {
    return labelOf(this, formOf(this.type));
  },

  labelStyle(this: EditorNode): string {
    return this.name ? 'node_label_italic' : '';
  },

  paletteLabel(this: NodeDefinition): string {
    return typeLabel(this);
  },

  paletteAdded(this: NodeDefinition): void {
    arrangeInPalette(this);
  },

  inputLabel(this: EditorNode): string {
    return chrome('input');
  },

  outputLabel(this: EditorNode, index: number): string {
    return outputLabelOf(this, formFor(this), index);
  },

  prepare(this: EditorNode): void {
    const form = formOf(this.type);
    if ('fields' in form) saves.set(this, prepareOperation(this, form));
    else {
      const choice = choiceIn(form);
      saves.set(this, choice ? prepareChoice(this, form, choice, formOf) : prepareProperties(this, form));
    }
  },

  save(this: EditorNode): void {
    saves.get(this)?.();
    saves.delete(this);
  },

  validFields(this: EditorNode, value: unknown, _options: object): true | string[] {
    const form = formFor(this);
    const problems = 'fields' in form ? fieldProblems(this, form, storedFields(value)) : [];
    return problems.length === 0 || problems;
  },

  validOutput(this: EditorNode, value: unknown, _options: object): true | string {
    const problem =
      value === undefined || (isStored(value) && RED.utils.validateTypedProperty(value.value, value.type, {}));
    return problem === true || chrome('errorOutput');
  },

  validTimeout(this: EditorNode, value: unknown, _options: object): true | string {
    return timeoutProblem(value) ?? true;
  },

  /** The check of one property of a node type that is no operation. */
  valid(name: string) {
    return function (this: EditorNode, value: unknown, _options: object): true | string {
      const form = formOf(this.type);
      const property = 'properties' in form ? form.properties[name] : undefined;
      return (property && propertyProblem(this, name, property, value)) ?? true;
    };
  },
};

// Every set brings the tag of this script, so it runs several times.
window.SwitchboardTelephony ??= shared;
