import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { acceptOf, facts, factsKey, keyOf, mediaOf, type OperationFacts } from '../support/facts.ts';
import { account, operation as operationNode, responseOf, tab } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { type RecordedRequest, type Recorder, resource, startRecorder } from '../support/recorder.ts';
import { inputsOf, type SampleInputs } from '../support/samples.ts';

// What is expected comes from the reference's facts; the catalogue is asked only for the names of the node types, and of bodies
// that are no structure.
const describedByKey = new Map(
  operationsOf(systems.opentouch).map((operation) => {
    const { method, path, media, accept } = operation;
    return [keyOf(method, path, media, accept), operation];
  }),
);

const cases = facts.sections.flatMap((section) =>
  section.operations.flatMap((operation) => {
    const { type, bodyField = 'body' } = describedByKey.get(factsKey(operation)) ?? {};
    return type ? [{ section, operation, type, bodyField }] : [];
  }),
);

let red: NodeRed;
let recorder: Recorder;

function nodeOf(type: string): FlowNode {
  // Requests alone are looked at here, and this server tells of no events.
  return operationNode(type, {}, { id: type, waitForResult: false });
}

/** What the message's payload has to hold for these inputs. */
function payloadOf({ path, query, body, form }: SampleInputs, bodyField: string): Record<string, unknown> {
  const fields = typeof body === 'string' ? { [bodyField]: body } : body;
  return { ...path, ...query, ...fields, ...form };
}

function expectedPath(path: string, ids: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(ids[name])));
}

/** Name and value of every parameter; a space may be `%20` only, for what reads `+` as a plus would be misled. */
function queryOf({ url }: RecordedRequest): string[][] {
  const [, query = ''] = url.split('?');
  assert.doesNotMatch(query, /\+/);
  return query
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('=').map(decodeURIComponent))
    .sort();
}

function expectedQuery(query: Readonly<Record<string, unknown>>): string[][] {
  return Object.entries(query)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)])
    .sort();
}

/** Requests of the operation under test, without those that let the account in. */
function requestsOf(operation: OperationFacts): RecordedRequest[] {
  // The account may ask for the kind of its user first.
  const asksForKind = (request: RecordedRequest) =>
    !/^\/(logins|users)/.test(operation.path) &&
    request.method === 'GET' &&
    /^\/(logins|users\/[^/]+)$/.test(resource(request));
  if (!operation.path.startsWith('/sessions')) return recorder.operations().filter((one) => !asksForKind(one));
  const apart = recorder.requests.filter((request) => !resource(request).startsWith('/api/rest'));
  // The account may have opened its own session first.
  if (factsKey(operation) === 'POST /sessions') return apart.slice(-1);
  return apart.filter((request) => request.method !== 'POST' || resource(request) !== '/sessions');
}

/** What the reference wants to be listed first, when a request names none of the things that it is about. */
const listedFirst: Readonly<Record<string, string>> = {
  'DELETE /messaging/mailboxes/{mailboxId}/voicemails': 'msgIds',
};

async function check(
  { section, operation, type, bodyField }: (typeof cases)[number],
  which: 'all' | 'required',
): Promise<void> {
  const inputs = inputsOf(section, operation, which);
  recorder.requests.length = 0;
  red.inject(type, { payload: payloadOf(inputs, bodyField) });
  const { sink, message } = await red.nextOf(['out', 'errors']);
  assert.equal(sink, 'out', `it ended as an error: ${JSON.stringify(message['error'])}`);
  assert.equal(responseOf(message).operation, type);

  const requests = requestsOf(operation);
  const names = listedFirst[factsKey(operation)];
  if (names && inputs.query[names] === undefined) {
    const listing = requests.shift();
    assert.deepEqual([listing?.method, listing?.url], ['GET', requests[0]?.url]);
  }
  const [request, ...more] = requests;
  assert.ok(request, 'no request was made');
  assert.equal(more.length, 0, 'more than one request was made');

  assert.equal(request.method, operation.method);
  assert.equal(resource(request), expectedPath(operation.path, inputs.path));
  assert.deepEqual(queryOf(request), expectedQuery(inputs.query));
  assert.match(request.headers.cookie ?? '', new RegExp(`AlcUserId=${recorder.secrets[0]}`));

  const expectedAccept = acceptOf(operation) ?? 'application/json';
  assert.equal(request.headers.accept, expectedAccept);
  const media = request.headers['content-type'];
  if (inputs.form) {
    const form = await new Response(new Uint8Array(request.body), {
      headers: { 'content-type': String(media) },
    }).formData();
    const names: string[] = [];
    form.forEach((_, name) => {
      names.push(name);
    });
    assert.deepEqual(names, Object.keys(inputs.form));
    for (const [name, content] of Object.entries(inputs.form)) {
      const file = form.get(name);
      assert.ok(file instanceof Blob, `${name} is no file`);
      assert.deepEqual(Buffer.from(await file.arrayBuffer()), content);
    }
    return;
  }
  if (inputs.body === undefined) {
    assert.equal(request.body.length, 0, 'there is a body');
    assert.ok(media === undefined || media === 'application/json', `the media type of nothing is ${media}`);
    return;
  }
  const expectedMedia = mediaOf(operation) ?? 'application/json';
  assert.equal(media?.split(';')[0], expectedMedia);
  if (typeof inputs.body === 'string') assert.equal(request.body.toString('utf8'), inputs.body);
  else assert.deepEqual(JSON.parse(request.body.toString('utf8')), inputs.body);
}

describe('a message through each operation node makes the request of the reference', () => {
  before(async () => {
    recorder = await startRecorder();
    red = await startNodeRed();
    await red.deploy(tab(account(recorder.url), ...cases.map(({ type }) => nodeOf(type))));
  });
  after(async () => {
    await red.stop();
    await recorder.stop();
  });

  for (const one of cases) {
    it(`${one.type}: ${factsKey(one.operation)} with every input`, () => check(one, 'all'));
    it(`${one.type}: ${factsKey(one.operation)} with nothing but what is required`, () => check(one, 'required'));
  }

  const alternatives = [
    { type: 'opentouch-make-call', payload: { callee: '1', businessCode: '99' } },
    { type: 'opentouch-make-call', payload: { callee: '1', pin: '1234', secretCode: '5678' } },
  ];
  for (const { type, payload } of alternatives) {
    it(`${type} takes ${Object.keys(payload).join(' and ')}`, async () => {
      recorder.requests.length = 0;
      red.inject(type, { payload });
      await red.next('out');
      const [request] = recorder.operations();
      assert.deepEqual(JSON.parse(String(request?.body)), payload);
    });
  }
  for (const id of ['loginName', 'companyEmail', 'instantMessagingId', 'companyPhone']) {
    it(`opentouch-find-user finds by ${id}`, async () => {
      recorder.requests.length = 0;
      red.inject('opentouch-find-user', { payload: { [id]: '+33 1' } });
      await red.next('out');
      const [request] = recorder.operations();
      assert.ok(request);
      assert.deepEqual(queryOf(request), [[id, '+33 1']]);
    });
  }
});
