/** What the dialogs use of the editor of Node-RED 4 and 5. */

declare module 'virtual:forms' {
  const forms: import('./forms.ts').Forms;
  export default forms;
}

declare module 'virtual:words' {
  /** Strings of the dialogs by language and key. */
  const words: Readonly<Record<string, Readonly<Record<string, string>>>>;
  export default words;
}

declare const RED: {
  readonly i18n: { lang(): string };
  readonly user?: { hasPermission?(permission: string): boolean };
  readonly editor: {
    prepareConfigNodeSelect(node: EditorNode, property: string, type: string, prefix: string): void;
    editConfig(name: string, type: string, id: string): void;
    editJSON(options: { value: string; focus: boolean; complete: (value: string) => void }): void;
  };
  readonly clipboard?: { copyText?(text: string, target: JQuery, said: string): unknown };
  readonly nodes: {
    node(id: unknown): EditorNode | null;
    /** Stops at the first call that answers false. */
    eachConfig(visit: (config: EditorNode) => unknown): void;
  };
  readonly popover: {
    tooltip(target: JQuery, content: string | (() => string)): unknown;
  };
  readonly plugins: { registerPlugin(id: string, definition: { readonly onadd: () => void }): void };
  readonly actions: { add(name: string, act: () => void): void };
  readonly settings: {
    /** Order of the palette's categories, where settings.js names one; newer ones name it in the theme. */
    readonly paletteCategories?: readonly string[];
    theme(part: 'palette.categories'): { readonly order?: readonly string[] } | undefined;
  };
  readonly sidebar: {
    addTab(options: {
      readonly id: string;
      readonly name: string;
      readonly label: string;
      readonly iconClass: string;
      readonly action: string;
      readonly content: Element;
    }): void;
    show(id: string): void;
  };
  readonly tourGuide?: { run?(address: string): void };
  readonly view: { reveal(id: string): void };
  readonly tray: { resize(): void };
  readonly utils: {
    /** True, or what is wrong. */
    validateTypedProperty(value: string, type: string, options: object): true | string;
  };
};

/** A node on a tab, or a configuration node. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  readonly _def: NodeDefinition;
  name?: string;
  outputs?: number;
  credentials?: Record<string, unknown>;
  /** Translates a key of the node's own message catalogue. */
  _(key: string, options?: Readonly<Record<string, unknown>>): string;
  [property: string]: unknown;
}

interface NodeDefinition {
  readonly type: string;
  readonly category: string;
  readonly defaults: Readonly<Record<string, { readonly value?: unknown }>>;
  _(key: string, options?: Readonly<Record<string, unknown>>): string;
}

/** A type that a typed input offers. */
interface TypedInputType {
  readonly value: string;
  readonly label?: string;
  readonly icon?: string;
  readonly inputType?: 'password';
  readonly multiple?: boolean;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly validate?: (value: string) => true | string;
  readonly autoComplete?: (typed: string) => Suggestion[];
  readonly expand?: (this: { value(): string; value(text: string): void }) => void;
  readonly valueLabel?: (this: { value(): string }, container: JQuery) => void;
}

/** What may be meant by what is typed. */
interface Suggestion {
  readonly value: string;
  readonly label: string;
}

/** What a list that the user can add to and take from needs to know. */
interface EditableListOptions<T> {
  readonly addItem: (container: JQuery, index: number, item: T) => void;
  readonly removable: boolean;
  readonly sortable: boolean;
  readonly height: 'auto' | number;
  readonly addButton: string;
}

interface JQuery {
  editableList<T>(options: EditableListOptions<T>): this;
  editableList<T>(action: 'addItem', item: T): void;
  editableList(action: 'items'): JQuery;
  typedInput(options: { types: readonly (string | TypedInputType)[]; default: string }): this;
  typedInput(question: 'type' | 'value'): string;
  typedInput(property: 'type' | 'value', value: string): void;
  typedInput(property: 'types', value: readonly (string | TypedInputType)[]): void;
  typedInput(action: 'validate'): boolean;
}

interface Window {
  SwitchboardTelephony?: object;
}
