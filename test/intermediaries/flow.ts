import assert from 'node:assert/strict';
import { usualConnectionTiming } from '../../nodes/opentouch/session/settings.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import { fresh, operation, tab } from '../support/flow.ts';
import type { FlowNode, NodeRed } from '../support/node-red.ts';
import { aliceAt, connected, events, sink, tlsConfig } from '../support/opentouch-site.ts';
import type { ProxyLogin } from '../support/proxy.ts';

/** A sign of life is due every 300 ms, and counts as missed 700 ms later. */
export const timing = {
  ...usualConnectionTiming,
  minute: 300,
  grace: 700,
  firstRetry: 50,
  longestRetry: 300,
  longestLoginRetry: 300,
};

/** How an account gets to its server. */
export interface Access {
  /** PEM text of the authority that vouches for the server. */
  readonly authority?: string;
  readonly proxy?: { readonly port: number; readonly login: ProxyLogin };
}

/** A flow with an operation and an event source of one account. */
export function flowTo(url: string, { authority, proxy }: Access): FlowNode[] {
  const account = aliceAt(url, { timeout: '2', ...(authority && { tls: 'tls' }), ...(proxy && { proxy: 'proxy' }) });
  const address = { name: '', url: `http://127.0.0.1:${proxy?.port}`, noproxy: [], credentials: { ...proxy?.login } };
  return tab(
    account,
    ...(authority ? [tlsConfig(true, { cadata: authority })] : []),
    ...(proxy ? [fresh('proxy', 'http proxy', address)] : []),
    operation('opentouch-get-logins'),
    events('source'),
    sink('heard'),
  );
}

/** Requests get their answers, and the channel brings what happens. */
export async function works(red: NodeRed, simulator: Simulator, mark: string): Promise<void> {
  await red.untilStatus('source', connected);
  // Those of the time before.
  while (red.waiting('errors').length > 0) await red.next('errors');
  for (let turn = 0; turn < 3; turn += 1) {
    red.inject('operation');
    const { sink: where, message } = await red.nextOf(['out', 'errors']);
    assert.equal(where, 'out', JSON.stringify(message['error']));
    assert.deepEqual(message['payload'], { loginNames: ['alice'] });
  }
  simulator.opentouch.notify('alice', { eventName: 'OnCallRemoved', loginName: 'alice', callRef: mark } as never);
  for (;;) {
    const { payload } = (await red.next('heard')) as { payload: { callRef?: string } };
    if (payload.callRef === mark) return;
  }
}
