import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chapter, json, payloadOf, str } from '../support/chapter.ts';
import { responseOf } from '../support/flow.ts';
import { logIn } from '../support/opentouch-requests.ts';

const own = 'OnUserPresenceUpdated';
const ofContact = 'OnContactPresenceUpdated';

const chapter = new Chapter([own, ofContact]);
const { at, event, refused, through } = chapter;
before(() => chapter.start());
after(() => chapter.stop());

interface Presence {
  readonly type: string;
  readonly value: string;
}
interface Told {
  readonly loginName: string;
  readonly party?: { readonly id: Readonly<Record<string, string>> };
  readonly presences: readonly Presence[];
}

test('events without a known package are subscribed to one by one, and arrive', () =>
  at('alice', [['set-presence-note']], async ({ simulator }) => {
    const [subscription] = simulator.opentouch.subscriptions();
    assert.deepEqual(
      subscription?.selectors.map(({ names }) => names),
      [[own], [ofContact]],
    );
    await through('set-presence-note', { value: 'Here' });
    const told = await event<Told>(own);
    assert.deepEqual([told.loginName, told.presences], ['alice', [{ type: 'note', value: 'Here' }]]);
  }));

test('what is set is read back, told, and cleared by an empty text; the payload stays as it came', () =>
  at(
    'dave',
    [
      ['set-basic-presence'],
      [
        'set-calendar-presence',
        { value: str('in-a-meeting'), calendarInfos: json({ endDate: '2031-01-06T11:00:00Z' }) },
      ],
      ['set-presence-note', { value: { type: 'jsonata', value: '""' } }],
      ['get-presence'],
      ['get-basic-presence'],
      ['get-calendar-presence'],
      ['get-presence-note'],
    ],
    async ({ asked }) => {
      const message = await through('set-basic-presence', { value: 'busy' });
      assert.deepEqual([responseOf(message).statusCode, message['payload']], [204, { value: 'busy' }]);
      assert.deepEqual((await event<Told>(own)).presences, [{ type: 'basic', value: 'busy' }]);
      await through('set-calendar-presence');
      const meeting = { type: 'calendar', value: 'in-a-meeting', calendarInfos: { endDate: '2031-01-06T11:00:00Z' } };
      assert.deepEqual((await event<Told>(own)).presences, [meeting]);
      assert.equal(payloadOf<Presence>(await through('get-presence-note')).value, 'On the road, please write');
      await through('set-presence-note');
      await through('set-basic-presence', { value: '' });
      const all = payloadOf<Told>(await through('get-presence')).presences;
      assert.deepEqual(
        all.map(({ type, value }) => `${type} ${value}`),
        ['im offline', 'phone not-on-the-phone', 'basic ', 'calendar in-a-meeting', 'note '],
      );
      assert.deepEqual(payloadOf(await through('get-calendar-presence')), meeting);
      assert.deepEqual(payloadOf(await through('get-basic-presence')), { type: 'basic', value: '' });
      asked();
      const missing = await refused('set-basic-presence', { text: 'busy' });
      assert.deepEqual([missing.code, missing.cause['field']], ['INVALID_INPUT', 'value']);
      assert.deepEqual(asked(), [], 'a request was made');
      const wrong = await refused('set-basic-presence', { value: 'asleep' });
      assert.equal(wrong.code, 'BAD_PARAMETER');
    },
  ));

test('a contact who was subscribed to is followed through a call, until unsubscribed', () =>
  at(
    'dave',
    [
      ['subscribe-contacts'],
      ['unsubscribe-contacts'],
      ['get-contacts-presence', { details: { type: 'bool', value: 'true' } }],
      ['make-call', { callee: str('1006'), autoAnswer: { type: 'bool', value: 'true' } }],
      ['release-call'],
      ['get-phone-presence'],
    ],
    async ({ simulator }) => {
      const frank = await logIn(simulator.url, 'frank');
      await through('subscribe-contacts', { phoneNumbers: '1006' });
      const { callRef } = payloadOf<{ callRef: string }>(await through('make-call'));
      assert.deepEqual((await event<Told>(own)).presences, [{ type: 'phone', value: 'on-the-phone' }]);
      await frank.ask('POST', `/telephony/calls/${callRef}/answer`, { deviceId: '1006' });
      const told = await event<Told>(ofContact);
      assert.deepEqual(told.party?.id, { instantMessagingId: 'frank@im.lumiere.example' });
      assert.deepEqual([told.loginName, told.presences], ['dave', [{ type: 'phone', value: 'on-the-phone' }]]);
      assert.equal(payloadOf<Presence>(await through('get-phone-presence')).value, 'on-the-phone');
      const { contacts } = payloadOf<{ contacts: { party: { displayName: string }; presences: Presence[] }[] }>(
        await through('get-contacts-presence', { imIds: ['frank@im.lumiere.example'] }),
      );
      assert.deepEqual(
        contacts.map(({ party, presences }) => [party.displayName, presences[1]?.value]),
        [['Frank Moreau', 'on-the-phone']],
      );
      await through('unsubscribe-contacts', { instantMessagingIds: ['frank@im.lumiere.example'] });
      await through('release-call', { callRef });
      assert.deepEqual((await event<Told>(own)).presences, [{ type: 'phone', value: 'not-on-the-phone' }]);
      assert.deepEqual(chapter.red.waiting('events'), []);
    },
  ));

test('after a gap the whole presence comes along', () =>
  at('erin', [['set-presence-note', { value: str('Before') }]], async ({ simulator }) => {
    await through('set-presence-note');
    await event(own);
    simulator.opentouch.cutChannels();
    const { users } = await event<{ users: { presences: Told }[] }>('resync');
    const note = users[0]?.presences.presences.find(({ type }) => type === 'note');
    assert.deepEqual(note, { type: 'note', value: 'Before' });
  }));
