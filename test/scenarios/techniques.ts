import assert from 'node:assert/strict';
import type { Stage } from '../support/examples.ts';

export async function linkCall(on: Stage): Promise<void> {
  await on.press('Who has 1005?');
  assert.equal(await on.next('It is'), 'Érin Lefèvre (1005)');
  await on.press('A colleague calls Adèle');
  assert.equal(await on.next('It rings, and it is'), 'Érin Lefèvre (1005)');
  await on.until(async () => (await on.calls('adele')).length === 0, 'the caller gives up');
}

export async function subflow(on: Stage): Promise<void> {
  await on.press('Basile goes to lunch');
  assert.equal(await on.next('What colleagues see of Basile'), 'back soon');
  await on.press('Clara comes back');
  assert.equal(await on.next('What colleagues see of Clara'), 'available');
  await on.press('Basile comes back');
  assert.equal(await on.next('What colleagues see of Basile'), 'available');
}

export async function completeAndStatus(on: Stage): Promise<void> {
  const isConnected = (lamp: string) => lamp === 'green: connected';
  await on.next('Lamp of the connection', isConnected);
  await on.press('Forward to the mobile');
  assert.match(await on.next<string>('It is done'), /^Done at \d\d:\d\d:\d\d$/);
  await on.press('Stop forwarding');
  await on.next('It is done');
  await on.press('A customer calls Diego');
  assert.equal(await on.next('Calls'), 'ringing');
  assert.equal(await on.next('Calls'), 'ended');
}

export async function contextStore(on: Stage): Promise<void> {
  await on.press('A customer calls Emma');
  assert.equal(await on.next('Again?'), 'Maison Blanche +33199001300: 1 call');
  await on.until(async () => (await on.calls('emma')).length === 0, 'the caller gives up');
  await on.press('A customer calls Emma');
  assert.equal(await on.next('Again?'), 'Maison Blanche +33199001300: 2 calls');
  await on.press('Who calls often');
  assert.deepEqual(await on.next('Calls by number'), [{ number: '+33199001300', times: 2 }]);
  await on.press('Begin again');
  await on.press('Who calls often');
  assert.deepEqual(await on.next('Calls by number'), []);
  await on.until(async () => (await on.calls('emma')).length === 0, 'the caller gives up');
}

interface Published {
  readonly topic: string;
  readonly payload: string | { readonly event: string; readonly number?: string; readonly direction: string };
}

export async function mqtt(on: Stage): Promise<void> {
  const published = (topic: string, event: string, number: string) =>
    on.next<Published>('What others read', (message) => {
      const { payload } = message;
      return (
        message.topic === topic && typeof payload === 'object' && payload.event === event && payload.number === number
      );
    });
  await on.press('A customer calls Félix');
  await published('telephony/felix/calls', 'ringing', '+33199001310');
  await on.next<Published>('What others read', ({ topic, payload }) => topic.endsWith('/state') && payload === 'free');
  await on.press('Somebody asks for a call');
  await published('telephony/felix/calls', 'ended', '+33199001311');
}
