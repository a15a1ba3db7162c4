import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Answer,
  ask,
  ChannelReader,
  type Client,
  type Event,
  logIn,
  withSimulator,
} from '../support/opentouch-requests.ts';

const outcome = ({ status, body }: Answer) => `${status} ${body['type'] ?? ''}`.trim();

interface Presence {
  readonly type: string;
  readonly value: string;
  readonly calendarInfos?: { readonly endDate: string };
}

const own = 'OnUserPresenceUpdated';
const contacts = 'OnContactPresenceUpdated';

/** The names are subscribed to one by one, for nobody knows their package. */
async function listen(client: Client, names: readonly string[], ids?: readonly string[]): Promise<ChannelReader> {
  const selectors = names.map((name) => ({ names: [name], ...(ids && { ids }) }));
  const { body } = await client.ask('POST', '/subscriptions', { filter: { selectors }, version: '1.0' });
  const channel = await ChannelReader.open(String(body['publicPollingUrl']));
  await channel.event('OnChannelInformation');
  return channel;
}

const presencesOf = (event: Readonly<Record<string, unknown>>) => event['presences'] as Presence[];
const partyIdOf = (event: Event) => (event['party'] as { id: Record<string, string> }).id;
const byType = (presences: readonly Presence[]) =>
  Object.fromEntries(presences.map(({ type, value }) => [type, value]));
const imId = (loginName: string) => `${loginName}@im.lumiere.example`;

async function presenceOf(client: Client, query = ''): Promise<Record<string, string>> {
  return byType(presencesOf((await client.ask('GET', `/presence/user${query}`)).body));
}

test('a user reads all his presences at once and one by one', () =>
  withSimulator({}, async ({ url }) => {
    const dave = await logIn(url, 'dave');
    const { body } = await dave.ask('GET', '/presence/user');
    assert.deepEqual((body['party'] as { id: unknown }).id, {
      loginName: 'dave',
      phoneNumber: '1004',
      instantMessagingId: imId('dave'),
      companyEmail: 'dave.petit@lumiere.example',
    });
    const expected = {
      im: 'offline',
      phone: 'not-on-the-phone',
      basic: '',
      calendar: 'free',
      note: 'On the road, please write',
    };
    assert.deepEqual(byType(presencesOf(body)), expected);
    for (const [type, value] of Object.entries(expected)) {
      assert.deepEqual((await dave.ask('GET', `/presence/user/${type}`)).body, { type, value });
    }
  }));

test('what a user sets is kept, told to him once, and cleared by an empty value', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const channel = await listen(alice, [own]);
    const endDate = '2030-01-31T10:00:00Z';
    const changes: [path: string, presence: Presence][] = [
      ['basic', { type: 'basic', value: 'be-right-back' }],
      ['calendar', { type: 'calendar', value: 'in-a-meeting', calendarInfos: { endDate } }],
      ['note', { type: 'note', value: 'Back at ten' }],
      ['basic', { type: 'basic', value: '' }],
    ];
    for (const [path, presence] of changes) {
      for (let time = 1; time <= 2; time += 1) {
        assert.equal((await alice.ask('PUT', `/presence/user/${path}`, presence)).status, 204);
      }
      assert.deepEqual((await alice.ask('GET', `/presence/user/${path}`)).body, presence);
    }
    await channel.event(own, changes.length);
    const events = channel.events.filter(({ eventName }) => eventName === own);
    assert.deepEqual(
      events.map((event) => [event['loginName'], presencesOf(event)]),
      changes.map(([, presence]) => ['alice', [presence]]),
    );
    channel.close();
  }));

test('only the documented values are taken, each under its own type', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const set = (path: string, body: unknown) => alice.ask('PUT', `/presence/user/${path}`, body);
    for (const value of ['busy', 'be-right-back', 'appear-offline', '']) {
      assert.equal((await set('basic', { type: 'basic', value })).status, 204);
    }
    for (const value of ['in-a-meeting', 'not-available', 'free']) {
      assert.equal((await set('calendar', { type: 'calendar', value })).status, 204);
    }
    const wrong: [path: string, body: unknown][] = [
      ['basic', { type: 'basic', value: 'free' }],
      ['basic', { type: 'calendar', value: 'busy' }],
      ['basic', { type: 'basic' }],
      ['basic', { value: 'busy' }],
      ['calendar', { type: 'calendar', value: 'busy' }],
      ['calendar', { type: 'calendar', value: 'free', calendarInfos: { endDate: 'later' } }],
      ['note', { type: 'basic', value: 'busy' }],
    ];
    for (const [path, body] of wrong) {
      assert.equal(outcome(await set(path, body)), '400 BAD_PARAMETER', JSON.stringify(body));
    }
    for (const path of ['im', 'phone']) {
      assert.equal((await set(path, { type: path, value: 'online' })).status, 405);
    }
    assert.equal((await presenceOf(alice))['basic'], '');
  }));

test('the phone is busy from the answer to the end of a call, for both, whoever makes it', () =>
  withSimulator({}, async ({ url }) => {
    const [bob, dave] = await Promise.all([logIn(url, 'bob'), logIn(url, 'dave')]);
    const channels = await Promise.all([listen(bob, [own]), listen(dave, [own])]);
    const phones = async () => {
      const both = await Promise.all([bob, dave].map((client) => client.ask('GET', '/presence/user/phone')));
      return both.map(({ body }) => body['value']);
    };
    const call = { deviceId: '1002', callee: '1004', autoAnswer: true };
    const callRef = String((await bob.ask('POST', '/telephony/calls', call)).headers.location?.split('/').pop());
    assert.deepEqual(await phones(), ['on-the-phone', 'not-on-the-phone']);
    assert.equal((await dave.ask('POST', `/telephony/calls/${callRef}/answer`, { deviceId: '1004' })).status, 204);
    assert.deepEqual(await phones(), ['on-the-phone', 'on-the-phone']);
    assert.equal((await bob.ask('DELETE', `/telephony/calls/${callRef}`)).status, 204);
    for (const channel of channels) {
      const values = [await channel.event(own, 1), await channel.event(own, 2)].map(presencesOf);
      assert.deepEqual(values, [
        [{ type: 'phone', value: 'on-the-phone' }],
        [{ type: 'phone', value: 'not-on-the-phone' }],
      ]);
      channel.close();
    }
    assert.deepEqual(await phones(), ['not-on-the-phone', 'not-on-the-phone']);
  }));

test('a user is online for messages as long as somebody listens for them', () =>
  withSimulator({}, async ({ url }) => {
    const erin = await logIn(url, 'erin');
    const im = async () => (await presenceOf(erin))['im'];
    const watcher = await listen(erin, [own]);
    assert.equal(await im(), 'offline');
    const second = await logIn(url, 'erin');
    const messages = await listen(second, ['OnImReceived']);
    assert.deepEqual(presencesOf(await watcher.event(own)), [{ type: 'im', value: 'online' }]);
    assert.equal(await im(), 'online');
    messages.close();
    assert.deepEqual(presencesOf(await watcher.event(own, 2)), [{ type: 'im', value: 'offline' }]);
    assert.equal(await im(), 'offline');
    assert.equal((await erin.ask('PUT', '/subscriptions', { selectors: [{ names: ['OnImReceived'] }] })).status, 204);
    assert.equal(await im(), 'online');
    watcher.close();
  }));

test('contacts are read by messaging id and phone number, each once, with names on request', () =>
  withSimulator({}, async ({ url }) => {
    const dave = await logIn(url, 'dave');
    const read = async (query: string) => {
      const { body } = await dave.ask('GET', `/presence/contacts?${query}`);
      return body['contacts'] as { party: Record<string, unknown>; presences: Presence[] }[];
    };
    const ids = encodeURIComponent(`${imId('frank')},nobody@elsewhere.example`);
    const short = await read(`imIds=${ids}&phoneNumbers=1006,1005`);
    assert.deepEqual(
      short.map(({ party }) => party),
      [{ id: { instantMessagingId: imId('frank') } }, { id: { instantMessagingId: imId('erin') } }],
    );
    assert.equal(byType(short[0]?.presences ?? [])['note'], 'In Paris until Friday');
    const [full] = await read('phoneNumbers=1005&details=true');
    assert.equal(full?.party['displayName'], 'Érin Lefèvre');
    assert.equal(outcome(await dave.ask('GET', '/presence/contacts')), '400 BAD_PARAMETER');
    assert.equal(outcome(await dave.ask('GET', '/presence/contacts?phoneNumbers=1005&details=x')), '400 BAD_PARAMETER');
  }));

test('whoever subscribed to a contact is told, nobody else, and no longer after unsubscribing', () =>
  withSimulator({}, async ({ url }) => {
    const [dave, erin, frank] = await Promise.all(['dave', 'erin', 'frank'].map((login) => logIn(url, login)));
    assert.ok(dave && erin && frank);
    const [ofDave, ofErin] = await Promise.all([listen(dave, [contacts, own]), listen(erin, [contacts, own])]);
    const busy = (value: string) => frank.ask('PUT', '/presence/user/basic', { type: 'basic', value });
    const subscribe = (path: string, body: unknown) => dave.ask('POST', `/presence/contacts/${path}`, body);
    assert.equal((await subscribe('subscribe', { phoneNumbers: ['1006'] })).status, 204);
    await busy('busy');
    const told = await ofDave.event(contacts);
    assert.equal(told['loginName'], 'dave');
    assert.deepEqual(partyIdOf(told), { instantMessagingId: imId('frank') });
    assert.deepEqual(presencesOf(told), [{ type: 'basic', value: 'busy' }]);
    assert.equal((await subscribe('unsubscribe', { instantMessagingIds: [imId('frank')] })).status, 204);
    await busy('');
    await erin.ask('PUT', '/presence/user/note', { type: 'note', value: 'a mark' });
    await ofErin.event(own);
    assert.equal(ofDave.events.filter(({ eventName }) => eventName === contacts).length, 1);
    assert.equal(ofErin.events.filter(({ eventName }) => eventName === contacts).length, 0);
    assert.equal((await subscribe('subscribe', { instantMessagingIds: ['x@elsewhere.example'] })).status, 204);
    assert.equal(outcome(await subscribe('subscribe', {})), '400 BAD_PARAMETER');
    for (const channel of [ofDave, ofErin]) channel.close();
  }));

test('favourites are told without asking, and they alone see when a meeting ends', () =>
  withSimulator({}, async ({ url }) => {
    const [alice, bob, erin] = await Promise.all(['alice', 'bob', 'erin'].map((login) => logIn(url, login)));
    assert.ok(alice && bob && erin);
    await erin.ask('POST', '/presence/contacts/subscribe', { phoneNumbers: ['1001'] });
    const [ofBob, ofErin] = await Promise.all([listen(bob, [contacts]), listen(erin, [contacts])]);
    const calendarInfos = { endDate: '2030-01-31T10:00:00Z' };
    await alice.ask('PUT', '/presence/user/calendar', { type: 'calendar', value: 'in-a-meeting', calendarInfos });
    assert.deepEqual(presencesOf(await ofBob.event(contacts)), [
      { type: 'calendar', value: 'in-a-meeting', calendarInfos },
    ]);
    assert.deepEqual(presencesOf(await ofErin.event(contacts)), [{ type: 'calendar', value: 'in-a-meeting' }]);
    for (const channel of [ofBob, ofErin]) channel.close();
  }));

test('whoever wants to look offline does so to others only', () =>
  withSimulator({}, async ({ url }) => {
    const [alice, bob] = await Promise.all([logIn(url, 'alice'), logIn(url, 'bob')]);
    const channel = await listen(bob, [contacts]);
    const messages = await listen(alice, ['OnImReceived']);
    assert.deepEqual(presencesOf(await channel.event(contacts)), [{ type: 'im', value: 'online' }]);
    await alice.ask('PUT', '/presence/user/basic', { type: 'basic', value: 'appear-offline' });
    assert.deepEqual(presencesOf(await channel.event(contacts, 2)), [{ type: 'im', value: 'offline' }]);
    const own = await presenceOf(alice);
    assert.deepEqual([own['im'], own['basic']], ['online', 'appear-offline']);
    for (const open of [channel, messages]) open.close();
  }));

test('an administrator acts for a user, needs his name, and hears of him', () =>
  withSimulator({}, async ({ url }) => {
    const admin = await logIn(url, 'admin');
    assert.equal(outcome(await admin.ask('GET', '/presence/user')), '400 BAD_PARAMETER');
    const channel = await listen(admin, [own], ['frank']);
    const note = { type: 'note', value: 'Ill' };
    assert.equal((await admin.ask('PUT', '/presence/user/note?loginName=frank', note)).status, 204);
    const event = await channel.event(own);
    assert.deepEqual([event['loginName'], presencesOf(event)], ['frank', [note]]);
    assert.equal((await presenceOf(admin, '?loginName=frank'))['note'], 'Ill');
    channel.close();
  }));

test('presence needs the advanced licence, and a user who is gone leaves nothing behind', () =>
  withSimulator({}, async ({ url }) => {
    const grace = await logIn(url, 'grace');
    assert.equal(outcome(await grace.ask('GET', '/presence/user')), '403 NOT_ALLOWED');
    const henry = { loginName: 'henry', companyPhone: '1008' };
    await ask('POST', `${url}/simulator/users`, { body: henry });
    const first = await logIn(url, 'henry');
    await first.ask('PUT', '/presence/user/note', { type: 'note', value: 'New here' });
    await ask('DELETE', `${url}/simulator/users/henry`);
    await ask('POST', `${url}/simulator/users`, { body: henry });
    assert.equal((await presenceOf(await logIn(url, 'henry')))['note'], '');
  }));
