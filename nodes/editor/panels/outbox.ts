import type { OutboxStatus } from '../../partner/outbox/outbox-routes.ts';
import type { Dialog } from '../dialog.ts';
import { button, hint } from '../rows/rows.ts';
import { chrome } from '../texts.ts';

type Waiting = OutboxStatus['events'][number];

/** Milliseconds after which it is worth looking what became of an event that was sent again. */
const worthALook = 2000;

const actions = [
  ['retry', 'fa-repeat'],
  ['discard', 'fa-trash-o'],
] as const;

/** Shows the events that have not been taken yet, and lets the user send them again or discard them. */
export function outboxPanel({ node }: Dialog, place: JQuery): void {
  // Without a leading slash: only then does the editor send its own authorization.
  const address = `telephony/outbox/${encodeURIComponent(node.id)}`;
  const list = $('<div class="st-list" role="status">').appendTo(place);
  const buttons = $('<div class="st-buttons">').css('margin-top', '6px').appendTo(place);

  const show = ({ events, waiting, parked }: OutboxStatus): void => {
    list.empty();
    hint(list, chrome('outboxCounts', { waiting, parked }));
    for (const event of events) eventRow(list, event, act);
    RED.tray.resize();
  };
  const failed = ({ responseJSON }: { responseJSON?: { message?: string } }): void => {
    list.empty();
    hint(list, responseJSON?.message ?? chrome('outboxUnknown'));
  };
  const refresh = (): void => {
    void $.getJSON(address).then(show, failed);
  };
  const act = (id: string, action: string): void => {
    void $.ajax({ url: `${address}/${encodeURIComponent(id)}/${action}`, method: 'POST' }).then((status) => {
      show(status as OutboxStatus);
      setTimeout(() => place.closest('body').length > 0 && refresh(), worthALook);
    }, failed);
  };

  button(buttons, 'fa-refresh', chrome('refresh')).attr('data-action', 'refresh').on('click', refresh);
  refresh();
}

function eventRow(list: JQuery, event: Waiting, act: (id: string, action: string) => void): void {
  const { id, state, type, about, attempts, lastStatus } = event;
  const row = $('<div class="st-event">').attr('data-event', id).appendTo(list);
  const text = $('<span class="st-event-text">').appendTo(row);
  const tried = attempts > 0 ? chrome('outboxAttempts', { attempts }) : '';
  $('<b>')
    .text(chrome(`outbox-${state}`))
    .appendTo(text);
  $('<span>').text(` ${type}: ${about}`).appendTo(text);
  $('<small>').text([lastStatus, tried].filter(Boolean).join(', ')).appendTo(text);
  for (const [action, icon] of actions) {
    const name = chrome(action);
    button(row, icon, '')
      .attr({ title: name, 'aria-label': `${name}: ${about}`, 'data-action': action })
      .on('click', () => act(id, action));
  }
}
