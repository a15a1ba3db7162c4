import type { Json } from './json.ts';

/** Result of an asynchronous order: what is posted to Orange's productordering event address. */
export function orderEvent(order: Json, time: string): Json {
  const type = order['state'] === 'failed' ? 'failedStateNotification' : 'completedStateNotification';
  return { type, time, resource: order };
}

/** Result of an asynchronous update of licences: what is posted to Orange's userservice event address. */
export function licenceEvent(update: Json, time: string): Json {
  return { type: 'updateNotification', time, resource: update };
}
