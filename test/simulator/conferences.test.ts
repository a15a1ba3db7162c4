import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenTouch } from '../../nodes/catalogue/static.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import {
  type Answer,
  ask,
  ChannelReader,
  type Client,
  type Event,
  logIn,
  withSimulator,
} from '../support/opentouch-requests.ts';

type Conference = OpenTouch<'opentouch-conferences', 'Conference'>;

const names = ['OnConferenceCreated', 'OnConferenceModified', 'OnConferenceDeleted'];
const outcome = ({ status, body }: Answer) => `${status} ${body['type'] ?? ''}`.trim();
const shown = ({ body }: Answer) => body as Conference;
const meeting = { type: 'SCHEDULED', profile: 'MEETING', subject: 'Budget' };

async function listen(client: Client): Promise<ChannelReader> {
  const answer = await client.ask('POST', '/subscriptions', { version: '1.0', filter: { selectors: [{ names }] } });
  const channel = await ChannelReader.open(String(answer.body['publicPollingUrl']));
  await channel.event('OnChannelInformation');
  return channel;
}

const told = (channel: ChannelReader): Event[] => channel.events.filter(({ eventName }) => names.includes(eventName));

/** A request with a media type other than JSON on either side. */
function inCalendar(client: Client, method: string, path: string, body?: string): Promise<Answer> {
  const headers = { cookie: client.cookie, ...(body === undefined ? { accept: 'text/calendar' } : {}) };
  const media: Record<string, string> = body === undefined ? {} : { 'content-type': 'text/calendar' };
  return ask(method, `${client.info['publicBaseUrl']}${path}`, {
    headers: { ...headers, ...media },
    ...(body !== undefined && { body }),
  });
}

const calendar = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');

const run = (check: (simulator: Simulator) => Promise<void>) => withSimulator({ slides: 5 }, check);

test('a user lists what he owns and what he is invited to; what is over only when he asks for it', () =>
  run(async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const subjects = async (query = '') => {
      const { body } = await alice.ask('GET', `/conferences${query}`);
      return (body['conferences'] as Conference[]).map(({ subject }) => subject);
    };
    assert.deepEqual(await subjects(), ['Sales weekly', 'What is new in spring', "Alice's room"]);
    assert.deepEqual((await subjects('?expired=true')).at(-1), 'Offer for Usine');
    const carol = await logIn(url, 'carol');
    const { conferences } = (await carol.ask('GET', '/conferences')).body as { conferences: Conference[] };
    assert.deepEqual(
      conferences.map(({ subject, owner }) => [subject, owner?.id.loginName]),
      [['Sales weekly', 'alice']],
    );
  }));

test('the licence CONFERENCE is the right CONFERENCING of a user', () =>
  run(async ({ url }) => {
    const bob = await logIn(url, 'bob');
    assert.equal(outcome(await bob.ask('GET', '/conferences')), '403 NOT_ALLOWED');
    const refused = await inCalendar(bob, 'GET', '/conferences');
    assert.equal(refused.status, 403);
    assert.match(String(refused.headers['content-type']), /^text\/calendar/);
    assert.match(refused.text, /^NOT_ALLOWED: bob has no licence CONFERENCE$/);
  }));

test('a new conference names its id in Location, or is sent as a whole with details', () =>
  run(async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const bare = await alice.ask('POST', '/conferences', meeting);
    assert.equal(bare.status, 201);
    const id = String(bare.headers.location).split('/').pop();
    assert.equal(JSON.parse(bare.text), id);
    const whole = await alice.ask('POST', '/conferences?details=true', {
      ...meeting,
      startDate: '2031-05-05T10:15:00+02:00',
      duration: 'PT01H30M',
      participants: [
        { party: { id: { loginName: 'bob' } }, leader: true },
        { party: { id: { companyEmail: 'guest@elsewhere.example' }, displayName: 'A guest' } },
      ],
    });
    assert.equal(whole.status, 201);
    const conference = shown(whole);
    assert.ok(String(whole.headers.location).endsWith(`/conferences/${conference.conferenceId}`));
    assert.equal(conference.startDate, '2031-05-05T08:15:00Z');
    assert.equal(conference.endDate, '2031-05-05T09:45:00Z');
    assert.equal(conference.duration, 'PT01H30M');
    const [bob, guest] = conference.participants ?? [];
    assert.equal(bob?.party.id.phoneNumber, '1002');
    assert.equal(bob?.leader, true);
    assert.equal(guest?.party.displayName, 'A guest');
    assert.deepEqual(shown(await alice.ask('GET', `/conferences/${conference.conferenceId}`)), conference);
  }));

test('a series begins on its first date and ends with its last one', () =>
  run(async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const make = async (recurrence: object, more: object = {}) => {
      const body = { ...meeting, startDate: '2031-01-01T09:00:00Z', duration: 'PT00H45M', recurrence, ...more };
      return shown(await alice.ask('POST', '/conferences?details=true', body));
    };
    const dates = ({ startDate, endDate, duration }: Conference) => [startDate, endDate, duration];
    // The first of January 2031 is a Wednesday.
    const weekly = { type: 'WEEKLY', interval: 2, daysOfTheWeek: ['monday', 'friday'] };
    const counted = await make({ ...weekly, nbOfOccurences: 3 });
    assert.deepEqual(dates(counted), ['2031-01-03T09:00:00Z', '2031-01-17T09:45:00Z', 'PT00H45M']);
    assert.deepEqual(counted.recurrence, weekly);
    const until = await make(weekly, { endDate: '2031-02-01T00:00:00Z' });
    assert.deepEqual(dates(until), ['2031-01-03T09:00:00Z', '2031-01-31T09:45:00Z', 'PT00H45M']);
    const daily = await make({ type: 'DAILY', interval: 3, nbOfOccurences: 4 });
    assert.deepEqual(dates(daily), ['2031-01-01T09:00:00Z', '2031-01-10T09:45:00Z', 'PT00H45M']);
    const monthly = await make({ type: 'MONTHLY', interval: 1, dayOfTheMonth: 31, nbOfOccurences: 3 });
    assert.deepEqual(dates(monthly), ['2031-01-31T09:00:00Z', '2031-05-31T09:45:00Z', 'PT00H45M']);
    const byWeek = { type: 'MONTHLY_BY_WEEK', interval: 2, weekOfTheMonth: 3, daysOfTheWeek: ['monday'] };
    assert.deepEqual(dates(await make({ ...byWeek, nbOfOccurences: 2 })), [
      '2031-01-20T09:00:00Z',
      '2031-03-17T09:45:00Z',
      'PT00H45M',
    ]);
  }));

test('what cannot be a conference is refused', () =>
  run(async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const cases: [body: object, problem: RegExp][] = [
      [{ type: 'SCHEDULED', profile: 'MEETING' }, /subject is missing/],
      [{ ...meeting, profile: 'PARTY' }, /profile: expected one of/],
      [
        { ...meeting, startDate: '2031-01-01 09:00' },
        /startDate: expected a date with time and zone, such as 2026-01-31T08:00:00Z/,
      ],
      [{ ...meeting, duration: '90 minutes' }, /duration: expected something like PT01H30M/],
      [{ ...meeting, duration: 'PT25H' }, /24 hours at most/],
      [{ ...meeting, startDate: '2031-01-01T09:00:00Z', endDate: '2031-01-01T08:00:00Z' }, /ends before it begins/],
      [{ ...meeting, recurrence: { type: 'WEEKLY', interval: 1 } }, /recurrence.daysOfTheWeek is missing/],
      [
        { ...meeting, recurrence: { type: 'DAILY', interval: 0 } },
        /recurrence.interval: expected a whole number from 1/,
      ],
      [{ ...meeting, recurrence: { type: 'DAILY', interval: 1, nbOfOccurences: 100_000 } }, /1000 dates at most/],
      [
        { ...meeting, recurrence: { type: 'WEEKLY', interval: 1, daysOfTheWeek: ['lundi'] } },
        /daysOfTheWeek\[0\]: expected one of monday/,
      ],
      [{ ...meeting, participants: [{ party: { id: { loginName: 'zoe' } } }] }, /nobody is called zoe/],
    ];
    for (const [body, problem] of cases) {
      const answer = await alice.ask('POST', '/conferences', body);
      assert.equal(outcome(answer), '400 BAD_PARAMETER', answer.text);
      assert.match(String(answer.body['innerMessage']), problem);
    }
    assert.equal(outcome(await alice.ask('GET', '/conferences/nothing')), '404 NOT_FOUND');
  }));

test('changes keep what is not given, and what cannot change is refused', () =>
  run(async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const made = shown(
      await alice.ask('POST', '/conferences?details=true', { ...meeting, startDate: '2031-01-01T09:00:00Z' }),
    );
    const path = `/conferences/${made.conferenceId}`;
    const moved = shown(await alice.ask('PUT', path, { startDate: '2031-01-02T10:00:00Z', subject: null }));
    assert.deepEqual(moved, { ...made, startDate: '2031-01-02T10:00:00Z', endDate: '2031-01-02T11:00:00Z' });
    const longer = shown(await alice.ask('PUT', path, { endDate: '2031-01-02T12:00:00Z', subject: 'Budget 2032' }));
    assert.deepEqual([longer.duration, longer.subject], ['PT02H00M', 'Budget 2032']);
    assert.equal(outcome(await alice.ask('PUT', path, { profile: 'WEBINAR' })), '400 NOT_SUPPORTED');
    const now = shown(await alice.ask('POST', '/conferences?details=true', meeting));
    const begun = await alice.ask('PUT', `/conferences/${now.conferenceId}`, { startDate: '2031-01-01T09:00:00Z' });
    assert.equal(outcome(begun), '400 NOT_EXPECTED');
    const carol = await logIn(url, 'carol');
    const stranger = shown(await carol.ask('POST', '/conferences?details=true', meeting));
    const { conferenceId } = stranger;
    assert.equal((await alice.ask('GET', `/conferences/${conferenceId}`)).status, 403);
  }));

test('everybody concerned hears of every change, whoever makes it', () =>
  run(async ({ url }) => {
    const [alice, bob, carol] = [await logIn(url, 'alice'), await logIn(url, 'bob'), await logIn(url, 'carol')];
    // Carol is a delegate of Alice from the start, Bob will be a participant.
    const channels = [await listen(alice), await listen(bob), await listen(carol)] as const;
    const [hers, his, delegates] = channels;
    const made = await carol.ask('POST', '/conferences?delegator=alice&details=true', {
      ...meeting,
      participants: [{ party: { id: { companyEmail: 'bob.bernard@lumiere.example' } } }],
    });
    assert.equal(made.status, 201);
    const { conferenceId } = shown(made);
    assert.equal(shown(made).owner?.id.loginName, 'alice');
    for (const [channel, loginName] of [
      [hers, 'alice'],
      [his, 'bob'],
      [delegates, 'carol'],
    ] as const) {
      const event = await channel.event('OnConferenceCreated');
      assert.deepEqual(event, { eventName: 'OnConferenceCreated', loginName, conference: shown(made) });
    }
    const path = `/conferences/${conferenceId}`;
    await alice.ask('POST', `${path}/participants/promote`, { participantIds: ['bob'] });
    const promoted = (await his.event('OnConferenceModified'))['conference'] as Conference;
    assert.equal(promoted.participants?.[0]?.leader, true);
    await alice.ask('DELETE', `${path}/participants/promote?partIds=bob`);
    const demoted = (await his.event('OnConferenceModified', 2))['conference'] as Conference;
    assert.equal(demoted.participants?.[0]?.leader, undefined);
    // For whom it disappears by a change, it is deleted.
    assert.equal((await alice.ask('DELETE', `${path}/participants?partIds=bob`)).status, 204);
    assert.equal((await his.event('OnConferenceDeleted'))['conferenceId'], conferenceId);
    assert.equal((await delegates.event('OnConferenceModified', 3))['loginName'], 'carol');

    // Once Carol is no delegate any more she hears nothing, though she may still manage what she has made.
    assert.equal((await alice.ask('DELETE', '/conferences/delegates?partIds=carol')).status, 204);
    assert.deepEqual((await alice.ask('GET', '/conferences/delegates')).body, { participantIds: [] });
    assert.equal((await carol.ask('PUT', path, { subject: 'Mine' })).status, 200);
    await hers.event('OnConferenceModified', 4);
    assert.equal(told(delegates).length, 4);
    assert.equal(outcome(await carol.ask('POST', '/conferences?delegator=alice', meeting)), '403 NOT_ALLOWED');
    await alice.ask('POST', '/conferences/delegates', { participantIds: ['carol'] });
    assert.deepEqual((await alice.ask('GET', '/conferences/delegates')).body, { participantIds: ['carol'] });
    assert.equal((await carol.ask('DELETE', path)).status, 204);
    assert.equal((await hers.event('OnConferenceDeleted'))['conferenceId'], conferenceId);
    assert.equal((await delegates.event('OnConferenceDeleted'))['conferenceId'], conferenceId);
    for (const channel of channels) channel.close();
  }));

test('participants come and go; details asks for the conference', () =>
  run(async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const path = `/conferences/${shown(await alice.ask('POST', '/conferences?details=true', meeting)).conferenceId}`;
    const dave = { party: { id: { loginName: 'dave' } } };
    const guest = { party: { id: { companyEmail: 'a@b.example' } } };
    const invited = await alice.ask('POST', `${path}/participants?details=true`, { participants: [dave, guest] });
    assert.equal(invited.status, 200);
    assert.equal(shown(invited).participants?.length, 2);
    // Nobody is in it twice.
    const again = await alice.ask('POST', `${path}/participants`, { participants: [{ ...dave, leader: true }] });
    assert.equal(again.status, 204);
    assert.equal(again.text, '');
    const { participants = [] } = shown(await alice.ask('GET', path));
    assert.deepEqual(
      participants.map(({ party, leader = false }) => [party.id.companyEmail, leader]),
      [
        ['a@b.example', false],
        ['dave.petit@lumiere.example', true],
      ],
    );
    const left = await alice.ask('DELETE', `${path}/participants?partIds=dave,a%40b.example&details=true`);
    assert.deepEqual(shown(left).participants, []);
    assert.equal(outcome(await alice.ask('DELETE', `${path}/participants?partIds=dave`)), '400 BAD_PARAMETER');
    assert.equal(outcome(await alice.ask('DELETE', `${path}/participants`)), '400 BAD_PARAMETER');
    assert.equal(outcome(await alice.ask('POST', `${path}/participants/promote`, {})), '400 BAD_PARAMETER');
  }));

test('calendars have the same address as JSON and are chosen by Accept', () =>
  run(async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const list = await inCalendar(alice, 'GET', '/conferences');
    assert.equal(list.status, 200);
    assert.match(String(list.headers['content-type']), /^text\/calendar/);
    assert.equal(list.text.match(/^BEGIN:VEVENT\r$/gm)?.length, 3);
    const made = shown(
      await alice.ask('POST', '/conferences?details=true', {
        ...meeting,
        subject: 'Déjeuner, à midi; chez nous',
        profile: 'WEBINAR',
        startDate: '2031-01-06T11:00:00Z',
        duration: 'PT01H30M',
        recurrence: { type: 'WEEKLY', interval: 1, daysOfTheWeek: ['monday'], nbOfOccurences: 2 },
        participants: [{ party: { id: { loginName: 'erin' } } }],
        audioPassword: '1234',
      }),
    );
    const { text } = await inCalendar(alice, 'GET', `/conferences/${made.conferenceId}`);
    for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
    const unfolded = text.replaceAll('\r\n ', '').split('\r\n');
    for (const line of [
      `UID:${made.conferenceId}`,
      'SUMMARY:Déjeuner\\, à midi\\; chez nous',
      'DTSTART:20310106T110000Z',
      'DTEND:20310106T123000Z',
      'RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;WKST=MO;UNTIL=20310113T123000Z',
      'CATEGORIES:WEBINAR',
      'TRANSP:OPAQUE',
      'ORGANIZER;CN=Alice Martin:MAILTO:alice.martin@lumiere.example',
      'ATTENDEE;CN=Érin Lefèvre:MAILTO:erin.lefevre@lumiere.example',
      'X-ALE-AUDIOPWD:1234',
      'TRIGGER:-PT15M',
    ]) {
      assert.ok(unfolded.includes(line), `${line} is not in\n${text}`);
    }
    // What it writes, it reads: the same conference again changes nothing.
    const same = await inCalendar(alice, 'POST', '/conferences?details=true', text);
    assert.equal(same.status, 201);
    assert.deepEqual(shown(same), made);
  }));

test('a calendar creates a conference, and changes the one that has its UID', () =>
  run(async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const event = (...more: string[]) =>
      calendar('UID:from-outlook@example', 'DTSTART;TZID=Europe/Paris:20310701T100000', ...more);
    const first = event('DTEND;TZID=Europe/Paris:20310701T113000', 'SUMMARY:First\\, or', '  not', 'X-UNKNOWN:1');
    const made = await inCalendar(alice, 'POST', '/conferences', first);
    assert.equal(made.status, 201);
    assert.ok(String(made.headers.location).endsWith('/conferences/from-outlook%40example'));
    const path = '/conferences/from-outlook%40example';
    const conference = shown(await alice.ask('GET', path));
    assert.equal(conference.subject, 'First, or not');
    assert.deepEqual([conference.startDate, conference.duration], ['2031-07-01T08:00:00Z', 'PT01H30M']);
    assert.deepEqual([conference.type, conference.profile], ['SCHEDULED', 'MEETING']);
    const second = event(
      'DTEND;TZID=Europe/Paris:20310701T110000',
      'SUMMARY:Second',
      'ATTENDEE;CN="Érin";MAILTO:erin.lefevre@lumiere.example',
      'BEGIN:VALARM',
      'SUMMARY:not this one',
      'END:VALARM',
    );
    const changed = shown(await inCalendar(alice, 'POST', '/conferences?details=true', second));
    assert.deepEqual([changed.subject, changed.duration], ['Second', 'PT01H00M']);
    assert.deepEqual(
      changed.participants?.map(({ party }) => party.id.loginName),
      ['erin'],
    );
    for (const broken of ['no calendar', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR', calendar('DTSTART:tomorrow')]) {
      assert.equal(outcome(await inCalendar(alice, 'POST', '/conferences', broken)), '400 BAD_PARAMETER');
    }
  }));

const uploader = (client: Client, conferenceId: string | undefined) => async (name: string, content: string) => {
  const body = new FormData();
  body.append('file', new Blob([content], { type: 'application/octet-stream' }), name);
  const address = `${client.info['publicBaseUrl']}/conferences/${conferenceId}/documents`;
  return (await fetch(address, { method: 'POST', headers: { cookie: client.cookie }, body })).status;
};

test('an uploaded attachment is there at once, slides only when they are done', () =>
  withSimulator({ slides: 60_000 }, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const { conferenceId } = shown(await alice.ask('POST', '/conferences?details=true', meeting));
    const upload = uploader(alice, conferenceId);
    const documents = async () => shown(await alice.ask('GET', `/conferences/${conferenceId}`)).documents ?? [];
    assert.equal(await upload('plan "A".zip', '--zip\r\n--'), 204);
    assert.equal(await upload('Slides.pptx', 'slides'), 204);
    const [attachment, ...more] = await documents();
    assert.deepEqual([attachment?.name, attachment?.type, more], ['plan "A".zip', 'ATTACHMENT', []]);
    assert.equal(await upload('empty.txt', ''), 400);
    const noForm = await alice.ask('POST', `/conferences/${conferenceId}/documents`, {});
    assert.equal(outcome(noForm), '400 BAD_PARAMETER');
    assert.match(String(noForm.body['innerMessage']), /multipart\/form-data/);
    const path = `/conferences/${conferenceId}/documents/${attachment?.id}`;
    assert.equal((await alice.ask('DELETE', path)).status, 204);
    assert.equal(outcome(await alice.ask('DELETE', path)), '404 NOT_FOUND');
  }));

test('an event tells when the slides are done', () =>
  run(async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const channel = await listen(alice);
    const { conferenceId } = shown(await alice.ask('POST', '/conferences?details=true', meeting));
    assert.equal(await uploader(alice, conferenceId)('Slides.pptx', 'slides'), 204);
    const { conference } = (await channel.event('OnConferenceModified')) as unknown as { conference: Conference };
    const [slides] = conference.documents ?? [];
    assert.deepEqual([slides?.name, slides?.type], ['Slides.pptx', 'ATTACHMENT_PRESENTATION']);
    channel.close();
  }));

test('who joins is called by the conference, and all who have joined are in one conversation', () =>
  run(async ({ url, opentouch }) => {
    const [alice, carol] = [await logIn(url, 'alice'), await logIn(url, 'carol')];
    const request = { ...meeting, participants: [{ party: { id: { loginName: 'carol' } } }], webPassword: 'w' };
    const { conferenceId } = shown(await alice.ask('POST', '/conferences?details=true', request));
    const join = (client: Client, body: object) => client.ask('POST', `/conferences/${conferenceId}/join`, body);
    assert.equal(outcome(await join(alice, {})), '400 BAD_PARAMETER');
    assert.equal(outcome(await join(alice, { phone: '1001', webPassword: 'x' })), '403 NOT_ALLOWED');
    assert.equal(outcome(await join(alice, { phone: '5555', audioOnly: true })), '400 BAD_PARAMETER');
    const joined = await join(alice, { phone: '1001', audioOnly: true });
    assert.deepEqual([joined.status, joined.text], [200, '']);
    const calls = (login: string) => opentouch.exchange.stateOf(login).calls;
    const [ringing] = calls('alice');
    assert.equal(ringing?.callData?.state, 'RINGING_INCOMING');
    assert.deepEqual(ringing.participants?.[0]?.identity?.type, { main: 'SERVICE', subType: 'conferencing' });
    const { callId } = shown(await alice.ask('GET', `/conferences/${conferenceId}`));
    assert.equal(callId, ringing.callRef);
    await alice.ask('POST', `/telephony/calls/${callId}/answer`, { deviceId: '1001' });
    await join(carol, { phone: '1003', audioOnly: true });
    await carol.ask('POST', `/telephony/calls/${callId}/answer`, { deviceId: '1003' });
    assert.deepEqual(
      calls('carol')[0]
        ?.participants?.map(({ participantId }) => participantId)
        .sort(),
      ['1001', '1800'],
    );
    const frank = await logIn(url, 'frank');
    assert.equal(outcome(await join(frank, { phone: '1006' })), '403 NOT_ALLOWED');
  }));

test('an administrator manages the conferences of anybody', () =>
  run(async ({ url }) => {
    const admin = await logIn(url, 'admin');
    assert.equal(outcome(await admin.ask('GET', '/conferences')), '400 BAD_PARAMETER');
    const made = shown(await admin.ask('POST', '/conferences?loginName=carol&details=true', meeting));
    assert.equal(made.owner?.id.loginName, 'carol');
    assert.equal((await admin.ask('DELETE', `/conferences/${made.conferenceId}?loginName=carol`)).status, 204);
    assert.equal(outcome(await admin.ask('GET', '/conferences?loginName=bob')), '403 NOT_ALLOWED');
  }));
