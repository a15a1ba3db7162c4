import forms from 'virtual:forms';
import { fieldProblems } from './checks.ts';
import type { Form } from './forms.ts';
import { labelOf, outputLabelOf } from './labels.ts';
import { prepareOperation, timeoutProblem } from './operation-form.ts';
import { propertyProblem } from './property-checks.ts';
import { prepareProperties } from './property-form.ts';
import { isStored, storedFields } from './stored.ts';
import { chrome, typeLabel } from './texts.ts';

/** What to do when the open dialog of a node is accepted. */
const saves = new WeakMap<EditorNode, () => void>();

function formOf(type: string): Form {
  return forms[type] ?? { properties: {} };
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

  inputLabel(this: EditorNode): string {
    return chrome('input');
  },

  outputLabel(this: EditorNode, index: number): string {
    return outputLabelOf(this, formOf(this.type), index);
  },

  prepare(this: EditorNode): void {
    const form = formOf(this.type);
    saves.set(this, 'fields' in form ? prepareOperation(this, form) : prepareProperties(this, form));
  },

  save(this: EditorNode): void {
    saves.get(this)?.();
    saves.delete(this);
  },

  validFields(this: EditorNode, value: unknown, _options: object): true | string[] {
    const form = formOf(this.type);
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
