import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { type Bench, startBench } from '../support/bench.ts';
import { facts, factsKey, keyOf } from '../support/facts.ts';
import { password, responseOf } from '../support/flow.ts';
import { type Reply, resource, startRecorder } from '../support/recorder.ts';
import { inputsOf, sample } from '../support/samples.ts';

let bench: Bench;
before(async () => {
  bench = await startBench();
});
after(() => bench.stop());

/** Answers requests to the API's resources, not those that let the account in. */
function reply(...replies: readonly Reply[]): void {
  let count = 0;
  bench.recorder.answer((request) => {
    const path = resource(request);
    if (path.startsWith('/api/rest') || (path === '/sessions' && request.method !== 'GET')) return undefined;
    const answer = replies[Math.min(count, replies.length - 1)];
    count += 1;
    return answer;
  });
}

/** Name of the id of what is created at a path: `/routing/profiles` → `profileId`, for there is `/routing/profiles/{profileId}`. */
function referenceOf(path: string): string {
  const paths = facts.sections.flatMap(({ operations }) => operations.map((operation) => operation.path));
  const below = paths.find((candidate) => candidate.startsWith(`${path}/{`));
  // Nothing lies below a search; the other requests mean the one that was started last.
  if (path === '/directory/search') return 'searchId';
  return below?.slice(path.length + 2).replace(/\}.*/, '') ?? 'callRef';
}

describe('what the reference documents for each operation becomes a message', () => {
  const documented = facts.sections.flatMap((section) =>
    section.operations.flatMap((operation) => {
      const key = factsKey(operation);
      const found = operationsOf(systems.opentouch).find(
        ({ method, path, media, accept }) => keyOf(method, path, media, accept) === key,
      );
      const answers = operation.responses.filter(({ status }) => status < 300);
      return found ? answers.map((answer) => ({ section, operation, answer, found, type: found.type })) : [];
    }),
  );

  for (const { section, operation, answer, found, type } of documented) {
    const { status } = answer;
    it(`${type}: ${status}${answer.type ? ` with ${answer.type}` : ''}`, async () => {
      await bench.place(type);
      const { path, query, body, form } = inputsOf(section, operation, 'required');
      const fields = typeof body === 'string' ? { [found.bodyField ?? 'body']: body } : body;
      const payload = { ...path, ...query, ...fields, ...form, 'a key of nobody': 1 };
      const result = answer.type ? sample(section, answer.type) : undefined;
      const session = operation.path === '/sessions' && operation.method === 'POST';
      if (session) {
        bench.recorder.answer((request) =>
          request.method === 'POST' && resource(request) === '/sessions' ? { status, body: result } : undefined,
        );
      } else if (status === 201) reply({ status, headers: { Location: '/api/rest/1.0/x/the-reference' } });
      else if (result === undefined) reply({ status });
      else
        reply({
          status,
          body: result,
          ...(typeof result === 'string' && { headers: { 'Content-Type': answer.media } }),
        });

      const message = await bench.through({ payload, topic: 'kept', mine: { deep: true } });

      if (status === 201) assert.deepEqual(message['payload'], { [referenceOf(operation.path)]: 'the-reference' });
      else assert.deepEqual(message['payload'], result ?? payload);
      assert.equal(responseOf(message).statusCode, status);
      assert.equal(responseOf(message).operation, type);
      assert.equal(message['topic'], 'kept');
      assert.deepEqual(message['mine'], { deep: true });
    });
  }
});

describe('the reference of what was created', () => {
  const location = { Location: '/api/rest/1.0/telephony/calls/a%2Bb%20c?loginName=alice' };
  const text = { 'Content-Type': 'application/json' };
  const cases: readonly [string, Reply, unknown][] = [
    ['is the end of Location', { status: 201, headers: location }, { callRef: 'a+b c' }],
    ['is a JSON string in the body', { status: 201, headers: text, body: '"a1b2"' }, { callRef: 'a1b2' }],
    [
      'is Location rather than the body',
      { status: 201, headers: { ...location, ...text }, body: '"x"' },
      { callRef: 'a+b c' },
    ],
    ['may be missing', { status: 201 }, {}],
  ];
  for (const [name, answer, expected] of cases) {
    it(name, async () => {
      await bench.place('opentouch-make-call');
      reply(answer);
      const message = await bench.through({ payload: { callee: '1', deviceId: '2' } });
      assert.deepEqual(message['payload'], expected);
      assert.equal(responseOf(message).statusCode, 201);
    });
  }

  it('is none for a set outside OpenTouch: 204, and the payload stays', async () => {
    await bench.place('opentouch-make-call');
    reply({ status: 204 });
    const payload = { callee: '1', deviceId: '2' };
    assert.deepEqual((await bench.through({ payload }))['payload'], payload);
  });
});

describe('a redirect', () => {
  it('307 of a user search is followed to the user', async () => {
    await bench.place('opentouch-find-user');
    const user = { loginName: 'bob', salutation: 'MR' };
    const headers = { Location: `${bench.recorder.base}/users/bob` };
    reply({ status: 307, headers }, { status: 200, body: user });
    const message = await bench.through({ payload: { companyPhone: '1002' } });
    assert.deepEqual(message['payload'], user);
    assert.equal(responseOf(message).statusCode, 200);
    assert.deepEqual(bench.recorder.operations().map(resource), ['/users', '/users/bob']);
  });

  it('to another host is followed without cookie and password, where the account lets the server choose', async () => {
    const stranger = await startRecorder();
    try {
      await bench.place('opentouch-find-user', { account: { addressMode: 'public' } });
      const elsewhere = stranger.url.replace('127.0.0.1', 'localhost');
      reply({ status: 307, headers: { Location: `${elsewhere}/users/bob` } });
      bench.red.inject('operation', { payload: { companyPhone: '1002' } });
      await bench.red.nextOf(['out', 'errors']);
      const [request] = stranger.requests;
      assert.equal(request?.url, '/users/bob');
      assert.equal(request.headers.cookie, undefined);
      assert.equal(request.headers.authorization, undefined);
    } finally {
      await stranger.stop();
    }
  });

  it('that leads to itself ends as an error', async () => {
    await bench.place('opentouch-find-user');
    reply({ status: 307, headers: { Location: `${bench.recorder.base}/users?companyPhone=1002` } });
    const { error } = await bench.refused({ payload: { companyPhone: '1002' } });
    assert.equal(error.cause['system'], 'opentouch');
    assert.ok(bench.recorder.operations().length < 50);
  });
});

/** A gateway cannot tell whether the server behind it had the request. */
const sentOf = (status: number) => (status === 502 || status === 503 ? 'maybe' : 'yes');

describe('an answer that refuses the request', () => {
  const documented = [
    { type: 'NOT_READY', code: 1000, status: 503, httpStatus: 'SERVICE_UNAVAILABLE', canRetry: true },
    { type: 'INVALID_SESSION', code: 1001, status: 403, httpStatus: 'FORBIDDEN', canRetry: true },
    { type: 'NOT_ALLOWED', code: 1002, status: 403, httpStatus: 'FORBIDDEN', canRetry: false },
    { type: 'NOT_FOUND', code: 1003, status: 404, httpStatus: 'NOT_FOUND', canRetry: true },
    { type: 'NOT_EXPECTED', code: 1004, status: 400, httpStatus: 'BAD_REQUEST', canRetry: true },
    { type: 'NOT_SUPPORTED', code: 1005, status: 400, httpStatus: 'BAD_REQUEST', canRetry: false },
    { type: 'BAD_PARAMETER', code: 1006, status: 400, httpStatus: 'BAD_REQUEST', canRetry: true },
    { type: 'SERVER_PROBLEM', code: 1007, status: 500, httpStatus: 'INTERNAL_SERVER_ERROR', canRetry: false },
  ];
  for (const { status, httpStatus, ...rest } of documented) {
    it(`${rest.type} reaches the Catch node with all that the server says`, async () => {
      await bench.place('opentouch-hold-call');
      const said = { ...rest, helpMessage: 'what to do', innerMessage: 'SomeException.WHY what went wrong' };
      reply({ status, body: { httpStatus, ...said } });
      const payload = { callRef: 'c1', deviceId: 'd1' };
      const { error, message } = await bench.refused({ payload, mine: 1 });
      assert.equal(error.code, rest.type);
      assert.deepEqual(error.cause, {
        system: 'opentouch',
        account: bench.recorder.url,
        operation: 'opentouch-hold-call',
        status,
        sent: sentOf(status),
        ...said,
      });
      assert.equal(error.source.id, 'operation');
      assert.match(error.message, /what to do/);
      assert.equal(message['response'], undefined);
      assert.deepEqual(message['payload'], payload);
      assert.equal(message['mine'], 1);
      const shown = await bench.red.untilStatus('operation', ({ fill }) => fill === 'red');
      assert.match(shown.text ?? '', /^[a-z ]{4,30}$/);
    });
  }

  const bare: readonly [string, Reply, string, boolean][] = [
    ['401 without a body', { status: 401 }, 'UNAUTHORIZED', false],
    ['403 without a body', { status: 403 }, 'NOT_ALLOWED', false],
    ['404 without a body', { status: 404 }, 'NOT_FOUND', false],
    ['418, which nobody documents', { status: 418 }, 'HTTP_418', false],
    ['500 without a body', { status: 500 }, 'HTTP_500', true],
    [
      '502 with a page of a proxy',
      { status: 502, headers: { 'Content-Type': 'text/html' }, body: '<html><h1>Bad Gateway</h1></html>' },
      'HTTP_502',
      true,
    ],
    [
      '400 with broken JSON',
      { status: 400, headers: { 'Content-Type': 'application/json' }, body: '{"type":' },
      'HTTP_400',
      false,
    ],
    ['400 with JSON that is no object', { status: 400, body: ['no', 'object'] }, 'HTTP_400', false],
  ];
  for (const [name, answer, code, canRetry] of bare) {
    it(`${name} is ${code}`, async () => {
      await bench.place('opentouch-get-call');
      reply(answer);
      const { error, message } = await bench.refused({ payload: { callRef: 'c1' } });
      const { status } = answer;
      assert.equal(error.code, code);
      assert.deepEqual(error.cause, {
        system: 'opentouch',
        account: bench.recorder.url,
        operation: 'opentouch-get-call',
        status,
        sent: sentOf(status),
        canRetry,
      });
      assert.doesNotMatch(error.message, /</);
      assert.equal(message['response'], undefined);
    });
  }

  it('in the words of an old server is understood', async () => {
    await bench.place('opentouch-get-call');
    reply({ status: 400, body: { message: 'what happened', comment: 'why' } });
    const { error } = await bench.refused({ payload: { callRef: 'c1' } });
    assert.equal(error.code, 'HTTP_400');
    assert.equal(error.cause['helpMessage'], 'what happened');
    assert.equal(error.cause['innerMessage'], 'why');
  });
});

describe('a session that the server has lost', () => {
  const lost: Reply = {
    status: 403,
    body: { httpStatus: 'FORBIDDEN', code: 1001, type: 'INVALID_SESSION', canRetry: true },
  };

  const logins = () =>
    bench.recorder.requests.filter((request) => resource(request) === '/api/rest/authenticate').length;

  it('is opened once more and the request is sent once more', async () => {
    await bench.place('opentouch-get-calls');
    reply(lost, { status: 200, body: { calls: [] } });
    assert.deepEqual((await bench.through())['payload'], { calls: [] });
    assert.equal(logins(), 2);
    assert.equal(bench.recorder.operations().length, 2);
  });

  it('again right after that is an error', async () => {
    await bench.place('opentouch-get-calls');
    reply(lost);
    const { error } = await bench.refused();
    assert.equal(error.code, 'INVALID_SESSION');
    assert.equal(bench.recorder.operations().length, 2);
    assert.equal(logins(), 2);
  });
});

describe('an answer that is none', () => {
  it('invalid JSON with 200 is BAD_ANSWER', async () => {
    await bench.place('opentouch-get-calls');
    reply({ status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"calls":[' });
    const { error, message } = await bench.refused();
    assert.equal(error.code, 'BAD_ANSWER');
    assert.deepEqual(error.cause, {
      system: 'opentouch',
      account: bench.recorder.url,
      operation: 'opentouch-get-calls',
      status: 200,
      sent: 'yes',
      canRetry: false,
    });
    assert.equal(message['response'], undefined);
  });

  it('a page with 200 where JSON was announced is BAD_ANSWER', async () => {
    await bench.place('opentouch-get-calls');
    reply({ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>Please log in</html>' });
    assert.equal((await bench.refused()).error.code, 'BAD_ANSWER');
  });

  it('a broken connection is CONNECTION', async () => {
    await bench.place('opentouch-get-calls');
    reply({ status: 200, reset: true });
    const { error, message } = await bench.refused();
    assert.equal(error.code, 'CONNECTION');
    assert.equal(error.cause['canRetry'], true);
    assert.equal(error.cause['system'], 'opentouch');
    assert.equal(responseOf(message).statusCode, undefined);
  });

  it('nothing at all within the time-out of the node is TIMEOUT', async () => {
    await bench.place('opentouch-get-calls', { node: { timeout: '0.2' } });
    reply({ status: 200, body: {}, delay: 60_000 });
    const { error } = await bench.refused();
    assert.equal(error.code, 'TIMEOUT');
    assert.deepEqual(error.cause, {
      system: 'opentouch',
      account: bench.recorder.url,
      operation: 'opentouch-get-calls',
      sent: 'maybe',
      canRetry: true,
    });
  });

  it('nothing at all within the time-out of the account is TIMEOUT', async () => {
    await bench.place('opentouch-get-calls', { account: { timeout: '1' } });
    reply({ status: 200, body: {}, delay: 60_000 });
    assert.equal((await bench.refused()).error.code, 'TIMEOUT');
  });

  it('a server that is not there is CONNECTION', async () => {
    const gone = await startRecorder();
    await gone.stop();
    await bench.place('opentouch-get-calls', { account: { url: gone.url } });
    const { error } = await bench.refused();
    assert.equal(error.code, 'CONNECTION');
    assert.equal(error.cause['type'], 'ECONNREFUSED');
  });
});

describe('secrets', () => {
  it('cookies are taken out of the headers, the other headers stay', async () => {
    await bench.place('opentouch-get-calls');
    const [token] = bench.recorder.secrets;
    reply({ status: 200, headers: { 'Set-Cookie': [`AlcUserId=${token}; Path=/`], 'X-Server': 'yes' }, body: {} });
    const message = await bench.through();
    const headers = responseOf(message).headers;
    assert.equal(headers['x-server'], 'yes');
    assert.equal(headers['set-cookie'], undefined);
    assert.doesNotMatch(JSON.stringify(message), new RegExp(`${token}`));
  });

  it('are in no error and in no line of the log, not even when everything fails', async () => {
    await bench.place('opentouch-get-calls');
    reply({ status: 500, reset: true });
    const { message } = await bench.refused();
    const everything = JSON.stringify([
      message,
      bench.red.log.map(({ msg }) => String(msg)),
      bench.red.status('operation'),
    ]);
    for (const secret of [password, ...bench.recorder.secrets]) assert.ok(!everything.includes(secret), secret);
  });
});
