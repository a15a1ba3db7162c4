import { randomUUID } from 'node:crypto';
import type { Subscribed } from './teaming-platform.ts';

/** A call as notifications have it in JSON. */
export const call = {
  callId: 'callhalf-27512595:0',
  externalTrackingId: '19e3604e-7353-4769-abd0-b7e388d61306',
  personality: 'Terminator',
  state: 'Alerting',
  remoteParty: { name: 'Bob', phoneNumber: '+33123456789', callType: 'Network' },
  startTime: '2026-03-02 09:15:00Z',
};

/** A notification in JSON; what is given replaces what is usual. */
export function notification(to: Subscribed, sequenceNumber: number, more: Readonly<Record<string, unknown>> = {}) {
  const { subscriptionId, applicationId, targetId, targetType, eventType } = to;
  const about = { subscriptionId, applicationId, targetId, targetType, eventType };
  const eventData = { type: 'CallReceivedEvent', call };
  return { eventId: randomUUID(), sequenceNumber, ...about, eventData, ...more };
}

/** The same in XML, as the platform behind the API has it. */
export function xmlNotification(
  to: Subscribed,
  sequenceNumber: number,
  [data, type]: readonly [string, string],
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<${data}:Event ${type}:type="${data}:SubscriptionEvent" xmlns:${data}="http://schema.broadsoft.com/xsi" xmlns:${type}="http://www.w3.org/2001/XMLSchema-instance">
  <${data}:eventID>${randomUUID()}</${data}:eventID>
  <${data}:sequenceNumber>${sequenceNumber}</${data}:sequenceNumber>
  <${data}:userId>${to.targetId}</${data}:userId>
  <${data}:externalApplicationId>${to.applicationId}</${data}:externalApplicationId>
  <${data}:subscriptionId>${to.subscriptionId}</${data}:subscriptionId>
  <${data}:httpContact><${data}:uri>http://example.com/</${data}:uri></${data}:httpContact>
  <${data}:targetId>${to.targetId}</${data}:targetId>
  <${data}:eventData ${type}:type="${data}:CallReceivedEvent">
    <${data}:call>
      <${data}:callId>callhalf-27512595:0</${data}:callId>
      <${data}:extTrackingId>19e3604e-7353-4769-abd0-b7e388d61306</${data}:extTrackingId>
      <${data}:personality>Terminator</${data}:personality>
      <${data}:state>Alerting</${data}:state>
      <${data}:remoteParty>
        <${data}:name>Bob &amp; &#xC9;va</${data}:name>
        <${data}:address countryCode="33">tel:+33123456789</${data}:address>
        <${data}:callType>Network</${data}:callType>
      </${data}:remoteParty>
      <${data}:startTime>1772442900000</${data}:startTime>
    </${data}:call>
  </${data}:eventData>
</${data}:Event>`;
}

/** Sends something to an address; resolves with the status of the answer. */
export async function post(url: string, body: object | string, type = 'application/json'): Promise<number> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method: 'POST', body: text, headers: { 'content-type': type } });
  await response.arrayBuffer();
  return response.status;
}
