import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordParticipant, StoredRecord } from '../../nodes/simulator/opentouch/comlog/stored-record.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import { ChannelReader, type Client, type Event, logIn, withSimulator } from '../support/opentouch-requests.ts';

const timing = { outsideAnswers: 20, tone: 30, releasing: 5, noAnswer: 60_000 };

async function listen(client: Client): Promise<ChannelReader> {
  const selectors = [{ names: ['unifiedComLog'] }];
  const { body } = await client.ask('POST', '/subscriptions', { version: '1.0', filter: { selectors } });
  const channel = await ChannelReader.open(String(body['publicPollingUrl']));
  await channel.event('OnChannelInformation');
  return channel;
}

interface Page {
  readonly comHistoryRecords: StoredRecord[];
  readonly totalCount: number;
  readonly offset: number;
  readonly limit: number;
}

async function pageOf(client: Client, query = ''): Promise<Page> {
  return (await client.ask('GET', `/comlog/records${query}`)).body as unknown as Page;
}

const idsOf = (records: readonly StoredRecord[]) => records.map(({ recordId }) => recordId);
const newest = async (client: Client) => (await pageOf(client, '?limit=1')).comHistoryRecords[0] as StoredRecord;

/** Who took part, in short: login name or number, role, answered. */
const cast = ({ participants }: { participants?: readonly RecordParticipant[] }) =>
  (participants ?? []).map(({ identity, role, answered }) => [
    identity.id.loginName ?? identity.id.phoneNumber,
    role,
    answered,
  ]);

const recordOf = (event: Event) => event['record'] as StoredRecord;

/** Alice and Bob with open channels on their logs, and what they can do to each other. */
async function stage(simulator: Simulator, ...logins: string[]) {
  const clients = await Promise.all(logins.map((login) => logIn(simulator.url, login)));
  const channels = await Promise.all(clients.map(listen));
  return { clients, channels, close: () => channels.map((channel) => channel.close()) };
}

const call = async (client: Client, deviceId: string, callee: string): Promise<string> => {
  const { status, text } = await client.ask('POST', '/telephony/calls', { deviceId, callee, autoAnswer: true });
  assert.equal(status, 201, text);
  return JSON.parse(text);
};
const done = async (client: Client, method: string, path: string, body?: unknown) =>
  assert.equal((await client.ask(method, path, body)).status, 204, path);

test('an answered call is in both logs: the owner with role and answer, the other without', () =>
  withSimulator({ timing }, async (simulator) => {
    const { clients, channels, close } = await stage(simulator, 'alice', 'bob');
    const [alice, bob] = clients as [Client, Client];
    const ref = await call(alice, '1001', '1002');
    await done(bob, 'POST', `/telephony/calls/${ref}/answer`, { deviceId: '1002' });
    await done(alice, 'DELETE', `/telephony/calls/${ref}`);
    const [ofAlice, ofBob] = await Promise.all(channels.map((channel) => channel.event('OnComRecordCreated')));
    assert.ok(ofAlice && ofBob);
    assert.deepEqual(cast(recordOf(ofAlice)), [
      ['alice', 'CALLER', true],
      ['bob', undefined, undefined],
    ]);
    assert.deepEqual(cast(recordOf(ofBob)), [
      ['bob', 'CALLEE', true],
      ['alice', undefined, undefined],
    ]);
    const [owner, other] = recordOf(ofBob).participants;
    assert.deepEqual(owner?.identity, { id: { loginName: 'bob' } }, 'the owner is named by his login only');
    assert.deepEqual(other?.identity.id, {
      loginName: 'alice',
      phoneNumber: '1001',
      instantMessagingId: 'alice@im.lumiere.example',
      companyEmail: 'alice.martin@lumiere.example',
    });
    assert.equal(recordOf(ofBob).comRef, ref);
    const kept = await newest(bob);
    assert.equal(kept.recordId, recordOf(ofBob).recordId);
    assert.equal(kept.participants[0]?.identity.id.phoneNumber, '1002', 'the answer names everybody in full');
    assert.equal(kept.participants[0]?.reason, 'NORMAL');
    assert.equal(kept.acknowledged, true);
    assert.ok(Date.parse(kept.beginDate ?? '') <= Date.parse(kept.endDate ?? ''));
    close();
  }));

test('a call that is given up is missed, new, and counted in the event', () =>
  withSimulator({ timing }, async (simulator) => {
    const { clients, channels, close } = await stage(simulator, 'bob');
    const [bob] = clients as [Client];
    const before = simulator.opentouch.log.missed('bob');
    simulator.opentouch.exchange.hangUp(simulator.opentouch.exchange.placeCall('+33199009999', '1002'));
    const event = await channels[0]?.event('OnComRecordCreated');
    assert.ok(event);
    assert.equal(event['missedCallsNb'], before + 1);
    assert.ok(!('acknowledged' in recordOf(event)), 'false is left out of events');
    const kept = await newest(bob);
    assert.equal(kept.acknowledged, false);
    assert.deepEqual(cast(kept), [
      ['bob', 'CALLEE', false],
      ['+33199009999', undefined, undefined],
    ]);
    assert.equal(kept.participants[0]?.reason, 'ABANDONED');
    close();
  }));

test('who meets a busy or invalid number finds the reason in his log, and the other one nothing', () =>
  withSimulator({ timing: { ...timing, lines: 1 } }, async (simulator) => {
    const { clients, channels, close } = await stage(simulator, 'dave', 'bob');
    const [dave, bob] = clients as [Client, Client];
    const ref = await call(bob, '1002', '+33199008888');
    await call(dave, '1004', '1002');
    const busy = recordOf((await channels[0]?.event('OnComRecordCreated')) as Event);
    assert.equal(busy.participants[0]?.reason, 'BUSY');
    assert.deepEqual(cast(busy), [
      ['dave', 'CALLER', undefined],
      ['bob', undefined, undefined],
    ]);
    await call(dave, '1004', '4711');
    const invalid = recordOf((await channels[0]?.event('OnComRecordCreated', 2)) as Event);
    assert.equal(invalid.participants[0]?.reason, 'INVALID_NUMBER');
    await done(bob, 'DELETE', `/telephony/calls/${ref}`);
    const own = recordOf((await channels[1]?.event('OnComRecordCreated')) as Event);
    assert.equal(own.comRef, ref, 'the busy user has nothing but his own call');
    close();
  }));

test('a redirected call stands in three logs, and the victim learns later that it was answered', () =>
  withSimulator({ timing }, async (simulator) => {
    const { clients, channels, close } = await stage(simulator, 'alice', 'bob', 'carol');
    const [alice, bob, carol] = clients as [Client, Client, Client];
    const ref = await call(alice, '1001', '1002');
    await done(bob, 'POST', `/telephony/calls/${ref}/redirect`, { redirectTo: '1003' });
    const victim = recordOf((await channels[1]?.event('OnComRecordCreated')) as Event);
    assert.deepEqual(cast(victim), [
      ['carol', 'CALLEE', undefined],
      ['alice', undefined, undefined],
    ]);
    assert.equal(victim.participants[0]?.reason, 'REDIRECTED');
    assert.equal(victim.participants[0]?.initialCalled?.id.loginName, 'bob');
    assert.ok(!victim.endDate, 'it is not over');
    const missed = simulator.opentouch.log.missed('bob');
    await done(carol, 'POST', `/telephony/calls/${ref}/answer`, { deviceId: '1003' });
    const answered = recordOf((await channels[1]?.event('OnComRecordModified')) as Event);
    assert.deepEqual([answered.recordId, answered.participants[0]?.answered], [victim.recordId, true]);
    assert.equal(simulator.opentouch.log.missed('bob'), missed - 1, 'it is no missed call any more');
    await done(carol, 'DELETE', `/telephony/calls/${ref}`);
    const over = recordOf((await channels[1]?.event('OnComRecordModified', 2)) as Event);
    assert.ok(over.endDate);
    const taken = recordOf((await channels[2]?.event('OnComRecordCreated')) as Event);
    assert.deepEqual(cast(taken), [
      ['carol', 'CALLEE', true],
      ['alice', undefined, undefined],
    ]);
    assert.equal(taken.participants[0]?.reason, 'REDIRECTED');
    const caller = recordOf((await channels[0]?.event('OnComRecordCreated')) as Event);
    assert.deepEqual(cast(caller), [
      ['alice', 'CALLER', true],
      ['carol', undefined, undefined],
    ]);
    assert.equal(caller.participants[0]?.initialCalled?.id.loginName, 'bob');
    close();
  }));

test('a call that nobody answers goes to voicemail and is missed all the same', () =>
  withSimulator({ timing: { ...timing, noAnswer: 30 } }, async (simulator) => {
    const { clients, channels, close } = await stage(simulator, 'bob');
    const [bob] = clients as [Client];
    simulator.opentouch.exchange.placeCall('+33199009999', '1002');
    await channels[0]?.event('OnComRecordCreated');
    const kept = await newest(bob);
    assert.deepEqual(cast(kept), [
      ['bob', 'CALLEE', false],
      ['+33199009999', undefined, undefined],
    ]);
    assert.equal(kept.participants[0]?.reason, 'VOICEMAIL');
    assert.equal(kept.acknowledged, false);
    close();
  }));

test('a picked-up call tells the one whose telephone rang who took it', () =>
  withSimulator({ timing }, async (simulator) => {
    const { clients, channels, close } = await stage(simulator, 'bob', 'dave');
    const [, dave] = clients as [Client, Client];
    const ref = simulator.opentouch.exchange.placeCall('+33199009999', '1002');
    await done(dave, 'POST', '/telephony/devices/1004/pickup', {
      otherPhoneNumber: '1002',
      otherCallRef: ref,
      autoAnswer: true,
    });
    const victim = recordOf((await channels[0]?.event('OnComRecordCreated')) as Event);
    assert.deepEqual(cast(victim)[0]?.slice(0, 2), ['dave', 'CALLEE']);
    assert.equal(victim.participants[0]?.reason, 'PICKUP');
    simulator.opentouch.exchange.hangUp(ref);
    const taken = recordOf((await channels[1]?.event('OnComRecordCreated')) as Event);
    assert.deepEqual([taken.participants[0]?.reason, taken.participants[0]?.answered], ['PICKUP', true]);
    close();
  }));

test('a transfer and a conference leave their reasons, and a conference all of its members', () =>
  withSimulator({ timing }, async (simulator) => {
    const { clients, channels, close } = await stage(simulator, 'bob', 'dave', 'erin');
    const [bob, dave, erin] = clients as [Client, Client, Client];
    const consult = async () => {
      const held = await call(bob, '1002', '1004');
      await done(dave, 'POST', `/telephony/calls/${held}/answer`, { deviceId: '1004' });
      const active = await call(bob, '1002', '1005');
      await done(erin, 'POST', `/telephony/calls/${active}/answer`, { deviceId: '1005' });
      return { held, active };
    };
    const first = await consult();
    await done(bob, 'POST', `/telephony/calls/${first.active}/transfer`, { heldCallRef: first.held });
    const out = recordOf((await channels[0]?.event('OnComRecordCreated')) as Event);
    assert.equal(out.participants[0]?.reason, 'TRANSFERRED');
    await done(erin, 'DELETE', `/telephony/calls/${first.active}`);
    const moved = recordOf((await channels[1]?.event('OnComRecordCreated')) as Event);
    assert.deepEqual(cast(moved), [
      ['dave', 'CALLEE', true],
      ['erin', undefined, undefined],
    ]);
    assert.equal(moved.participants[0]?.reason, 'TRANSFERRED');

    const second = await consult();
    await done(bob, 'POST', `/telephony/calls/${second.active}/merge`, { heldCallRef: second.held });
    await done(bob, 'DELETE', `/telephony/calls/${second.active}`);
    const member = recordOf((await channels[2]?.event('OnComRecordCreated', 2)) as Event);
    assert.equal(member.participants[0]?.reason, 'CONFERENCED');
    assert.deepEqual(
      cast(member)
        .map(([who]) => who)
        .sort(),
      ['bob', 'dave', 'erin'],
    );
    close();
  }));

test('the filters of the list, alone and together', () =>
  withSimulator({}, async ({ url }) => {
    const carol = await logIn(url, 'carol');
    const all = await pageOf(carol);
    assert.ok(all.totalCount >= 24, `a few dozen records are there, not ${all.totalCount}`);
    assert.equal(all.comHistoryRecords.length, all.totalCount);
    const dates = all.comHistoryRecords.map(({ beginDate = '' }) => beginDate);
    assert.deepEqual(dates, [...dates].sort().reverse(), 'the newest first');
    const owner = (record: StoredRecord) => record.participants.find(({ role }) => role);
    const missed = (record: StoredRecord) => owner(record)?.role === 'CALLEE' && !owner(record)?.answered;
    const middle = dates[Math.floor(dates.length / 2)] ?? '';
    const someone = all.comHistoryRecords[5]?.participants.find(({ role }) => !role)?.identity.id.phoneNumber ?? '';
    const reference = all.comHistoryRecords[3]?.comRef;
    const cases: [query: string, wanted: (record: StoredRecord) => boolean][] = [
      ['unanswered=true', missed],
      ['unanswered=false', () => true],
      ['unacknowledged=true', ({ acknowledged }) => !acknowledged],
      ['withAttachment=true', ({ attachments = [] }) => attachments.length > 0],
      [`afterDate=${middle}`, ({ beginDate = '' }) => beginDate >= middle],
      [`beforeDate=${middle}`, ({ beginDate = '' }) => beginDate < middle],
      ['role=CALLER', (record) => owner(record)?.role === 'CALLER'],
      ['role=CONFPARTICIPANT', (record) => owner(record)?.role === 'CONFPARTICIPANT'],
      [`comRef=${reference}`, ({ comRef }) => comRef === reference],
      [
        `remotePartyId=${encodeURIComponent(someone)}`,
        (record) => record.participants.some(({ role, identity }) => !role && identity.id.phoneNumber === someone),
      ],
      [`unanswered=true&afterDate=${middle}`, (record) => missed(record) && (record.beginDate ?? '') >= middle],
    ];
    for (const [query, wanted] of cases) {
      const expected = idsOf(all.comHistoryRecords.filter(wanted));
      assert.ok(expected.length > 0, `${query} would find nothing`);
      const page = await pageOf(carol, `?${query}`);
      assert.deepEqual(idsOf(page.comHistoryRecords), expected, query);
      assert.equal(page.totalCount, expected.length);
    }
  }));

test('pages, ids in a list of commas or semicolons, and short identities', () =>
  withSimulator({}, async ({ url }) => {
    const carol = await logIn(url, 'carol');
    const all = await pageOf(carol);
    const page = await pageOf(carol, '?offset=10&limit=7');
    assert.deepEqual(idsOf(page.comHistoryRecords), idsOf(all.comHistoryRecords).slice(10, 17));
    assert.deepEqual([page.offset, page.limit, page.totalCount], [10, 7, all.totalCount]);
    const [first, , third] = idsOf(all.comHistoryRecords);
    for (const separator of [',', ';']) {
      const list = await pageOf(carol, `?recordIdList=${first}${separator}${third}&role=CONFLEADER&limit=1`);
      assert.deepEqual(idsOf(list.comHistoryRecords), [first, third], 'with ids nothing else counts');
      assert.equal(list.totalCount, 2);
    }
    const short = await pageOf(carol, '?optimized=true');
    const own = short.comHistoryRecords.flatMap(({ participants }) =>
      participants.filter(({ identity }) => identity.id.phoneNumber === '1003').map(({ identity }) => identity),
    );
    assert.equal(own[0]?.firstName, 'Carol');
    assert.deepEqual(
      [...new Set(own.slice(1).map((identity) => JSON.stringify(identity)))],
      [JSON.stringify({ id: { phoneNumber: '1003' } })],
    );
    const { recordIds } = (await carol.ask('GET', '/comlog/records/recordIds')).body as { recordIds: number[] };
    assert.deepEqual(recordIds, idsOf(all.comHistoryRecords));
    assert.deepEqual((await carol.ask('GET', `/comlog/records/${first}`)).body, all.comHistoryRecords[0]);
  }));

test('acknowledging changes missed calls only, tells what has changed, and can be taken back', () =>
  withSimulator({ timing }, async (simulator) => {
    const { clients, channels, close } = await stage(simulator, 'bob');
    const [bob] = clients as [Client];
    simulator.opentouch.exchange.hangUp(simulator.opentouch.exchange.placeCall('+33199009999', '1002'));
    const missed = (await newest(bob)).recordId;
    const answered = (await pageOf(bob)).comHistoryRecords.find(({ acknowledged }) => acknowledged)?.recordId;
    const body = { recordIds: [missed, answered, 999_999] };
    await done(bob, 'PUT', '/comlog/records?acknowledge=true', body);
    assert.deepEqual((await channels[0]?.event('OnComRecordsAck'))?.['recordIds'], [missed]);
    assert.equal((await newest(bob)).acknowledged, true);
    await done(bob, 'PUT', '/comlog/records?acknowledge=true', body);
    // As the vendor's own client sends them.
    await done(bob, 'PUT', '/comlog/records?acknowledge=false', { recordIds: [String(missed)] });
    assert.deepEqual((await channels[0]?.event('OnComRecordsUnAck'))?.['recordIds'], [missed]);
    assert.equal(channels[0]?.events.filter(({ eventName }) => eventName === 'OnComRecordsAck').length, 1);
    close();
  }));

test('deleting one, some, and all, which the event says by naming none', () =>
  withSimulator({}, async (simulator) => {
    const { clients, channels, close } = await stage(simulator, 'carol');
    const [carol] = clients as [Client];
    const { comHistoryRecords: all } = await pageOf(carol);
    const [first, second, third] = idsOf(all);
    await done(carol, 'DELETE', `/comlog/records/${first}`);
    await done(carol, 'DELETE', `/comlog/records?recordIdList=${second};${third},999999`);
    await done(carol, 'DELETE', '/comlog/records?recordIdList=999999');
    await done(carol, 'DELETE', '/comlog/records?role=CALLER');
    const callers = idsOf(
      all.slice(3).filter(({ participants }) => participants.some(({ role }) => role === 'CALLER')),
    );
    await done(carol, 'DELETE', '/comlog/records');
    await done(carol, 'DELETE', '/comlog/records');
    const deleted = async (nth: number) => await channels[0]?.event('OnComRecordsDeleted', nth);
    assert.deepEqual((await deleted(1))?.['recordIds'], [first]);
    assert.deepEqual((await deleted(2))?.['recordIds'], [second, third]);
    assert.deepEqual((await deleted(3))?.['recordIds'], callers);
    assert.deepEqual(await deleted(4), { eventName: 'OnComRecordsDeleted', loginName: 'carol' });
    assert.equal((await pageOf(carol)).totalCount, 0);
    const own = simulator.opentouch.log.all('alice').length;
    assert.ok(own > 0, "nobody else's log is touched");
    close();
  }));

test('instant messages of a record, and what is refused', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const { comHistoryRecords } = await pageOf(alice);
    const chat = comHistoryRecords.find(({ medias }) => medias.includes('IM'));
    const audio = comHistoryRecords.find(({ medias }) => !medias.includes('IM'));
    const { body: thread } = await alice.ask('GET', `/comlog/records/${chat?.recordId}/im`);
    assert.ok((thread['imMessages'] as unknown[]).length > 1);
    const refusal = async (method: string, path: string) => {
      const { status, body } = await alice.ask(method, path);
      return `${status} ${body['type']}`;
    };
    assert.equal(await refusal('GET', `/comlog/records/${audio?.recordId}/im`), '404 NOT_FOUND');
    assert.equal(await refusal('GET', '/comlog/records/999999'), '404 NOT_FOUND');
    assert.equal(await refusal('DELETE', '/comlog/records/999999'), '400 BAD_PARAMETER');
    assert.equal(await refusal('GET', '/comlog/records?role=SOMEBODY'), '400 BAD_PARAMETER');
    assert.equal(await refusal('GET', '/comlog/records?afterDate=yesterday'), '400 BAD_PARAMETER');
    assert.equal(await refusal('GET', '/comlog/records?offset=-1'), '400 BAD_PARAMETER');
    const admin = await logIn(url, 'admin');
    assert.equal((await pageOf(admin, '?loginName=alice')).totalCount, comHistoryRecords.length);
  }));
