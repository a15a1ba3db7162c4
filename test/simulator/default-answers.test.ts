import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import type { Domain, System } from '../../nodes/catalogue/types.ts';
import { jsonProblem } from '../../nodes/schema/convert.ts';
import { type DescribedOperation, operationsOf } from '../../nodes/schema/describe.ts';
import { problemText } from '../../nodes/schema/problems.ts';
import { OpenTouchApi } from '../../nodes/simulator/opentouch/server/api.ts';
import { defaults, openTouchFaults } from '../../nodes/simulator/opentouch/server/options.ts';
import { Sessions } from '../../nodes/simulator/opentouch/sessions/sessions.ts';
import { Company } from '../../nodes/simulator/opentouch/users/company.ts';
import { company } from '../../nodes/simulator/opentouch/users/seed.ts';
import { DefaultAnswers } from '../../nodes/simulator/server/default-answers.ts';
import { FaultSwitches } from '../../nodes/simulator/server/faults/switches.ts';
import { ask, ChannelReader, logIn, withSimulator } from '../support/opentouch-requests.ts';
import { control } from '../support/orange-simulator.ts';

const ids = new Proxy({}, { get: (_target, name) => String(name) }) as Record<string, string>;

/** What is wrong with an answer to an operation, looked up in the declaration word by word. */
function problemOf(operation: DescribedOperation, answers: DefaultAnswers): string | undefined {
  const { type, domain, reference, result, answer, many } = operation;
  const given = answers.answer(operation, { ids, values: {} });
  if (!given) return `${type}: nothing`;
  if (reference) return given.status === 201 && given.reference ? undefined : `${type}: no reference`;
  const declared = answer ?? result;
  if (!declared) return given.status === 204 && given.body === undefined ? undefined : `${type}: something`;
  if (given.status !== 200) return `${type}: ${given.status}`;
  if (declared === 'byte') return given.body instanceof Uint8Array ? undefined : `${type}: no bytes`;
  const problem = jsonProblem(domain, { type: declared, ...(many && { many }) }, given.body, type);
  return problem && `${problemText(problem)} (${JSON.stringify(given.body)})`;
}

test('every operation of the catalogue is answered as it is declared, without a line of code of its own', () => {
  const operations = Object.values(systems).flatMap(operationsOf);
  assert.ok(operations.length > 170);
  const answers = new DefaultAnswers();
  assert.deepEqual(
    operations.flatMap((operation) => problemOf(operation, answers) ?? []),
    [],
  );
});

test('a sample is the same in every run, and a reference is fresh every time', () => {
  const operations = operationsOf(systems.opentouch);
  const answersOf = (answers: DefaultAnswers) =>
    operations.map((operation) => answers.answer(operation, { ids, values: {} }));
  const answers = new DefaultAnswers();
  const first = answersOf(answers);
  assert.deepEqual(answersOf(new DefaultAnswers()), first);
  const references = [...first, ...answersOf(answers)].flatMap((answer) => answer?.reference ?? []);
  assert.equal(new Set(references).size, references.length);
  assert.ok(references.length >= 14);
});

/** A chapter that nobody has ever heard of. */
const bookmarks: Domain = {
  set: 'opentouch-bookmarks',
  system: 'opentouch',
  chapter: 'Bookmarks',
  category: 'OpenTouch-bookmarks',
  icon: 'telephony-summary.svg',
  representations: {
    Colour: ['GREEN', 'RED'],
    Bookmark: {
      bookmarkId: { type: 'string', required: true },
      number: { type: 'string', required: true },
      colour: { type: 'Colour', required: true },
      note: { type: 'string' },
      within: { type: 'Bookmark' },
      seen: { type: 'dateTime', required: true },
    },
    NewBookmark: { number: { type: 'string', required: true }, note: { type: 'string' }, colour: { type: 'string' } },
    Bookmarks: { total: { type: 'int', required: true }, bookmarks: { type: 'Bookmark', many: true } },
  },
  events: {},
  operations: {
    'opentouch-create-bookmark': {
      method: 'POST',
      path: '/users/{loginName}/bookmarks',
      body: 'NewBookmark',
      reference: 'bookmarkId',
      collection: { id: 'bookmarkId' },
    },
    'opentouch-get-bookmarks': {
      method: 'GET',
      path: '/users/{loginName}/bookmarks',
      query: { offset: { type: 'int' }, limit: { type: 'int' } },
      result: 'Bookmarks',
      pages: { items: 'bookmarks', total: 'total' },
      collection: { id: 'bookmarkId' },
    },
    'opentouch-get-bookmark': {
      method: 'GET',
      path: '/users/{loginName}/bookmarks/{bookmarkId}',
      result: 'Bookmark',
      collection: { id: 'bookmarkId' },
    },
    'opentouch-change-bookmark': {
      method: 'PUT',
      path: '/users/{loginName}/bookmarks/{bookmarkId}',
      body: 'NewBookmark',
      collection: { id: 'bookmarkId' },
    },
    'opentouch-delete-bookmark': {
      method: 'DELETE',
      path: '/users/{loginName}/bookmarks/{bookmarkId}',
      collection: { id: 'bookmarkId' },
    },
    'opentouch-delete-bookmarks': {
      method: 'DELETE',
      path: '/users/{loginName}/bookmarks',
      collection: { id: 'bookmarkId' },
    },
  },
};

/** Everything that the server of that chapter answers to alice. */
function bookmarkServer() {
  const system: System = { ...systems.opentouch, domains: [bookmarks] };
  const people = new Company(company);
  const sessions = new Sessions(60, () => undefined);
  const token = sessions.issue('alice');
  sessions.open({
    token,
    account: 'alice',
    loginName: 'alice',
    admin: false,
    application: 'test',
    opened: new Date(),
  });
  const operations = operationsOf(system);
  const api = new OpenTouchApi({
    operations,
    handlers: {},
    tolerances: {},
    settings: { ...defaults, switches: new FaultSwitches(openTouchFaults) },
    company: people,
    sessions,
  });
  const ask = async (method: string, path: string, body?: object) => {
    const claim = api.claim({
      method,
      url: new URL(`http://server/api/rest/1.0${path}`),
      headers: { cookie: `AlcUserId=${token}` },
      body: Buffer.from(body ? JSON.stringify(body) : ''),
    });
    assert.ok(claim);
    const { status, headers, body: text } = await claim.answer();
    return { status, headers, body: text ? JSON.parse(String(text)) : undefined };
  };
  return { ask, stop: () => sessions.closeAll(true) };
}

test('a declared collection keeps what was created in it, read, changed, listed in pages and deleted', async () => {
  const { ask, stop } = bookmarkServer();
  const home = '/users/alice/bookmarks';
  try {
    assert.deepEqual((await ask('GET', home)).body, { total: 0, bookmarks: [] });
    const created = await ask('POST', home, { number: '1002', note: 'a note', colour: 'no colour' });
    assert.equal(created.status, 201);
    const id = String(created.body);
    assert.equal(created.headers?.['location'], `http://server/api/rest/1.0${home}/${id}`);
    const shown = { bookmarkId: id, number: '1002', note: 'a note', colour: 'GREEN', seen: '2026-01-31T08:00:00Z' };
    assert.deepEqual((await ask('GET', `${home}/${id}`)).body, shown, 'what does not fit the result is left out');
    for (const number of ['1003', '1004']) await ask('POST', home, { number });
    const page = (await ask('GET', `${home}?offset=1&limit=1`)).body;
    assert.deepEqual([page.total, page.bookmarks.map((one: { number: string }) => one.number)], [3, ['1003']]);
    assert.equal((await ask('PUT', `${home}/${id}`, { number: '1005' })).status, 204);
    assert.deepEqual((await ask('GET', `${home}/${id}`)).body, { ...shown, number: '1005' });
    assert.equal((await ask('GET', '/users/bob/bookmarks')).body.total, 0, 'somebody else has his own');
    assert.equal((await ask('DELETE', `${home}/${id}`)).status, 204);
    const gone = await ask('GET', `${home}/${id}`);
    assert.deepEqual([gone.status, gone.body.type], [404, 'NOT_FOUND']);
    assert.equal((await ask('DELETE', `${home}/${id}`)).status, 404);
    assert.equal((await ask('DELETE', home)).status, 204);
    assert.equal((await ask('GET', home)).body.total, 0);
    assert.equal((await ask('POST', home, {})).status, 400, 'a request is checked before it is answered');
  } finally {
    stop();
  }
});

test('every event of the catalogue can be sent on request, with a valid value in every field', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const domains: readonly Domain[] = systems.opentouch.domains;
    const events = domains.flatMap((domain) =>
      Object.entries(domain.events).map(([name, event]) => ({ domain, name, event })),
    );
    assert.equal(events.length, 41);
    for (const { domain, name, event } of events) {
      const sent = await control(url, 'POST', '/events', { event: name, loginName: 'alice' });
      assert.equal(sent.body['eventName'], name);
      assert.equal(jsonProblem(domain, { type: event.type }, sent.body, name), undefined);
    }
    const subscription = await alice.ask('POST', '/subscriptions', {
      version: '1.0',
      filter: { selectors: [{ names: ['OnComRecordsAck'] }] },
    });
    const channel = await ChannelReader.open(String(subscription.body['publicPollingUrl']));
    await channel.event('OnChannelInformation');
    await control(url, 'POST', '/events', { event: 'OnComRecordsAck', loginName: 'alice', fields: { recordIds: [7] } });
    assert.deepEqual(await channel.event('OnComRecordsAck'), {
      eventName: 'OnComRecordsAck',
      loginName: 'alice',
      recordIds: [7],
    });
    channel.close();
    for (const [body, problem] of [
      [{ event: 'OnNothing', loginName: 'alice' }, /no event "OnNothing"/],
      [{ event: 'OnComRecordsAck', loginName: 'zoe' }, /no user "zoe"/],
      [{ event: 'OnComRecordsAck', loginName: 'alice', fields: 7 }, /"fields" must be an object/],
      [{ loginName: 'alice' }, /"event" is missing/],
    ] as const) {
      const refused = await ask('POST', `${url}/simulator/events`, { body });
      assert.equal(refused.status, 400);
      assert.match(String(refused.body['error']), problem);
    }
  }));
