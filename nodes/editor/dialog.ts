import type { PropertyForm } from './forms.ts';
import type { Speaker } from './texts.ts';

/** What the inputs of a dialog share while it is open. */
export interface Dialog {
  readonly node: EditorNode;
  readonly form: PropertyForm;
  readonly root: JQuery;
  readonly prefix: string;
  /** Who knows the words; the node itself if absent. */
  readonly speaker?: Speaker;
}
