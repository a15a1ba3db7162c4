import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, describe, it } from 'node:test';
import { finalErrors, judgeTokenAnswer } from '../../nodes/oauth/finality.ts';
import type { Clock, TokenState } from '../../nodes/oauth/token-provider.ts';
import { orangeServer } from '../../nodes/orange/authorization-server.ts';
import { type GatewayVerdict, gatewayTable, judgeGatewayAnswer } from '../../nodes/orange/finality.ts';
import type { TelephonyError } from '../../nodes/runtime/errors.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type Reply, type ScriptedServer, startScriptedServer } from '../support/scripted.ts';
import { momentaryFailures } from '../support/token-moments.ts';
import { never, Sources, TokenFile } from '../support/tokens.ts';

const orange = orangeServer('test');
const answer = (status: number, body: unknown = '') => ({
  status,
  headers: {},
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  method: 'POST',
});
const good = (access_token: string): Reply => ({ status: 200, body: { access_token, expires_in: 3600 } });

describe('what an answer of a token endpoint means', () => {
  const own = ['invalid_client', 'invalid_grant', 'unauthorized_client', 'invalid_scope'];
  const others = ['invalid_request', 'temporarily_unavailable', 'slow_down', 'quota_exceeded', 'server_error'];

  it('is final where OAuth says something of the account, with 400 and 401 and no other status', () => {
    assert.deepEqual(Object.keys(finalErrors), ['400', '401']);
    for (const status of [302, 400, 401, 403, 404, 408, 425, 429, 500, 502, 503, 504]) {
      for (const error of [...own, ...others]) {
        const final = own.includes(error) && (status === 400 || status === 401);
        assert.equal(
          judgeTokenAnswer(answer(status, { error }), orange),
          final ? 'final' : 'retry',
          `${status} ${error}`,
        );
      }
    }
  });

  it("is final where the vendor's own code says it", () => {
    for (const code of [40, 41, '41'])
      assert.equal(judgeTokenAnswer(answer(401, { code }), orange), 'final', `${code}`);
    for (const code of [42, 53, 5]) assert.equal(judgeTokenAnswer(answer(401, { code }), orange), 'retry', `${code}`);
    assert.equal(judgeTokenAnswer(answer(403, { code: 41 }), orange), 'retry');
  });

  it('is a token only where there is one', () => {
    assert.equal(judgeTokenAnswer(answer(200, { access_token: 't' }), orange), 'token');
    assert.equal(judgeTokenAnswer(answer(201, { access_token: 't' }), orange), 'token');
    for (const body of ['', '<html>', {}, { access_token: '' }, { access_token: 1 }, [], { error: 'invalid_client' }]) {
      assert.equal(judgeTokenAnswer(answer(200, body), orange), 'retry', JSON.stringify(body));
    }
  });
});

describe('what an answer of the gateway means', () => {
  const rows: readonly [status: number, body: unknown, verdict: GatewayVerdict][] = [
    [200, '', 'accepted'],
    [204, '', 'accepted'],
    [302, '', 'passing'],
    [400, { code: 24 }, 'rejected'],
    [400, '<html>', 'rejected'],
    [401, { code: 42 }, 'expired'],
    [401, [{ code: 42 }], 'expired'],
    [401, { code: 40 }, 'invalid'],
    [401, { code: 41 }, 'invalid'],
    [401, '<html>', 'unauthorized'],
    [401, {}, 'unauthorized'],
    [403, { code: 50 }, 'rejected'],
    [403, { code: 53 }, 'quota'],
    [403, '<html>', 'passing'],
    [404, { code: 60 }, 'rejected'],
    [404, '<html>', 'passing'],
    [405, '', 'passing'],
    [407, '', 'passing'],
    [408, { code: 63 }, 'passing'],
    [409, { code: 69 }, 'rejected'],
    [422, { code: 800 }, 'rejected'],
    [425, '', 'passing'],
    [429, { code: 53 }, 'quota'],
    [429, { error: 'invalid_client' }, 'quota'],
    [500, { code: 1 }, 'passing'],
    [502, '<html>', 'passing'],
    [503, { code: 5 }, 'busy'],
    [503, '', 'busy'],
    [504, '', 'passing'],
  ];
  for (const [status, body, verdict] of rows) {
    it(`${status} ${JSON.stringify(body)}: ${verdict}`, () => {
      assert.equal(judgeGatewayAnswer(answer(status, body)), verdict);
    });
  }

  it('is known for every row of the table', () => {
    const seen = new Set(rows.map(([, , verdict]) => verdict));
    for (const { verdict } of gatewayTable) assert.ok(seen.has(verdict), verdict);
  });
});

describe('a token provider', () => {
  const sources = new Sources();
  let server: ScriptedServer;
  /** What each address answers first; then it gives tokens. */
  const script = new Map<string, Reply[]>();

  before(async () => {
    server = await startScriptedServer(({ url }) => script.get(url)?.shift() ?? good(`token of ${url}`));
  });
  afterEach(() => sources.close());
  after(() => server.stop());

  const asked = (path: string) => server.requests.filter(({ url }) => url === path).length;
  const open = (tokenUrl: string, more: object = {}) => {
    const states: TokenState[] = [];
    const provider = sources.open({ tokenUrl, server: orange, onState: (state) => states.push(state), ...more });
    return { provider, states };
  };

  it(`comes back by itself after each of ${Object.keys(momentaryFailures).length} ways to fail for a moment`, async () => {
    const all = Object.entries(momentaryFailures).map(async ([name, reply], index) => {
      const path = `/token/${index}`;
      script.set(path, [reply]);
      const { provider, states } = open(`${server.url}${path}`);
      // Who asks waits for it, and is told nothing of the moment.
      assert.equal(await provider.token(never), `token of ${path}`, name);
      assert.deepEqual(
        states.map(({ kind }) => kind),
        ['retrying', 'granted'],
        name,
      );
      assert.equal(asked(path), 2, name);
    });
    await Promise.all(all);
  });

  it('asks again without being asked, and says when', async () => {
    script.set('/alone', [{ status: 500 }]);
    const { provider, states } = open(`${server.url}/alone`);
    const giving = new AbortController();
    const waiting = provider.token(giving.signal);
    await eventually(() => states.length === 1, 'it failed');
    giving.abort();
    await assert.rejects(waiting, { code: 'ABORTED' });
    const [first] = states;
    assert.ok(first?.kind === 'retrying');
    assert.match(first.error.message, /^the server.*\(500\); next try \d\d:\d\d:\d\d$/);
    assert.ok(first.next.getTime() - Date.now() < 1100);
    await eventually(() => states.at(-1)?.kind === 'granted', 'it came back');
  });

  it('asks again though the timer goes off before the pause is over', async () => {
    script.set('/early', [{ status: 500 }]);
    // A clock that is slow makes every timer early.
    const slow: Clock = { wall: Date.now, monotonic: () => performance.now() * 0.9 };
    const { provider, states } = open(`${server.url}/early`, { clock: slow });
    const giving = new AbortController();
    const waiting = provider.token(giving.signal);
    await eventually(() => states.length === 1, 'it failed');
    giving.abort();
    await assert.rejects(waiting, { code: 'ABORTED' });
    await eventually(() => states.at(-1)?.kind === 'granted', 'it came back');
  });

  it('asks again for whoever is deployed while the one before is being closed', async () => {
    script.set('/deployed', [{ status: 500 }]);
    const tokenUrl = `${server.url}/deployed`;
    const { provider, states } = open(tokenUrl);
    const giving = new AbortController();
    const waiting = provider.token(giving.signal);
    await eventually(() => states.length === 1, 'it failed');
    giving.abort();
    await assert.rejects(waiting, { code: 'ABORTED' });
    const closing = provider.close();
    const next = open(tokenUrl);
    await closing;
    await eventually(() => next.states.at(-1)?.kind === 'granted', 'it came back');
    assert.deepEqual(
      next.states.map(({ kind }) => kind),
      ['retrying', 'granted'],
    );
  });

  it('comes back after no answer at all', async () => {
    script.set('/silent', [{ status: 200, delay: 60_000 }]);
    const { provider, states } = open(`${server.url}/silent`);
    await assert.rejects(provider.token(never), ({ code, cause }: TelephonyError) => {
      assert.deepEqual([code, cause.canRetry], ['TIMEOUT', true]);
      return true;
    });
    await eventually(() => states.at(-1)?.kind === 'granted', 'it came back');
    assert.equal(await provider.token(never), 'token of /silent');
  });

  it('comes back when there is a server again where there was none', async () => {
    const port = await freePort();
    const { provider, states } = open(`http://127.0.0.1:${port}/token`);
    const waiting = provider.token(never);
    await eventually(() => states.at(-1)?.kind === 'retrying', 'refused');
    const late = createServer((_, response) => response.end(JSON.stringify({ access_token: 'late' })));
    await new Promise<void>((resolve) => late.listen(port, '127.0.0.1', resolve));
    assert.equal(await waiting, 'late');
    late.close();
    late.closeAllConnections();
  });

  it('tells those who would wait too long at once, with what happened and when it goes on', async () => {
    script.set('/long', [{ status: 503, headers: { 'Retry-After': '120' } }]);
    const { provider } = open(`${server.url}/long`);
    for (let times = 0; times < 3; times += 1) {
      await assert.rejects(provider.token(never), ({ code, message, cause }: TelephonyError) => {
        assert.deepEqual([code, cause.canRetry, cause.status], ['SERVICE_UNAVAILABLE', true, 503]);
        assert.match(message, /next try \d\d:\d\d:\d\d$/);
        return true;
      });
    }
    assert.equal(asked('/long'), 1);
    provider.resume();
    assert.equal(await provider.token(never), 'token of /long');
  });

  for (const [status, body] of [
    [401, { error: 'invalid_client' }],
    [401, { code: 41, message: 'Invalid credentials' }],
  ] as const) {
    it(`tries a wrong secret once: ${JSON.stringify(body)}`, async () => {
      const path = `/wrong/${Object.keys(body)[0]}`;
      script.set(
        path,
        Array.from({ length: 9 }, () => ({ status, body })),
      );
      const { provider, states } = open(`${server.url}${path}`);
      for (let times = 0; times < 3; times += 1) {
        await assert.rejects(provider.token(never), ({ cause }: TelephonyError) => !cause.canRetry);
      }
      assert.equal(asked(path), 1);
      assert.equal(states.at(-1)?.kind, 'refused');
      provider.resume();
      await assert.rejects(provider.token(never));
      assert.equal(asked(path), 2);
    });
  }

  it('does not end by a bad moment after a token was refused', async () => {
    for (const [index, reply] of [
      { status: 200, body: {} },
      { status: 200, body: '<html>' },
    ].entries()) {
      const path = `/renewed/${index}`;
      const { provider } = open(`${server.url}${path}`);
      const first = await provider.token(never);
      script.set(path, [reply, good('another')]);
      assert.equal(await provider.renew(first, never), 'another');
      assert.equal(asked(path), 3);
    }
  });

  it('keeps to the rate of the endpoint', async () => {
    const tokenUrl = `${server.url}/paced`;
    const limited = { ...orange, tokenRequestsPerMinute: 2 };
    const scopes = ['a', 'b', 'c'].map((scope) => open(tokenUrl, { server: limited, scope }).provider);
    const [a, b, c] = scopes.map((provider) => {
      const giving = new AbortController();
      return { giving, token: provider.token(giving.signal) };
    });
    assert.ok(a && b && c);
    await Promise.all([a.token, b.token]);
    c.giving.abort();
    await assert.rejects(c.token, { code: 'ABORTED' });
    assert.equal(asked('/paced'), 2);
  });

  describe('and a clock that is set', () => {
    const hour = 3_600_000;
    const files: TokenFile[] = [];
    after(() => {
      for (const file of files) file.remove();
    });
    /** A wall clock that can be set, and one that cannot; both go on by hand. */
    const clocks = () => {
      let [wall, mono] = [1_800_000_000_000, 5000];
      const clock: Clock = { wall: () => wall, monotonic: () => mono };
      return {
        clock,
        set: (by: number) => {
          wall += by;
        },
        pass: (by: number) => {
          wall += by;
          mono += by;
        },
      };
    };

    for (const [name, by] of [
      ['back', -hour],
      ['forward', hour],
    ] as const) {
      it(`${name} by an hour: a token is renewed when its life is over, neither before nor later`, async () => {
        const path = `/clock/${name}`;
        const { clock, set, pass } = clocks();
        const { provider } = open(`${server.url}${path}`, { clock });
        await provider.token(never);
        set(by);
        pass(hour - 70_000);
        await provider.token(never);
        assert.equal(asked(path), 1);
        pass(20_000);
        await provider.token(never);
        assert.equal(asked(path), 2);
      });

      it(`${name} by an hour while nothing ran: a kept token lives for no longer than its life`, async () => {
        const path = `/kept/${name}`;
        const file = new TokenFile();
        files.push(file);
        const { clock, set, pass } = clocks();
        const tokenUrl = `${server.url}${path}`;
        await open(tokenUrl, { clock, store: file.store() }).provider.token(never);
        await sources.close();
        set(by);
        const { provider } = open(tokenUrl, { clock, store: file.store() });
        await provider.token(never);
        assert.equal(asked(path), by < 0 ? 1 : 2);
        pass(hour - 50_000);
        await provider.token(never);
        assert.equal(asked(path), by < 0 ? 2 : 3);
      });
    }

    it('does not lengthen a pause', async () => {
      script.set('/pause', [{ status: 503, headers: { 'Retry-After': '60' } }]);
      const { clock, set, pass } = clocks();
      const { provider } = open(`${server.url}/pause`, { clock });
      await assert.rejects(provider.token(never), { code: 'SERVICE_UNAVAILABLE' });
      set(-hour);
      pass(61_000);
      assert.equal(await provider.token(never), 'token of /pause');
    });
  });
});
