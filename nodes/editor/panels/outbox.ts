import type { OutboxStatus } from '../../partner/outbox/outbox-routes.ts';
import type { Dialog } from '../dialog.ts';
import { chrome } from '../texts.ts';
import { entryPanel } from './entry-list.ts';

/** Shows the events that have not been taken yet, and lets the user send them again or discard them. */
export function outboxPanel(dialog: Dialog, place: JQuery): void {
  entryPanel<OutboxStatus>(dialog, place, {
    list: 'outbox',
    actions: [
      ['retry', 'fa-repeat'],
      ['discard', 'fa-trash-o'],
    ],
    summary: ({ waiting, parked }) => chrome('outboxCounts', { waiting, parked }),
    entries: ({ events }) =>
      events.map(({ id, state, type, about, attempts, lastStatus }) => ({
        id,
        title: chrome(`outbox-${state}`),
        text: `${type}: ${about}`,
        note: [lastStatus, attempts > 0 ? chrome('outboxAttempts', { attempts }) : ''].filter(Boolean).join(', '),
        name: about,
      })),
  });
}
