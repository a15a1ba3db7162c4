import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';
import { talk } from '../support/raw-http.ts';

let red: NodeRed;
let orange: at.Orange;

before(async () => {
  orange = await at.startOrange();
  red = await startNodeRed();
  await red.deploy(at.site(at.partner(orange)));
});
after(async () => {
  await red.stop();
  await orange.stop();
});

const strangers = 50;
const wrong = `Basic ${Buffer.from('orange:guessed').toString('base64')}`;

/** A request that announces a large body, sends the beginning of it, and then nothing. */
const unfinished = (path: string, authorization?: string) => [
  `POST /business-apps${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n`,
  `${authorization ? `authorization: ${authorization}\r\n` : ''}\r\n${' '.repeat(1000)}`,
];

const logged = (text: string) => red.log.filter(({ msg }) => String(msg).includes(text));

test('who has no login is refused before anything of a body is read', { timeout: 60_000 }, async () => {
  const answers = await Promise.all(
    Array.from({ length: strangers }, (_, index) =>
      talk(red.url, unfinished(at.orderPath, index % 2 ? wrong : undefined)),
    ),
  );
  for (const [index, answer] of answers.entries()) {
    assert.match(answer, /^HTTP\/1\.1 401 /);
    assert.match(answer, index % 2 ? /"code":41/ : /"code":40/);
    assert.match(answer, /www-authenticate: Basic/i);
  }
});

test('the log says so in one line for each reason, without what was given', async () => {
  for (let count = 0; count < strangers; count += 1) {
    const { status } = await at.ask(red, at.licencesPath, { headers: { authorization: wrong } });
    assert.equal(status, 401);
  }
  assert.equal(logged('Invalid credentials').length, 1);
  assert.equal(logged('Missing credentials').length, 1);
  assert.match(String(logged('Invalid credentials')[0]?.msg), /\/business-apps.*401.*portal/);
  assert.deepEqual([logged('guessed'), logged(wrong)], [[], []]);
});

test('a ping takes no body worth mentioning, and an order as large as ever', { timeout: 60_000 }, async () => {
  assert.match(await talk(red.url, unfinished('/ping')), /^HTTP\/1\.1 413 /);
  const large = { ...customerOrder, padding: 'x'.repeat(900_000) };
  assert.equal((await at.order(red, large)).body['state'], 'completed');
});
