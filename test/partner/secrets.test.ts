import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, mock, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder, fleetOrder } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';
import { Shown } from '../support/shown.ts';

const shown = new Shown();
const wrongSecret = 'not-the-pässword-of-Orange';
/** In every form in which they go over a wire. */
const secrets = [at.secret, at.clientSecret, wrongSecret, at.eventToken].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  ...['orange', 'switchboard-demo'].map((user) => Buffer.from(`${user}:${secret}`).toString('base64')),
]);

let red: NodeRed;
let orange: at.Orange;

before(async () => {
  mock.method(console, 'log', (...args: unknown[]) => shown.show('the console', args.join(' ')));
  orange = await at.startOrange();
  red = await startNodeRed({ settings: { logging: shown.logging } });
  shown.listen();
});
after(async () => {
  shown.stop();
  await red.stop();
  await orange.stop();
  mock.restoreAll();
});

test('no secret is shown, kept in clear or answered, whatever goes wrong', async () => {
  const directory = join(red.userDir, 'state');
  const partner = at.partner(orange, { directory, orderMode: 'async' });
  await red.deploy(at.site(partner, ...at.orders(['', 'fleet', 'licences'])));
  await at.order(red, customerOrder);
  const wrong = Buffer.from(`orange:${wrongSecret}`).toString('base64');
  for (const authorization of [`Basic ${wrong}`, `Bearer ${wrongSecret}`, '']) {
    const { text } = await at.ask(red, at.orderPath, { body: fleetOrder, headers: { authorization } });
    shown.show('an answer', text);
  }
  for (const body of ['{', fleetOrder, { ...fleetOrder, orderDate: '2027-01-01T00:00:00.000Z' }]) {
    shown.show('an answer', (await at.order(red, body)).text);
  }
  // Events are refused with an answer that quotes what was sent, then taken.
  orange.refuse(500, `no: Bearer ${at.eventToken}`);
  await at.reply(red, await red.next('fleet'), 'complete');
  await eventually(() => orange.events().length > 0, 'the first attempt');
  orange.refuse(undefined);
  await eventually(() => orange.events().length > 1, 'the second attempt');
  orange.refuse(400, `no: Bearer ${at.eventToken}`);
  await at.reply(red, await red.next('fleet'), 'fail');
  await red.next('errors');
  await at.refusedReply(red, { request: 'PO-1' }, 'complete');

  await shown.look(red, []);
  assert.ok(shown.entries.length > 50, 'not much was shown');
  const leaks = shown.entries.filter(({ text }) => secrets.some((secret) => text.includes(secret)));
  assert.deepEqual(
    leaks.map(({ where, text }) => `${where}: ${text.slice(0, 200)}`),
    [],
  );
});
