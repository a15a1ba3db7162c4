import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';
import { half } from '../support/raw-http.ts';
import { notification, post } from '../support/teaming-notify.ts';
import { type Platform, type Subscribed, startPlatform } from '../support/teaming-platform.ts';
import { sink, source, subscribed } from '../support/teaming-site.ts';

/** How often each attack is made. */
const times = 20;

let red: NodeRed;
let platform: Platform;
let ours: Subscribed;
before(async () => {
  red = await startNodeRed();
});
beforeEach(async () => {
  platform = await startPlatform();
  await red.deploy(
    tab(orangeAccount('teaming', platform.url, { userId: 'alice@example.com' }), source('source'), sink('heard')),
  );
  await red.untilStatus('source', subscribed);
  ours = platform.only();
});
afterEach(async () => {
  await red.deploy([]);
  await platform.stop();
});
after(() => red.stop());

/** Makes an attack many times; it must be told of once, and reach no flow. */
async function repelled(attack: () => Promise<number>, status: number, said: RegExp): Promise<void> {
  for (let time = 0; time < times; time += 1) assert.equal(await attack(), status);
  const lines = red.log.filter(({ level, msg }) => level <= 30 && said.test(String(msg)));
  assert.equal(lines.length, 1);
  assert.ok(!String(lines[0]?.msg).includes(ours.callBackUrl.split('/').at(-1) ?? ''));
  assert.equal(await post(ours.callBackUrl, notification(ours, 1, { eventId: 'honest' })), 204);
  const { payload } = (await red.next('heard')) as { payload: { eventId: string } };
  assert.equal(payload.eventId, 'honest');
  assert.deepEqual(red.waiting('heard'), []);
}

const root = () => ours.callBackUrl.slice(0, ours.callBackUrl.lastIndexOf('/'));

test('a wrong address', () =>
  repelled(() => post(`${root()}/${randomBytes(32).toString('base64url')}`, notification(ours, 1)), 404, /nobody has/));

test('parts of the right address, and more than it', async () => {
  const address = ours.callBackUrl;
  const wrong = [root(), `${root()}/`, address.slice(0, -1), `${address}x`, `${address}/`, `${address}/x`];
  for (const url of [...wrong, address.toUpperCase().replace('HTTP', 'http')]) {
    assert.equal(await post(url, notification(ours, 1)), 404, url);
  }
  assert.equal(await post(`${address}?and=more`, notification(ours, 1)), 204);
});

test('a wrong method', () => {
  const methods = ['GET', 'PUT', 'DELETE', 'HEAD'];
  return repelled(
    async () => {
      const [method = ''] = methods;
      methods.push(...methods.splice(0, 1));
      const { status, headers } = await fetch(ours.callBackUrl, { method });
      assert.equal(headers.get('allow'), 'POST');
      return status;
    },
    405,
    /another method than POST/,
  );
});

test('a body of 2 MB', async () => {
  const big = JSON.stringify({ ...notification(ours, 1), padding: 'x'.repeat(2 * 1024 * 1024) });
  await repelled(() => post(ours.callBackUrl, big), 413, /more than 262144 bytes/);
  const { answer, written } = await half(red.url, new URL(ours.callBackUrl).pathname, 100 * 1024 * 1024);
  assert.match(answer, /^HTTP\/1\.1 413 /);
  assert.ok(written < 50 * 1024 * 1024);
});

const broken: Readonly<Record<string, string>> = {
  'broken JSON': '{"eventId": "x", ',
  'JSON without a bottom': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'broken XML': '<xsi:Event xmlns:xsi="http://schema.broadsoft.com/xsi"><xsi:eventID>1</xsi:Event>',
  'XML without a bottom': `${'<a>'.repeat(30_000)}${'</a>'.repeat(30_000)}`,
  'XML that grows': `<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]><a>&y;&y;&y;</a>`,
  'XML that reads files': '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
  'XML with entities of nowhere': '<Event><eventID>&nowhere;</eventID></Event>',
  'two documents': '<Event/><Event/>',
  'no body at all': '',
  'a form': 'eventId=x&sequenceNumber=1',
  'bytes of any kind': String.fromCharCode(...randomBytes(500)),
};

test('bodies that cannot be read are told of once, however they are broken', () => {
  const bodies = Object.entries(broken);
  let turn = 0;
  const next = async () => {
    const [name, body = ''] = bodies[turn % bodies.length] ?? [];
    turn += 1;
    const status = await post(ours.callBackUrl, body, turn % 2 ? 'application/json' : 'application/xml');
    assert.equal(status, 400, name);
    return status;
  };
  return repelled(next, 400, /neither JSON nor XML/);
});

test('a small document with a hundred thousand elements takes no time', async () => {
  const started = performance.now();
  assert.equal(await post(ours.callBackUrl, `<a>${'<b/>'.repeat(50_000)}</a>`, 'text/xml'), 204);
  assert.ok(performance.now() - started < 5000);
});

test('names that mean something to JavaScript mean nothing', async () => {
  const bodies = [
    '{"__proto__": {"eventId": "x", "polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    '<Event><__proto__><polluted>1</polluted></__proto__><constructor/></Event>',
  ];
  for (const body of bodies) {
    assert.equal(await post(ours.callBackUrl, body), 204);
    const { topic, payload } = (await red.next('heard')) as { topic: string; payload: { eventId?: string } };
    assert.deepEqual([topic, payload.eventId], ['other', undefined]);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  }
});

test('an event that is sent again and again', async () => {
  const event = notification(ours, 5);
  assert.equal(await post(ours.callBackUrl, event), 204);
  await red.next('heard');
  await repelled(() => post(ours.callBackUrl, event), 204, /came again/);
});
