import { escaped } from '../../markup.ts';
import type { CallView } from '../calls/model.ts';
import { type Notification, terminated } from './event.ts';

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

/** An element: text, or elements in it. Absent values leave no element. */
type Content = string | number | boolean | undefined | readonly Element[];
type Element = readonly [name: string, content: Content];

/** A notification as the platform behind the API writes it natively. */
export function xmlBody({ eventId, sequenceNumber, subscription, userId, data }: Notification): Body {
  const { subscriptionId, applicationId, targetId, callBackUrl } = subscription;
  const envelope: readonly Element[] = [
    ['eventID', eventId],
    ['sequenceNumber', sequenceNumber],
    ['userId', userId],
    ['subscriptionId', subscriptionId],
    ['externalApplicationId', applicationId],
    ['httpContact', [['uri', callBackUrl]]],
    ['targetId', targetId],
  ];
  const ends = data.type === terminated;
  const contents = `${envelope.map(element).join('')}${ends ? '' : eventData(data)}`;
  const head = `xmlns:xsi="http://schema.broadsoft.com/xsi" xmlns:xsi1="http://www.w3.org/2001/XMLSchema-instance"`;
  const type = ends ? terminated : 'SubscriptionEvent';
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<xsi:Event ${head} xsi1:type="xsi:${type}">${contents}</xsi:Event>`;
  return { contentType: 'application/xml; charset=UTF-8', text };
}

function eventData({ type, call, calls, messageSummary, info }: Notification['data']): string {
  const contents: readonly Element[] = [
    ['call', call && callElements(call)],
    ['calls', calls?.map((one) => ['call', callElements(one)] as const)],
    ['messageSummary', messageSummary && Object.entries(messageSummary)],
    ['info', info && Object.entries(info)],
  ];
  return `<xsi:eventData xsi1:type="xsi:${type}">${contents.map(element).join('')}</xsi:eventData>`;
}

function callElements(call: CallView): readonly Element[] {
  const { name, phoneNumber, userId, callType } = call.remoteParty;
  return [
    ['callId', call.callId],
    ['extTrackingId', call.externalTrackingId],
    ['personality', call.personality],
    ['state', call.state],
    ['releasingParty', call.releasingParty],
    [
      'remoteParty',
      [
        ['name', name],
        ['address', `tel:${phoneNumber}`],
        ['userId', userId],
        ['callType', callType],
      ],
    ],
    ['startTime', epoch(call.startTime)],
    ['answerTime', epoch(call.answerTime)],
    ['heldTime', epoch(call.heldTime)],
    ['releaseTime', epoch(call.releaseTime)],
  ];
}

function epoch(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time.replace(' ', 'T'));
}

function element([name, content]: Element): string {
  if (content === undefined) return '';
  const inner = typeof content === 'object' ? content.map(element).join('') : escaped(String(content));
  return `<xsi:${name}>${inner}</xsi:${name}>`;
}
