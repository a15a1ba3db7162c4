import { notifications } from '../../../catalogue/teaming/notifications.ts';
import { escaped } from '../../../runtime/http/markup.ts';
import { isObject, type Json } from '../../../schema/json.ts';
import { placeOf } from '../../../schema/places.ts';
import { type Notification, terminated } from './event.ts';

/** A notification as it goes out. */
export interface Body {
  readonly contentType: string;
  readonly text: string;
}

/** A notification as JSON, in the field names of the API. */
export function jsonBody({ eventId, sequenceNumber, subscription, userId, data }: Notification): Body {
  const { subscriptionId, applicationId, targetId, targetType, eventType } = subscription;
  const text = JSON.stringify({
    eventId,
    sequenceNumber,
    subscriptionId,
    applicationId,
    targetId,
    targetType,
    ...(targetType !== 'User' && { userId }),
    eventType,
    eventData: data,
  });
  return { contentType: 'application/json', text };
}

const { CallTimes } = notifications.representations;
const times: ReadonlySet<string> = new Set(Object.entries(CallTimes).map(([name, field]) => placeOf(field, name)));
/** What the platform calls differently from the API. */
const ownNames: Readonly<Record<string, string>> = { externalTrackingId: 'extTrackingId', phoneNumber: 'address' };

/** A notification as the platform behind the API writes it natively. */
export function xmlBody({ eventId, sequenceNumber, subscription, userId, data }: Notification): Body {
  const { subscriptionId, applicationId, targetId, callBackUrl } = subscription;
  const envelope = elements({
    eventID: eventId,
    sequenceNumber,
    userId,
    subscriptionId,
    externalApplicationId: applicationId,
    httpContact: { uri: callBackUrl },
    targetId,
  });
  const { type: event, ...contents } = data;
  const ends = event === terminated;
  const told = ends ? '' : `<xsi:eventData xsi1:type="xsi:${event}">${elements(contents)}</xsi:eventData>`;
  const head = `xmlns:xsi="http://schema.broadsoft.com/xsi" xmlns:xsi1="http://www.w3.org/2001/XMLSchema-instance"`;
  const type = ends ? terminated : 'SubscriptionEvent';
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<xsi:Event ${head} xsi1:type="xsi:${type}">${envelope}${told}</xsi:Event>`;
  return { contentType: 'application/xml; charset=UTF-8', text };
}

/** What JSON has under names, as elements: a list becomes an element with one for each item in it. */
function elements(fields: Json): string {
  return Object.entries(fields)
    .map(([name, value]) => (value === undefined ? '' : element(ownNames[name] ?? name, contentOf(name, value))))
    .join('');
}

function contentOf(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element(name.replace(/s$/, ''), contentOf('', item))).join('');
  if (isObject(value)) return elements(value);
  if (name === 'phoneNumber') return escaped(`tel:${value}`);
  return escaped(times.has(name) ? String(Date.parse(String(value).replace(' ', 'T'))) : String(value));
}

function element(name: string, content: string): string {
  return `<xsi:${name}>${content}</xsi:${name}>`;
}
