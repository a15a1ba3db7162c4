import type { Dialog } from '../dialog.ts';
import { button, hint } from '../rows/rows.ts';
import { chrome } from '../texts.ts';
import { reasonIn } from './refusal.ts';

/** Milliseconds after which it is worth looking what became of an action. */
const worthALook = 2000;

/** An entry as its row shows it. */
export interface ListedEntry {
  readonly id: string;
  /** What kind of thing it is, in bold. */
  readonly title: string;
  /** What it is about. */
  readonly text: string;
  /** In small letters. */
  readonly note: string;
  /** Names its buttons, for those who cannot see the row. */
  readonly name: string;
}

/** A list of what an account keeps: where it comes from, and how it is shown. */
export interface EntryPanel<T> {
  /** The last part of the address: `telephony/<list>/<account>`. */
  readonly list: string;
  /** What can be done with each entry: the last part of the address, and the icon. */
  readonly actions: readonly (readonly [action: string, icon: string])[];
  summary(status: T): string;
  entries(status: T): readonly ListedEntry[];
}

/** Shows what an account keeps, a row for each entry with a button for each action. */
export function entryPanel<T>({ node }: Dialog, place: JQuery, panel: EntryPanel<T>): void {
  // Without a leading slash: only then does the editor send its own authorization.
  const address = `telephony/${panel.list}/${encodeURIComponent(node.id)}`;
  const list = $('<div class="st-list" role="status">').appendTo(place);
  const buttons = $('<div class="st-buttons">').css('margin-top', '6px').appendTo(place);

  const show = (status: T): void => {
    list.empty();
    hint(list, panel.summary(status));
    for (const entry of panel.entries(status)) entryRow(list, entry, panel.actions, act);
    RED.tray.resize();
  };
  const failed = (failure: unknown): void => {
    list.empty();
    hint(list, reasonIn(failure) ?? chrome('entriesUnknown'));
  };
  const refresh = (): void => {
    void $.getJSON(address).then(show, failed);
  };
  /** What could not be done is said above what there is. */
  const complain = (failure: unknown): void => {
    $('<div class="st-hint">')
      .text(reasonIn(failure) ?? chrome('entriesUnknown'))
      .prependTo(list);
  };
  const act = (id: string, action: string): void => {
    void $.ajax({ url: `${address}/${encodeURIComponent(id)}/${action}`, method: 'POST' }).then((status) => {
      show(status as T);
      setTimeout(() => place.closest('body').length > 0 && refresh(), worthALook);
    }, complain);
  };

  button(buttons, 'fa-refresh', chrome('refresh')).attr('data-action', 'refresh').on('click', refresh);
  refresh();
}

function entryRow(
  list: JQuery,
  { id, title, text, note, name }: ListedEntry,
  actions: EntryPanel<unknown>['actions'],
  act: (id: string, action: string) => void,
): void {
  const row = $('<div class="st-event">').attr('data-entry', id).appendTo(list);
  const shown = $('<span class="st-event-text">').appendTo(row);
  $('<b>').text(title).appendTo(shown);
  $('<span>').text(` ${text}`).appendTo(shown);
  $('<small>').text(note).appendTo(shown);
  for (const [action, icon] of actions) {
    const label = chrome(action);
    button(row, icon, '')
      .attr({ title: label, 'aria-label': `${label}: ${name}`, 'data-action': action })
      .on('click', () => act(id, action));
  }
}
