import type { OutboxStatus } from '../partner/outbox-desk.ts';
import type { Dialog } from './property-form.ts';
import { button, hint } from './rows.ts';
import { chrome } from './texts.ts';

/** Shows the events that Orange has not taken yet, and lets the user retry or discard them. */
export function outboxPanel({ node }: Dialog, place: JQuery): void {
  // Without a leading slash: only then does the editor send its own authorization.
  const address = `telephony/business-apps/${encodeURIComponent(node.id)}/events`;
  const list = $('<div class="st-list" role="status">').appendTo(place);
  const buttons = $('<div class="st-buttons">').css('margin-top', '6px').appendTo(place);

  const show = ({ events, waiting, parked }: OutboxStatus): void => {
    list.empty();
    hint(list, chrome('outboxCounts', { waiting, parked }));
    for (const event of events) line(list, event);
    RED.tray.resize();
  };
  const failed = ({ responseJSON }: { responseJSON?: { message?: string } }): void => {
    list.empty();
    hint(list, responseJSON?.message ?? chrome('outboxUnknown'));
  };
  const refresh = (): void => {
    void $.getJSON(address).then(show, failed);
  };
  const line = (
    parent: JQuery,
    { id, state, type, about, attempts, lastStatus }: OutboxStatus['events'][number],
  ): void => {
    const row = $('<div class="st-event">').attr('data-event', id).appendTo(parent);
    const text = $('<span class="st-event-text">').appendTo(row);
    const trouble = [lastStatus, attempts > 0 ? chrome('outboxAttempts', { attempts }) : ''].filter(Boolean).join(', ');
    $('<b>')
      .text(chrome(`outbox-${state}`))
      .appendTo(text);
    $('<span>').text(` ${type}: ${about}`).appendTo(text);
    if (trouble) $('<small>').text(trouble).appendTo(text);
    for (const [action, icon] of [
      ['retry', 'fa-refresh'],
      ['discard', 'fa-trash-o'],
    ] as const) {
      const name = chrome(action);
      button(row, icon, '')
        .attr({ title: name, 'aria-label': `${name}: ${about}`, 'data-action': action })
        .on('click', () => {
          void $.ajax({ url: `${address}/${encodeURIComponent(id)}/${action}`, method: 'POST' }).then(
            (status) => show(status as OutboxStatus),
            failed,
          );
        });
    }
  };

  button(buttons, 'fa-refresh', chrome('refresh')).on('click', refresh);
  refresh();
}
