import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { orangeAccount } from '../support/orange.ts';
import { type RedCommand, startRedCommand } from '../support/red-command.ts';
import { notification, post } from '../support/teaming-notify.ts';
import { type Platform, startPlatform } from '../support/teaming-platform.ts';
import { source } from '../support/teaming-site.ts';

const alice = 'alice@example.com';
let platform: Platform;
let command: RedCommand;
before(async () => {
  platform = await startPlatform();
  command = await startRedCommand(`httpNodeRoot: '/flows',`);
  const account = { ...orangeAccount('teaming', platform.url, { userId: alice }), z: undefined };
  const place = { x: 0, y: 0, wires: [['say']] };
  const func = "node.warn('heard ' + msg.payload.eventId)";
  const say = { id: 'say', type: 'function', z: 'tab', name: '', func, outputs: 1, x: 0, y: 0, wires: [[]] };
  const flows = [{ id: 'tab', type: 'tab', label: 'A' }, account, source('source', place), say];
  const headers = { 'Content-Type': 'application/json', 'Node-RED-API-Version': 'v2' };
  const answer = await fetch(`${command.url}/flows`, { method: 'POST', headers, body: JSON.stringify({ flows }) });
  assert.equal(answer.status, 200, await answer.text());
});
after(async () => {
  await command?.stop();
  await platform?.stop();
});

const made = () => platform.count('POST /subscriptions');
const asked = (kind: string) => platform.requests.filter(({ method }) => method === kind).length;
const there = () => eventually(() => platform.subscriptions.size === 1, `a subscription\n${command.output()}`);

async function hears(eventId: string): Promise<void> {
  const { callBackUrl } = platform.only();
  assert.match(callBackUrl, new RegExp(`^${command.url}/flows/telephony/teaming/[\\w-]{43}$`));
  assert.equal(await post(callBackUrl, notification(platform.only(), made(), { eventId })), 204);
  await eventually(() => command.output().includes(`heard ${eventId}`), `the event\n${command.output()}`);
}

test('a subscription leads below the root of the HTTP side, as Node-RED itself puts it', async () => {
  await there();
  await hears('first');
});

test('the end of Node-RED is the end of its subscription, and its address stays', async () => {
  const { callBackUrl } = platform.only();
  const before = made();
  await command.restart();
  await eventually(() => made() === before + 1, 'another subscription');
  await there();
  assert.equal(asked('DELETE'), 1);
  assert.equal(platform.only().callBackUrl, callBackUrl);
  await hears('after a restart');
});

test('a Node-RED that was killed goes on with the subscription that it had', async () => {
  const { subscriptionId, callBackUrl } = platform.only();
  const [before, lists] = [made(), asked('GET')];
  await command.restart('SIGKILL');
  await eventually(() => asked('GET') > lists, 'a look at what is there');
  await hears('after a crash');
  assert.equal(made(), before);
  assert.equal(platform.only().subscriptionId, subscriptionId);
  assert.equal(platform.only().callBackUrl, callBackUrl);
});

test('the address stands in no file that can be read, and in no log', () => {
  const secret = platform.only().callBackUrl.split('/').at(-1) ?? '';
  const files = readdirSync(command.directory, { withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.some(({ name }) => name === 'telephony-tokens.json'));
  for (const { name } of files) {
    assert.ok(!readFileSync(join(command.directory, name), 'utf8').includes(secret), name);
  }
  assert.ok(!command.output().includes(secret));
});
