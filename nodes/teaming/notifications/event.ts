import type { Plain } from '../../catalogue/static.ts';
import { teaming } from '../../catalogue/teaming/index.ts';
import type { notifications } from '../../catalogue/teaming/notifications.ts';
import { EventReader } from '../../schema/events.ts';

/** What happened, in one word, whatever the shape in which it was told. */
export type EventKind = keyof (typeof notifications)['events'];

/** A notification in plain fields. Whatever it leaves out is absent; times are ISO 8601. */
export interface TeamingEvent extends Plain<typeof notifications, 'Notification'> {
  readonly event: EventKind;
  /** As it was sent: what JSON held, or the text of an XML document. */
  readonly raw: unknown;
}

const reader = new EventReader(teaming);

/**
 * Puts a notification into plain fields; what is not understood is `other`.
 * @param notification an object out of JSON or XML
 * @param raw what to pass on of it
 */
export function readEvent(notification: unknown, raw: unknown): TeamingEvent {
  const { name, value } = reader.read(notification);
  return { event: name as EventKind, ...value, raw };
}
