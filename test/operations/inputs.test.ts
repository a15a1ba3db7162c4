import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Bench, startBench } from '../support/bench.ts';
import type { TypedValue } from '../support/flow.ts';
import { responseOf } from '../support/flow.ts';
import type { Message } from '../support/node-red.ts';
import type { RecordedRequest } from '../support/recorder.ts';

let bench: Bench;
before(async () => {
  process.env['TELEPHONY_TEST_DEVICE'] = 'device of the environment';
  bench = await startBench();
});
after(() => bench.stop());

const str = (value: string): TypedValue => ({ type: 'str', value });

function bodyOf(request: RecordedRequest | undefined): unknown {
  assert.ok(request, 'no request was made');
  return JSON.parse(request.body.toString('utf8'));
}

/** The one request that a message through `opentouch-make-call` makes. */
async function called(fields: Readonly<Record<string, TypedValue>>, message: Message = {}): Promise<unknown> {
  await bench.place('opentouch-make-call', { fields });
  return sent(message);
}

async function sent(message: Message = {}): Promise<unknown> {
  await bench.through(message);
  const requests = bench.recorder.operations();
  assert.equal(requests.length, 1);
  return bodyOf(requests[0]);
}

describe('a field of the dialog', () => {
  it('is a template over the message, nothing of it escaped', async () => {
    const fields = { callee: str('{{payload.number}} & <{{who.name}}>') };
    const message = { payload: { number: `"+33" 'x'/&` }, who: { name: 'Zoë' } };
    assert.deepEqual(await called(fields, message), { callee: `"+33" 'x'/& & <Zoë>` });
  });

  it('is a template that knows the contexts and the environment', async () => {
    await bench.place('opentouch-make-call', {
      fields: { callee: str('{{flow.prefix}}{{global.number}}'), deviceId: str('{{env.TELEPHONY_TEST_DEVICE}}') },
    });
    const { flow, global } = bench.red.node('operation').context();
    flow.set('prefix', '+33');
    global.set('number', 123);
    assert.deepEqual(await sent(), { callee: '+33123', deviceId: 'device of the environment' });
  });

  it('that is a broken template is refused before any request', async () => {
    await bench.place('opentouch-make-call', { fields: { callee: str('{{#payload}}never closed') } });
    const { error } = await bench.refused({ payload: { x: 1 } });
    assert.equal(error.code, 'INVALID_INPUT');
    assert.equal(error.cause['field'], 'callee');
    assert.deepEqual(bench.recorder.requests, []);
  });

  const kinds: readonly [string, TypedValue, unknown][] = [
    ['str', str('1002'), '1002'],
    ['num', { type: 'num', value: '1002' }, '1002'],
    ['msg', { type: 'msg', value: 'caller.number' }, '1003'],
    ['env', { type: 'env', value: 'TELEPHONY_TEST_DEVICE' }, 'device of the environment'],
    ['jsonata', { type: 'jsonata', value: '"00" & $substring(caller.number, 1)' }, '00003'],
  ];
  for (const [kind, value, expected] of kinds) {
    it(`can be of the kind ${kind}`, async () => {
      assert.deepEqual(await called({ callee: value }, { caller: { number: '1003' } }), { callee: expected });
    });
  }

  it('can be of the kind bool', async () => {
    const fields = { callee: str('1'), autoAnswer: { type: 'bool', value: 'false' } };
    assert.deepEqual(await called(fields), { callee: '1', autoAnswer: false });
  });

  for (const kind of ['flow', 'global'] as const) {
    it(`can be of the kind ${kind}`, async () => {
      await bench.place('opentouch-make-call', { fields: { callee: { type: kind, value: 'callee.number' } } });
      bench.red.node('operation').context()[kind].set('callee', { number: '1004' });
      assert.deepEqual(await sent(), { callee: '1004' });
    });
  }

  it('can be of the kind json, for a structure', async () => {
    const filter = { selectors: [{ ids: ['bob'], names: ['telephony'] }] };
    const fields = { version: str('1.0'), filter: { type: 'json', value: JSON.stringify(filter) } };
    await bench.place('opentouch-create-subscription', { fields });
    assert.deepEqual(await sent(), { version: '1.0', filter });
  });

  it('can be of the kind date, as milliseconds where a text is wanted', async () => {
    const body = (await called({ callee: { type: 'date', value: '' } })) as { callee: string };
    assert.ok(Math.abs(Number(body.callee) - Date.now()) < 60_000, body.callee);
  });

  it('that cannot be evaluated is refused before any request', async () => {
    await bench.place('opentouch-make-call', { fields: { callee: { type: 'jsonata', value: '$nonsense(' } } });
    const { error } = await bench.refused();
    assert.equal(error.code, 'INVALID_INPUT');
    assert.equal(error.cause['field'], 'callee');
    assert.deepEqual(bench.recorder.requests, []);
  });

  it('turns texts into what the API wants', async () => {
    const fields = { version: str('1.0'), timeout: str('{{minutes}}'), keepalive: { type: 'num', value: '5' } };
    await bench.place('opentouch-create-subscription', { fields });
    assert.deepEqual(await sent({ minutes: '30' }), { version: '1.0', timeout: 30, keepalive: 5 });
  });

  it('that has a Buffer for bytes is sent in hexadecimal', async () => {
    const fields = { callee: str('1'), associatedData: { type: 'msg', value: 'data' } };
    assert.deepEqual(await called(fields, { data: Buffer.from([10, 255]) }), { callee: '1', associatedData: '0aff' });
  });
});

describe('a field that the dialog leaves empty', () => {
  it('comes from msg.payload, and unknown keys are ignored', async () => {
    const payload = { callee: '1005', eventName: 'OnCallCreated', callData: {} };
    assert.deepEqual(await called({ deviceId: str('') }, { payload }), { callee: '1005' });
  });

  it('is not taken over when the dialog has a value', async () => {
    assert.deepEqual(await called({ callee: str('dialog') }, { payload: { callee: 'payload' } }), { callee: 'dialog' });
  });

  it('stays empty when the switch is off', async () => {
    await bench.place('opentouch-make-call', { fields: { callee: str('1') }, node: { fromPayload: false } });
    assert.deepEqual(await sent({ payload: { callee: 'x', deviceId: 'y' } }), { callee: '1' });
  });

  it('ignores a payload that is no object', async () => {
    for (const payload of ['text', 5, null, ['callee'], Buffer.from('callee')]) {
      await bench.place('opentouch-make-call', { fields: { callee: str('1') } });
      assert.deepEqual(await sent({ payload }), { callee: '1' });
    }
  });

  it('does not come from what every object has', async () => {
    await bench.place('opentouch-make-call');
    const { error } = await bench.refused({ payload: Object.create({ callee: 'inherited' }) as object });
    assert.equal(error.cause['field'], 'callee');
  });

  it('is given by the account last, for loginName and deviceId', async () => {
    const account = { loginName: 'bob', deviceId: 'bob-desk' };
    await bench.place('opentouch-make-call', { account });
    assert.deepEqual(await sent({ payload: { callee: '1' } }), { callee: '1', deviceId: 'bob-desk' });
    assert.match(bench.recorder.operations()[0]?.url ?? '', /\?loginName=bob$/);

    await bench.place('opentouch-make-call', { account });
    assert.deepEqual(await sent({ payload: { callee: '1', deviceId: 'mine' } }), { callee: '1', deviceId: 'mine' });

    await bench.place('opentouch-make-call', { account, fields: { deviceId: str('dialog') } });
    assert.deepEqual(await sent({ payload: { callee: '1', deviceId: 'mine' } }), { callee: '1', deviceId: 'dialog' });
  });

  it('is not given by the account where it means somebody else', async () => {
    await bench.place('opentouch-find-user', { account: { loginName: 'bob' } });
    await bench.through({ payload: { companyPhone: '1' } });
    assert.match(bench.recorder.operations()[0]?.url ?? '', /\/users\?companyPhone=1$/);
  });
});

describe('a whole number that JavaScript has no number for', () => {
  const [long, longest] = ['9007199254740993', '9223372036854775807'];
  const ways: readonly [string, Readonly<Record<string, TypedValue>>, Message][] = [
    ['as text of the message', {}, { payload: { recordIds: [long, longest] } }],
    ['in JSON of the dialog', { recordIds: { type: 'json', value: `[${long},${longest}]` } }, {}],
    ['from a template', { recordIds: str('{{payload}}') }, { payload: `[${long},${longest}]` }],
  ];
  for (const [way, fields, message] of ways) {
    it(`${way} keeps its digits on the wire`, async () => {
      await bench.place('opentouch-acknowledge-com-records', { fields });
      await bench.through(message);
      const [request] = bench.recorder.operations();
      assert.match(String(request?.body), new RegExp(`:\\[${long},${longest}\\]`));
    });
  }

  it('is refused where its digits are lost already, or where it is longer than any', async () => {
    for (const recordIds of [[2 ** 53], ['9223372036854775808'], ['1e3']]) {
      await bench.place('opentouch-acknowledge-com-records');
      const { error } = await bench.refused({ payload: { recordIds } });
      assert.equal(error.cause['field'], 'recordIds[0]');
      assert.deepEqual(bench.recorder.requests, []);
    }
  });
});

describe('wrong input is refused before any request, naming the field', () => {
  const cases: readonly [string, string, Message, string, RegExp][] = [
    ['a missing callee', 'opentouch-make-call', { deviceId: '1' }, 'callee', /missing/],
    ['an empty callee', 'opentouch-make-call', { callee: '' }, 'callee', /missing/],
    ['a missing id of the path', 'opentouch-hold-call', { deviceId: '1' }, 'callRef', /missing/],
    ['an id that would leave the path', 'opentouch-get-call', { callRef: '..' }, 'callRef', /id/],
    ['a value that is not in the list', 'opentouch-record-call', { callRef: 'c', action: 'rewind' }, 'action', /start/],
    [
      'a value that is not in the enumeration',
      'opentouch-set-telephony-preferences',
      { loginName: 'a', clirMode: 'LOUD' },
      'clirMode',
      /ACTIVE/,
    ],
    ['a text for a number', 'opentouch-create-subscription', { version: '1.0', timeout: 'soon' }, 'timeout', /number/],
    ['a fraction', 'opentouch-create-subscription', { version: '1.0', timeout: 1.5 }, 'timeout', /number/],
    ['a number out of its range', 'opentouch-create-subscription', { version: '1.0', timeout: 61 }, 'timeout', /60/],
    [
      'a number in powers of ten',
      'opentouch-create-subscription',
      { version: '1.0', timeout: '1e1' },
      'timeout',
      /number/,
    ],
    ['a year for a date', 'opentouch-get-com-records', { afterDate: '2026' }, 'afterDate', /date/],
    ['a date in words', 'opentouch-get-com-records', { afterDate: '31 Jan 2026' }, 'afterDate', /date/],
    ['a day that there is not', 'opentouch-get-com-records', { afterDate: '2026-02-30' }, 'afterDate', /date/],
    ['an offset beyond 2^31', 'opentouch-get-com-records', { offset: 2 ** 31 }, 'offset', /2147483647/],
    ['a number that has lost digits', 'opentouch-make-call', { callee: 2 ** 53 }, 'callee', /lost digits/],
    [
      'a text for a switch',
      'opentouch-make-call',
      { callee: '1', autoAnswer: 'perhaps' },
      'autoAnswer',
      /true or false/,
    ],
    ['an object for a text', 'opentouch-make-call', { callee: { number: '1' } }, 'callee', /text/],
    ['half a byte', 'opentouch-make-call', { callee: '1', associatedData: 'abc' }, 'associatedData', /hexadecimal/],
    ['too many bytes', 'opentouch-make-call', { callee: '1', associatedData: '00'.repeat(33) }, 'associatedData', /32/],
    ['pin without secretCode', 'opentouch-make-call', { callee: '1', pin: '1234' }, 'secretCode', /pin/],
    [
      'a business code beside data',
      'opentouch-make-call',
      { callee: '1', businessCode: '1', associatedData: '00' },
      'businessCode',
      /associatedData/,
    ],
    ['none of several ids', 'opentouch-find-user', {}, 'loginName', /companyPhone/],
    [
      'two of several ids',
      'opentouch-find-user',
      { companyEmail: 'a@b', companyPhone: '1' },
      'companyPhone',
      /companyEmail/,
    ],
    ['a text for a structure', 'opentouch-create-subscription', { version: '1.0', filter: 'all' }, 'filter', /object/],
    [
      'something missing inside a structure',
      'opentouch-create-subscription',
      { version: '1.0', filter: { selectors: [{ ids: ['a'] }] } },
      'filter.selectors[0].names',
      /missing/,
    ],
  ];
  for (const [name, type, payload, field, expected] of cases) {
    it(name, async () => {
      await bench.place(type);
      const { error, message } = await bench.refused({ payload, mine: 1 });
      assert.equal(error.code, 'INVALID_INPUT');
      const account = bench.recorder.url;
      assert.deepEqual(error.cause, {
        system: 'opentouch',
        account,
        operation: type,
        field,
        sent: 'no',
        canRetry: false,
      });
      assert.match(error.message, expected);
      assert.ok(error.message.includes(field), error.message);
      assert.deepEqual(message['payload'], payload);
      assert.equal(message['mine'], 1);
      assert.deepEqual(bench.recorder.requests, [], 'a request was made');
    });
  }

  it('32 bytes are not too many', async () => {
    const payload = { callee: '1', associatedData: '0F'.repeat(32) };
    assert.deepEqual(await called({}, { payload }), payload);
  });

  it('what the operation itself stands for is sent unless another is given', async () => {
    await bench.place('opentouch-set-calendar-presence');
    assert.deepEqual(await sent({ payload: { value: 'free' } }), { type: 'calendar', value: 'free' });
    await bench.place('opentouch-set-calendar-presence');
    assert.deepEqual(await sent({ payload: { value: 'x', type: 'other' } }), { type: 'other', value: 'x' });
  });

  const empty: readonly [string, Readonly<Record<string, TypedValue>>, Message][] = [
    ['of the message', {}, { payload: { value: '' } }],
    ['that a template becomes', { value: str('{{payload.text}}') }, { payload: { text: '' } }],
    ['that an expression gives', { value: { type: 'jsonata', value: '""' } }, {}],
  ];
  for (const [name, fields, message] of empty) {
    it(`an empty text ${name} is sent where it clears what is there`, async () => {
      await bench.place('opentouch-set-presence-note', { fields });
      assert.deepEqual(await sent(message), { type: 'note', value: '' });
    });
  }

  it('nothing at all clears nothing', async () => {
    for (const payload of [{}, { value: null }, 'text']) {
      await bench.place('opentouch-set-presence-note', { fields: { value: str('') } });
      const { error } = await bench.refused({ payload });
      assert.equal(error.cause['field'], 'value');
      assert.deepEqual(bench.recorder.requests, []);
    }
  });

  it('what the reference forbids is never sent', async () => {
    const payload = { version: '1.0', notificationUrl: 'http://a.example/', sessionId: 's', init: true };
    await bench.place('opentouch-create-subscription');
    assert.deepEqual(await sent({ payload }), { version: '1.0' });
  });

  it('a node without an account says so', async () => {
    await bench.place('opentouch-get-calls', { node: { server: '' } });
    const { error } = await bench.refused();
    assert.equal(error.code, 'NO_ACCOUNT');
    assert.deepEqual(bench.recorder.requests, []);
  });
});

describe('the result', () => {
  const calls = { calls: [{ callRef: 'c1' }] };

  async function placed(output: TypedValue): Promise<Message> {
    await bench.place('opentouch-get-calls', { node: { output } });
    bench.recorder.answer((request) =>
      request.url.includes('/telephony/calls') ? { status: 200, body: calls } : undefined,
    );
    return bench.through({ payload: 'mine', topic: 't', _msgid: 'the id', nested: { kept: true } });
  }

  it('goes to another property of the message, however deep', async () => {
    const message = await placed({ type: 'msg', value: 'nested.result.calls' });
    assert.deepEqual(message['nested'], { kept: true, result: { calls } });
    assert.equal(message['payload'], 'mine');
  });

  for (const kind of ['flow', 'global'] as const) {
    it(`goes to the ${kind} context, however deep`, async () => {
      const message = await placed({ type: kind, value: 'a.b' });
      assert.equal(message['payload'], 'mine');
      assert.deepEqual(bench.red.node('operation').context()[kind].get('a'), { b: calls });
    });
  }

  it('leaves everything else of the message as it was', async () => {
    const message = await placed({ type: 'msg', value: 'payload' });
    assert.deepEqual(message['payload'], calls);
    assert.equal(message['topic'], 't');
    assert.equal(message['_msgid'], 'the id');
    assert.deepEqual(message['nested'], { kept: true });
  });

  it('lets the Complete node fire, once and only for a success', async () => {
    await placed({ type: 'msg', value: 'payload' });
    const completed = await bench.red.next('completed');
    assert.deepEqual(completed['payload'], calls);

    await bench.place('opentouch-make-call');
    await bench.refused({ payload: {} });
    await bench.through({ payload: { callee: '1' }, topic: 'good' });
    assert.equal((await bench.red.next('completed'))['topic'], 'good');
    assert.deepEqual(bench.red.waiting('completed'), []);
  });

  it('of a chain of nodes that answer 204 keeps the payload from end to end', async () => {
    const chained = (id: string, type: string, next: string) => ({
      id,
      type,
      z: 'tab',
      server: 'server',
      fields: {},
      fromPayload: true,
      output: { type: 'msg', value: 'payload' },
      timeout: '',
      waitForResult: false,
      wires: [[next]],
    });
    await bench.place('opentouch-hold-call', {
      node: { wires: [['retrieve']], waitForResult: false },
      beside: [
        chained('retrieve', 'opentouch-retrieve-call', 'release'),
        chained('release', 'opentouch-release-call', 'out'),
      ],
    });
    const payload = { callRef: 'c1', deviceId: 'd1' };
    const message = await bench.through({ payload });
    assert.deepEqual(message['payload'], payload);
    assert.equal(responseOf(message).operation, 'opentouch-release-call');
    assert.deepEqual(
      bench.recorder.operations().map(({ method, url }) => `${method} ${url.replace(/^.*\/calls/, '')}`),
      ['POST /c1/hold', 'POST /c1/retrieve', 'DELETE /c1'],
    );
  });
});
