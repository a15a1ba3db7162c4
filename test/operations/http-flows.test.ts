import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { account, fresh, operation, tab } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { type Recorder, resource, startRecorder } from '../support/recorder.ts';
import { type ScriptedServer, startScriptedServer } from '../support/scripted.ts';

let red: NodeRed;
let recorder: Recorder;
let neighbour: ScriptedServer;

before(async () => {
  recorder = await startRecorder();
  neighbour = await startScriptedServer(() => ({ status: 200, body: { taken: true } }));
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await neighbour.stop();
  await recorder.stop();
});
beforeEach(() => {
  recorder.requests.length = 0;
});

const web = { type: 'http in', z: 'tab', name: '', upload: false, swaggerDoc: '' } as const;
const httpIn: FlowNode = { id: 'in', ...web, url: '/call', method: 'post', wires: [['operation']] };
const httpOut: FlowNode = {
  id: 'web',
  type: 'http response',
  z: 'tab',
  name: '',
  statusCode: '',
  headers: {},
  wires: [],
};

/** What the telephone server answers to operations, whatever it is asked. */
function answer(status: number, headers: Readonly<Record<string, string>>, body?: object): void {
  recorder.answer((request) =>
    /^\/api\/rest|^\/sessions/.test(resource(request)) ? undefined : { status, headers, ...(body && { body }) },
  );
}

async function post(body: object): Promise<Response> {
  return fetch(`${red.url}/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5000),
  });
}

const call = { deviceId: '1001', callee: '1002' };
const makeCall = (properties: object = {}) =>
  operation('opentouch-make-call', { deviceId: { type: 'str', value: '1001' } }, { wires: [['web']], ...properties });

test('http in → make call → http response: nothing of the telephone server’s answer but the payload goes out', async () => {
  await red.deploy(tab(account(recorder.url), httpIn, makeCall(), httpOut));
  answer(201, { location: `${recorder.base}/telephony/calls/c1`, 'x-of-the-server': 'yes' });
  const response = await post(call);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { callRef: 'c1' });
  assert.equal(response.headers.get('location'), null);
  assert.equal(response.headers.get('x-of-the-server'), null);
});

test('http in → make call that fails → http response: the caller gets an answer by the second output', async () => {
  const words: FlowNode = {
    id: 'words',
    type: 'change',
    z: 'tab',
    name: '',
    rules: [
      { t: 'set', p: 'payload', pt: 'msg', to: 'error', tot: 'msg' },
      { t: 'set', p: 'statusCode', pt: 'msg', to: '502', tot: 'num' },
    ],
    wires: [['web']],
  };
  await red.deploy(
    tab(account(recorder.url), httpIn, makeCall({ errorOutput: true, wires: [['web'], ['words']] }), words, httpOut),
  );
  answer(403, { 'x-of-the-server': 'yes' }, { type: 'NOT_ALLOWED' });
  for (const [payload, code] of [
    [call, 'NOT_ALLOWED'],
    [{}, 'INVALID_INPUT'],
  ] as const) {
    const response = await post(payload);
    assert.equal(response.status, 502);
    assert.equal(response.headers.get('x-of-the-server'), null);
    const error = (await response.json()) as {
      message: string;
      code: string;
      cause: { field?: string };
      source: object;
    };
    assert.equal(error.code, code);
    assert.match(error.message, /^http:.*: make call failed: /);
    assert.deepEqual(error.source, { id: 'operation', type: 'opentouch-make-call' });
  }
  assert.deepEqual(red.waiting('errors'), [], 'the Catch node heard of it as well');
});

test('a node without its account sends that to the second output, too', async () => {
  await red.deploy(tab(httpIn, makeCall({ errorOutput: true, wires: [['out'], ['web']] }), httpOut));
  assert.equal((await post(call)).status, 200);
  assert.deepEqual(red.waiting('errors'), []);
});

for (const [type, properties, code] of [
  ['opentouch-search-directory', { server: 'server', search: { type: 'str', value: 'Ada' } }, 'NOT_ALLOWED'],
  ['business-apps-reply', { request: { type: 'str', value: '' } }, 'INVALID_INPUT'],
  ['telephony-call', { server: 'server', number: { type: 'str', value: '1002' } }, 'NOT_ALLOWED'],
] as const) {
  test(`${type} sends what fails to the second output where its dialog says so`, async () => {
    const wires = [['out'], ['web']];
    const node = fresh('node', type, { z: 'tab', errorOutput: true, wires, ...properties });
    await red.deploy(tab(account(recorder.url), { ...httpIn, wires: [['node']] }, node, httpOut));
    answer(403, {}, { type: 'NOT_ALLOWED' });
    assert.equal((await post({})).status, 200);
    assert.deepEqual(red.waiting('errors'), []);
    await red.deploy(tab(account(recorder.url), { ...node, errorOutput: false }));
    red.inject('node', { payload: {} });
    assert.equal(((await red.next('errors'))['error'] as { code: string }).code, code);
  });
}

test('search directory takes the login name of a web request where its dialog says so', async () => {
  const search = (actorsFromRequest: boolean) =>
    fresh('node', 'opentouch-search-directory', {
      z: 'tab',
      server: 'server',
      search: { type: 'str', value: 'Ada' },
      errorOutput: true,
      actorsFromRequest,
      wires: [['out'], ['web']],
    });
  for (const open of [false, true]) {
    await red.deploy(tab(account(recorder.url), { ...httpIn, wires: [['node']] }, search(open), httpOut));
    answer(403, {}, { type: 'NOT_ALLOWED' });
    recorder.requests.length = 0;
    await post({ loginName: 'stranger' });
    const asked = recorder.requests.find((request) => resource(request).startsWith('/directory'));
    assert.equal(asked?.url.includes('loginName=stranger'), open);
  }
});

test('get calls → change → http request: the POST has its own headers, and its whole body', async () => {
  const change: FlowNode = {
    id: 'change',
    type: 'change',
    z: 'tab',
    name: '',
    rules: [{ t: 'set', p: 'payload', pt: 'msg', to: '{"text":"a call has come in"}', tot: 'json' }],
    wires: [['request']],
  };
  const request: FlowNode = {
    id: 'request',
    type: 'http request',
    z: 'tab',
    name: '',
    method: 'POST',
    ret: 'obj',
    paytoqs: 'ignore',
    url: neighbour.url,
    tls: '',
    persist: false,
    proxy: '',
    insecureHTTPParser: false,
    authType: '',
    senderr: false,
    headers: [],
    wires: [['out']],
  };
  await red.deploy(
    tab(account(recorder.url), operation('opentouch-get-calls', {}, { wires: [['change']] }), change, request),
  );
  answer(200, { 'x-of-the-server': 'yes' }, { calls: [] });
  red.inject('operation', {});
  assert.deepEqual((await red.next('out'))['payload'], { taken: true });
  const [sent] = neighbour.requests;
  assert.equal(sent?.body.toString(), '{"text":"a call has come in"}');
  assert.equal(sent?.headers['x-of-the-server'], undefined);
});

test('what a message brings along in msg.headers and msg.statusCode stays', async () => {
  await red.deploy(tab(account(recorder.url), makeCall({ wires: [['out']] })));
  answer(201, { location: `${recorder.base}/telephony/calls/c1` });
  red.inject('operation', { payload: call, headers: { mine: 'yes' }, statusCode: 418 });
  const { headers, statusCode } = await red.next('out');
  assert.deepEqual([headers, statusCode], [{ mine: 'yes' }, 418]);
});

test('a web request does not say who acts, unless the flow’s author lets it', async () => {
  const sent = () => JSON.parse(recorder.operations().at(-1)?.body.toString() ?? '{}') as Record<string, unknown>;
  const stranger = { ...call, deviceId: '6666' };
  answer(201, { location: `${recorder.base}/telephony/calls/c1` });
  const fields = { fields: {} };
  await red.deploy(tab(account(recorder.url, { deviceId: '1001' }), httpIn, makeCall(fields), httpOut));
  assert.equal((await post(stranger)).status, 200);
  assert.equal(sent()['deviceId'], '1001');
  assert.equal(sent()['callee'], '1002');
  await red.deploy(
    tab(account(recorder.url, { deviceId: '1001' }), httpIn, makeCall({ ...fields, actorsFromRequest: true }), httpOut),
  );
  assert.equal((await post(stranger)).status, 200);
  assert.equal(sent()['deviceId'], '6666');
  // A message that did not come from the web may.
  await red.deploy(tab(account(recorder.url), makeCall({ ...fields, wires: [['out']] })));
  red.inject('operation', { payload: stranger });
  await red.next('out');
  assert.equal(sent()['deviceId'], '6666');
});

test('who has to act and is not said is missing, with what to do', async () => {
  const hold = operation('opentouch-hold-call', {}, { errorOutput: true, wires: [[], ['shown']] });
  const shown: FlowNode = {
    id: 'shown',
    type: 'change',
    z: 'tab',
    name: '',
    rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'error.message', tot: 'msg' }],
    wires: [['web']],
  };
  await red.deploy(tab(account(recorder.url), httpIn, hold, shown, httpOut));
  const response = await post({ callRef: 'c1', deviceId: '6666' });
  assert.match(
    await response.text(),
    /: hold call failed: deviceId is missing; set it in the node, or let web requests say who acts$/,
  );
});
