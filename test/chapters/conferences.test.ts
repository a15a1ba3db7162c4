import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { OpenTouch, OpenTouchEvents } from '../../nodes/catalogue/static.ts';
import { Chapter, json, payloadOf, str } from '../support/chapter.ts';
import { responseOf } from '../support/flow.ts';

type Conference = OpenTouch<'opentouch-conferences', 'Conference'>;
type Told = OpenTouchEvents['OnConferenceModified'];

const chapter = new Chapter(['OnConferenceCreated', 'OnConferenceModified', 'OnConferenceDeleted', 'OnCallCreated']);
before(() => chapter.start());
after(() => chapter.stop());

const meeting = { type: str('SCHEDULED'), profile: str('MEETING'), subject: str('{{topic}}') };
const details = { type: 'bool', value: 'true' };

test('a series is made by form, with a Date for its start, and everybody hears of it', () =>
  chapter.at(
    'alice',
    [
      [
        'create-conference',
        {
          ...meeting,
          startDate: { type: 'jsonata', value: '$toMillis("2031-01-06T08:00:00.500Z")' },
          duration: str('PT01H30M'),
          recurrence: json({ type: 'WEEKLY', interval: 1, daysOfTheWeek: ['monday'], nbOfOccurences: 3 }),
          participants: json([{ party: { id: { loginName: 'bob' } } }]),
          details,
        },
      ],
    ],
    async () => {
      const made = await chapter.through('create-conference', {}, { topic: 'Weekly' });
      const conference = payloadOf<Conference>(made);
      assert.equal(responseOf(made).statusCode, 201);
      assert.deepEqual(
        [conference.subject, conference.startDate, conference.endDate, conference.duration],
        ['Weekly', '2031-01-06T08:00:00Z', '2031-01-20T09:30:00Z', 'PT01H30M'],
      );
      assert.deepEqual((await chapter.event<Told>('OnConferenceCreated')).conference, conference);
    },
  ));

test('without details a new conference is its id, and an id without a value is found if there is one conference only', () =>
  chapter.at(
    'carol',
    [['get-conference'], ['create-conference', meeting], ['get-delegates'], ['delete-conference']],
    async ({ asked }) => {
      // Carol is invited to exactly one.
      assert.equal(payloadOf<Conference>(await chapter.through('get-conference')).subject, 'Sales weekly');
      await chapter.through('get-conference');
      assert.deepEqual(asked(), ['opentouch-get-conferences', 'opentouch-get-conference', 'opentouch-get-conference']);
      const made = payloadOf<Conference>(await chapter.through('create-conference', {}, { topic: 'Mine' }));
      assert.deepEqual(Object.keys(made), ['conferenceId']);
      const kept = await chapter.through('delete-conference', made);
      assert.deepEqual([responseOf(kept).statusCode, kept['payload']], [204, made]);
      const told = await chapter.event<OpenTouchEvents['OnConferenceDeleted']>('OnConferenceDeleted');
      assert.equal(told.conferenceId, made.conferenceId);
    },
  ));

test('with several conferences the id must be said', () =>
  chapter.at('alice', [['get-conference']], async () => {
    const { code, cause } = await chapter.refused('get-conference');
    assert.deepEqual([code, cause['field']], ['INVALID_INPUT', 'conferenceId']);
  }));

test('what a conference cannot do without is asked for before any request', () =>
  chapter.at('alice', [['create-conference'], ['remove-conference-participants']], async ({ asked }) => {
    const cases = [
      ['create-conference', { type: 'SCHEDULED', profile: 'MEETING' }, 'subject'],
      ['create-conference', { type: 'SCHEDULED', profile: 'MEETING', subject: 's', startDate: 'soon' }, 'startDate'],
      ['create-conference', { type: 'SCHEDULED', profile: 'MEETING', subject: 's', duration: '1:30' }, 'duration'],
      [
        'create-conference',
        { type: 'SCHEDULED', profile: 'MEETING', subject: 's', recurrence: { type: 'DAILY', interval: 0 } },
        'recurrence.interval',
      ],
      ['remove-conference-participants', { conferenceId: 'x' }, 'partIds'],
    ] as const;
    for (const [name, payload, field] of cases) {
      const { code, cause } = await chapter.refused(name, payload);
      assert.deepEqual([code, cause['field']], ['INVALID_INPUT', field]);
    }
    assert.deepEqual(asked(), []);
  }));

test('a conference as a calendar, and back', () =>
  chapter.at(
    'carol',
    [
      ['get-conference'],
      ['get-conference-calendar'],
      ['get-conferences-calendar'],
      ['create-conference-from-calendar', { calendar: { type: 'msg', value: 'payload' }, details }],
      ['create-conference-from-calendar', { calendar: { type: 'msg', value: 'payload' } }, { id: 'import' }],
    ],
    async ({ asked }) => {
      const one = await chapter.through('get-conference-calendar');
      const text = payloadOf<string>(one);
      assert.match(text, /^BEGIN:VCALENDAR\r\n/);
      assert.match(String(responseOf(one).headers['content-type']), /^text\/calendar/);
      const conference = payloadOf<Conference>(await chapter.through('get-conference'));
      assert.ok(text.includes(`UID:${conference.conferenceId}\r\n`));
      assert.equal(
        payloadOf<string>(await chapter.through('get-conferences-calendar')).match(/BEGIN:VEVENT/g)?.length,
        1,
      );
      // Carol is a delegate of the owner, so she may change it.
      const changed = await chapter.through('create-conference-from-calendar', text.replace('Sales weekly', 'Sales'));
      assert.deepEqual(payloadOf<Conference>(changed), { ...conference, subject: 'Sales' });
      assert.equal((await chapter.event<Told>('OnConferenceModified')).conference?.subject, 'Sales');
      const copy = await chapter.through('import', text.replace(/UID:.*\r\n/, 'UID:a new one\r\n'));
      assert.deepEqual(payloadOf(copy), { conferenceId: 'a new one' });
      assert.deepEqual(new Set(asked().slice(-2)), new Set(['opentouch-create-conference-from-calendar']));
    },
  ));

test('a refusal in the form of a calendar is an error like any other', () =>
  chapter.at('bob', [['get-conferences-calendar'], ['get-conference-calendar']], async () => {
    const { code, cause } = await chapter.refused('get-conferences-calendar');
    const { account, ...rest } = cause;
    assert.equal(code, 'NOT_ALLOWED');
    assert.match(String(account), /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(rest, {
      system: 'opentouch',
      operation: 'opentouch-get-conferences-calendar',
      innerMessage: 'NOT_ALLOWED: bob has no licence CONFERENCE',
      status: 403,
      sent: 'yes',
      canRetry: false,
    });
  }));

test('a session that is lost is opened again even if the server says so in a calendar', () =>
  chapter.at('carol', [['get-conferences-calendar'], ['get-conference-calendar']], async ({ simulator }) => {
    await chapter.through('get-conferences-calendar');
    simulator.opentouch.expireSessions();
    assert.match(payloadOf<string>(await chapter.through('get-conferences-calendar')), /^BEGIN:VCALENDAR/);
    const { code, cause } = await chapter.refused('get-conference-calendar', { conferenceId: 'nothing' });
    assert.deepEqual([code, cause['status']], ['NOT_FOUND', 404]);
  }));

test('a document is a Buffer, a text or a file on this machine, with name and type', () =>
  chapter.at(
    'alice',
    [
      ['create-conference', meeting],
      ['upload-document', { conferenceId: { type: 'flow', value: 'id' } }],
      ['get-conference', { conferenceId: { type: 'flow', value: 'id' } }],
    ],
    async ({ simulator }) => {
      const made = payloadOf<Conference>(await chapter.through('create-conference', {}, { topic: 'Documents' }));
      chapter.red.node('upload-document').context().flow.set('id', made.conferenceId);
      const sent = () => simulator.requests().at(-1);
      const folder = mkdtempSync(join(tmpdir(), 'telephony-'));
      try {
        const path = join(folder, 'Report é.zip');
        writeFileSync(path, Buffer.alloc(300_000, 'x'));
        const bytes = Buffer.from([0, 255, 13, 10]);
        const kept = await chapter.through('upload-document', bytes, { filename: '/tmp/bytes.bin' });
        assert.deepEqual([responseOf(kept).statusCode, kept['payload']], [204, bytes]);
        await chapter.through('upload-document', { file: 'a,b', filename: 'table.csv', contentType: 'text/csv' });
        assert.match(sent()?.body ?? '', /filename="table.csv"\r\nContent-Type: text\/csv\r\n\r\na,b\r\n/);
        await chapter.through('upload-document', { path });
        const length = Number(sent()?.body.length);
        assert.ok(length > 300_000, `${length}`);
        const { documents = [] } = payloadOf<Conference>(await chapter.through('get-conference'));
        assert.deepEqual(
          documents.map(({ name, type }) => [name, type]),
          [
            ['bytes.bin', 'ATTACHMENT'],
            ['table.csv', 'ATTACHMENT'],
            ['Report é.zip', 'ATTACHMENT'],
          ],
        );
        for (const wrong of [{}, { path: join(folder, 'none') }, { path, file: 'x' }]) {
          assert.equal((await chapter.refused('upload-document', wrong)).code, 'INVALID_INPUT');
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  ));

test('slides are announced when they are done', () =>
  chapter.at(
    'carol',
    [['upload-document', { file: str('one, two'), filename: str('Slides.pptx') }]],
    async () => {
      await chapter.through('upload-document');
      const { conference } = await chapter.event<Told>('OnConferenceModified');
      assert.deepEqual(
        conference?.documents?.map(({ name }) => name),
        ['Agenda.pdf', 'Slides.pptx'],
      );
    },
    { opentouch: { slides: 5 } },
  ));

test('who joins is called on his telephone', () =>
  chapter.at('carol', [['join-conference'], ['answer-call']], async ({ simulator }) => {
    const joined = await chapter.through('join-conference', { phone: '1003' });
    assert.deepEqual([responseOf(joined).statusCode, joined['payload']], [200, { phone: '1003' }]);
    const call = await chapter.event<OpenTouchEvents['OnCallCreated']>('OnCallCreated');
    assert.equal(call.callData?.state, 'RINGING_INCOMING');
    await chapter.through('answer-call', { ...call, deviceId: '1003' });
    assert.equal(simulator.opentouch.exchange.stateOf('carol').userState, 'BUSY');
  }));

test('participants are promoted and demoted, with the conference as the result or without', () =>
  chapter.at(
    'carol',
    [
      ['add-conference-participants', { details }],
      ['promote-participants', { details }],
      ['demote-participants'],
      ['remove-conference-participants', { details }],
    ],
    async () => {
      const leaders = ({ participants = [] }: Conference) =>
        participants.filter(({ leader }) => leader).map(({ party }) => party.id.loginName);
      const participants = [{ party: { id: { loginName: 'erin' } } }];
      const invited = payloadOf<Conference>(await chapter.through('add-conference-participants', { participants }));
      assert.equal(invited.participants?.length, 4);
      const promoted = await chapter.through('promote-participants', { participantIds: 'erin,bob' });
      assert.deepEqual(leaders(payloadOf<Conference>(promoted)), ['bob', 'carol', 'erin']);
      assert.equal(
        responseOf(await chapter.through('demote-participants', { partIds: ['bob', 'erin'] })).statusCode,
        204,
      );
      const left = await chapter.through('remove-conference-participants', { partIds: 'erin' });
      assert.deepEqual(leaders(payloadOf<Conference>(left)), ['carol']);
    },
  ));
