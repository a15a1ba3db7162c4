import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entriesOf } from '../../nodes/simulator/opentouch/directory/people.ts';
import { eventually } from '../support/eventually.ts';
import { type Answer, type Client, logIn, withSimulator } from '../support/opentouch-requests.ts';

const searches = { first: 20, next: 5, portion: 4 };

interface Contact {
  readonly id?: { readonly phoneNumber?: string; readonly loginName?: string; readonly email?: string };
  readonly firstName?: string;
  readonly lastName?: string;
  readonly [attribute: string]: unknown;
}
interface Result {
  readonly resultCode: string;
  readonly resultElements?: { readonly directorySource: string; readonly contacts: Contact[] }[];
}

const outcome = ({ status, body }: Answer) => `${status} ${body['type']}`;
const next = async (client: Client, query = '') =>
  (await client.ask('GET', `/directory/search${query}`)).body as unknown as Result;

/** Starts a search and reads it to its end. */
async function run(client: Client, request: object, query = '') {
  const started = await client.ask('POST', `/directory/search${query}`, request);
  assert.equal(started.status, 201, started.text);
  assert.ok(JSON.parse(started.text));
  const results: Result[] = [];
  await eventually(async () => {
    results.push(await next(client, query));
    return results.at(-1)?.resultCode === 'FINISH' || results.at(-1)?.resultCode === 'TIMEOUT';
  }, 'the end of the search');
  const elements = results.flatMap(({ resultElements = [] }) => resultElements);
  return {
    codes: results.map(({ resultCode }) => resultCode),
    portions: results.filter(({ resultCode }) => resultCode === 'OK').length,
    sources: [...new Set(elements.map(({ directorySource }) => directorySource))],
    contacts: elements.flatMap(({ contacts }) => contacts),
  };
}

const compare = (field: string, operation: string, operand: string) => ({ field, operation, operand });
const names = (contacts: readonly Contact[]) => contacts.map(({ firstName, lastName }) => `${firstName} ${lastName}`);

test('a directory of two hundred people: users as they are now, colleagues, customers, each with a number of his own', () =>
  withSimulator({}, async ({ opentouch, url }) => {
    const { all } = opentouch.company;
    const people = [...entriesOf('OT', all), ...entriesOf('CONTACTS', all)];
    assert.ok(people.length >= 200, String(people.length));
    for (const key of ['id.phoneNumber', 'id.email'] as const) {
      const values = people.map((entry) => entry[key]);
      assert.equal(new Set(values).size, people.length, key);
    }
    for (const { 'id.email': email = '', 'id.phoneNumber': number = '' } of people) {
      assert.match(email, /^[a-z.]+@[a-z]+\.example$/);
      assert.match(number, /^\d{4}$|^\+\d{9,14}$/);
    }
    opentouch.updateUser('bob', { lastName: 'Zwingli' });
    const alice = await logIn(url, 'alice');
    const { contacts } = await run(alice, { filter: compare('lastName', 'EQUAL_IGNORE_CASE', 'zwingli') });
    assert.deepEqual(
      contacts.map(({ id }) => id?.loginName),
      ['bob'],
    );
  }));

test('directories and attributes can be asked for', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const { body } = await alice.ask('GET', '/directory/directories');
    const types = (body['directories'] as { type: string }[]).map(({ type }) => type);
    assert.deepEqual(types.sort(), ['CALLSERVER', 'LDAP', 'OT_SYSTEM_DIRECTORY']);
    const { attributes } = (await alice.ask('GET', '/directory/attributes')).body as { attributes: string[] };
    for (const name of attributes) assert.equal((await alice.ask('GET', `/directory/attributes/${name}`)).status, 200);
    const number = await alice.ask('GET', '/directory/attributes/id.phoneNumber');
    assert.deepEqual(number.body, {
      label: 'Phone number',
      type: 'PHONENUMBER',
      usableForDisplay: true,
      usableForSearch: true,
    });
    assert.equal(outcome(await alice.ask('GET', '/directory/attributes/attribute5')), '400 BAD_PARAMETER');
    assert.equal(outcome(await alice.ask('GET', '/directory/attributes/shoes')), '400 BAD_PARAMETER');
  }));

test('a search has nothing for a moment, then results in portions, then ends and is gone', () =>
  withSimulator({ searches: { ...searches, first: 1000 } }, async ({ url, opentouch }) => {
    const alice = await logIn(url, 'alice');
    const started = await alice.ask('POST', '/directory/search', { filter: compare('lastName', 'CONTAIN', 'a') });
    assert.match(String(started.headers.location), /\/directory\/search\/.+/);
    assert.deepEqual(await next(alice), { resultCode: 'NOK' });
    await alice.ask('DELETE', '/directory/search');
    const { codes, portions, contacts, sources } = await run(alice, { filter: compare('lastName', 'CONTAIN', 'a') });
    assert.equal(codes[0], 'NOK');
    assert.ok(portions > 2, `${portions} portions`);
    assert.deepEqual(sources, ['OT', 'CONTACTS']);
    assert.ok(contacts.every(({ lastName = '' }) => /a/i.test(lastName.normalize('NFD'))));
    assert.equal(outcome(await alice.ask('GET', '/directory/search')), '400 NOT_EXPECTED');
    assert.equal(outcome(await alice.ask('DELETE', '/directory/search')), '400 NOT_EXPECTED');
    assert.equal(opentouch.searches.running, 0);
  }));

test('every comparison, whatever the case and the accents; AND and OR within each other', () =>
  withSimulator({ searches }, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const found = async (filter: object) => names((await run(alice, { filter })).contacts);
    const erin = ['Érin Lefèvre'];
    assert.deepEqual(await found(compare('lastName', 'EQUAL_IGNORE_CASE', 'LEFEVRE')), erin);
    assert.deepEqual(await found(compare('lastName', 'BEGIN_WITH', 'lefè')), erin);
    assert.deepEqual(await found(compare('lastName', 'END_WITH', 'FEVRE')), erin);
    assert.deepEqual(await found(compare('FULLNAME', 'CONTAIN', 'rin lef')), ['Érin Lefèvre']);
    assert.deepEqual(await found(compare('id.phoneNumber', 'EQUAL_IGNORE_CASE', '10-05')), erin);
    assert.deepEqual(await found(compare('lastName', 'EQUAL_IGNORE_CASE', 'nobody at all')), []);
    const sales = compare('attribute2', 'EQUAL_IGNORE_CASE', 'sales');
    const either = {
      operation: 'OR',
      operand: [compare('firstName', 'BEGIN_WITH', 'd'), compare('firstName', 'BEGIN_WITH', 'é')],
    };
    const own = compare('attribute1', 'BEGIN_WITH', 'lum');
    const both = await found({ operation: 'AND', operand: [sales, own, either] });
    assert.ok(both.includes('Érin Lefèvre') && both.includes('Dave Petit'), both.join());
    assert.ok(both.every((name) => /^[DÉE]/.test(name)));
  }));

test('limit, directories, attributes and those that must be there', () =>
  withSimulator({ searches }, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const filter = compare('lastName', 'CONTAIN', 'e');
    assert.equal((await run(alice, { filter, limit: 7 })).contacts.length, 7);
    const pbx = await run(alice, { filter, directories: ['PBX'], limit: 20 });
    assert.deepEqual(pbx.sources, ['PBX']);
    assert.ok(pbx.contacts.every(({ id }) => id?.email === undefined));
    // As real clients send it: nothing chosen, no limit.
    assert.ok((await run(alice, { directory: null, directories: null, limit: 0, filter })).contacts.length <= 100);
    const attributes = ['FULLNAME', 'MOBILEPHONE', 'attribute1'];
    const mobile = await run(alice, { filter, attributes, mandatoryAttributes: ['MOBILEPHONE'] });
    assert.ok(mobile.contacts.length > 0);
    for (const contact of mobile.contacts) {
      assert.deepEqual(Object.keys(contact), ['fullName', 'mobilePhone', 'attribute1']);
    }
  }));

test('five searches at once in a session, forgotten when unused or when the session ends; some time out', async () => {
  await withSimulator({ searches: { ...searches, first: 10_000, unused: 3000 } }, async ({ url, opentouch }) => {
    const admin = await logIn(url, 'admin');
    const filter = compare('lastName', 'CONTAIN', 'a');
    const start = (login: string) => admin.ask('POST', `/directory/search?loginName=${login}`, { filter });
    for (const login of ['alice', 'bob', 'carol', 'dave', 'erin']) assert.equal((await start(login)).status, 201);
    assert.equal(outcome(await start('frank')), '403 NOT_ALLOWED');
    assert.equal((await admin.ask('DELETE', '/directory/search?loginName=bob')).status, 204);
    assert.equal((await start('frank')).status, 201);
    const alice = await logIn(url, 'alice');
    assert.equal((await alice.ask('POST', '/directory/search', { filter })).status, 201, 'another session');
    await alice.ask('DELETE', '/sessions');
    assert.equal(opentouch.searches.running, 5);
    await eventually(() => opentouch.searches.running === 0, 'nobody asks for them');
  });
  await withSimulator({ searches: { first: 10_000, timeout: 30 } }, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const { codes, contacts } = await run(alice, { filter: compare('lastName', 'CONTAIN', 'a') });
    assert.deepEqual([codes.at(-1), contacts], ['TIMEOUT', []]);
  });
});

test('filters that mean nothing are refused', () =>
  withSimulator({ searches }, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const filters: unknown[] = [
      undefined,
      compare('lastName', 'SOUNDS_LIKE', 'x'),
      compare('shoes', 'CONTAIN', 'x'),
      compare('PHOTO', 'CONTAIN', 'x'),
      { operation: 'CONTAIN', operand: 'x' },
      { field: 'lastName', operation: 'CONTAIN' },
      { operation: 'AND', operand: 'x' },
      { operation: 'OR', operand: [] },
      { operation: 'OR', operand: [compare('lastName', 'CONTAIN', '')] },
    ];
    for (const filter of filters) {
      const answer = await alice.ask('POST', '/directory/search', { filter });
      assert.equal(outcome(answer), '400 BAD_PARAMETER', JSON.stringify(filter));
    }
    const filter = compare('lastName', 'CONTAIN', 'a');
    for (const more of [{ limit: 101 }, { directories: ['NOWHERE'] }, { attributes: ['attribute5'] }]) {
      assert.equal(outcome(await alice.ask('POST', '/directory/search', { filter, ...more })), '400 BAD_PARAMETER');
    }
  }));
