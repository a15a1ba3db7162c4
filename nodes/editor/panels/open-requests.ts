import type { OpenStatus } from '../../partner/open/open-routes.ts';
import type { Dialog } from '../dialog.ts';
import { chrome } from '../texts.ts';
import { entryPanel } from './entry-list.ts';

/** Shows the requests that no flow has answered yet, and lets the user hand them out again. */
export function openRequestsPanel(dialog: Dialog, place: JQuery): void {
  entryPanel<OpenStatus>(dialog, place, {
    list: 'open-requests',
    actions: [['hand-out', 'fa-repeat']],
    summary: ({ open, overdue }) => chrome('openCounts', { open, overdue }),
    entries: ({ requests }) =>
      requests.map(({ id, useCase, customer, about, acceptedAt, dueAt, overdue, handedOut }) => ({
        id,
        title: chrome(`request-${useCase}`),
        text: [customer, about].filter(Boolean).join(': '),
        note: [
          chrome('openSince', { time: timeText(acceptedAt) }),
          overdue ? chrome('openOverdue') : dueAt && chrome('openDue', { time: timeText(dueAt) }),
          handedOut ? '' : chrome('openNobody'),
        ]
          .filter(Boolean)
          .join(', '),
        name: about,
      })),
  });
}

/** A moment as people read it where they are. */
function timeText(time: string): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
