import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, type GateSettings } from '../../nodes/partner/endpoint/authentication.ts';
import { targetOf } from '../../nodes/partner/endpoint/route.ts';
import { Refusal } from '../../nodes/partner/wire/refusal.ts';

const secret = 'a pässword: with everything';

function outcome(action: () => unknown): unknown {
  try {
    return action() ?? 'in';
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    assert.ok(!JSON.stringify([error.body, error.headers]).includes(secret));
    return error.body.code;
  }
}

const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

test('Orange gets in with what was agreed, and nobody else', () => {
  const gate = { user: 'orange', secret, header: 'x-api-key' };
  const cases: [GateSettings['way'], Record<string, string>, unknown][] = [
    ['basic', basic('orange', secret), 'in'],
    ['basic', { authorization: basic('orange', secret).authorization.replace('Basic', 'bASIC') }, 'in'],
    ['basic', basic('orange', 'other'), 41],
    ['basic', basic('somebody', secret), 41],
    ['basic', { authorization: 'Basic !!!' }, 41],
    ['basic', { authorization: 'Basic' }, 40],
    ['basic', { authorization: `Bearer ${secret}` }, 40],
    ['basic', {}, 40],
    ['bearer', { authorization: 'Bearer t0ken' }, 41],
    ['bearer', basic('orange', secret), 40],
    ['key', { 'x-api-key': secret }, 'in'],
    ['key', { 'x-api-key': 'other' }, 41],
    ['key', { 'x-api-key': '' }, 40],
    ['key', basic('orange', secret), 40],
    ['none', {}, 'in'],
  ];
  for (const [way, headers, expected] of cases) {
    assert.equal(
      outcome(() => admit({ ...gate, way }, headers)),
      expected,
      `${way} ${JSON.stringify(headers)}`,
    );
  }
  assert.equal(
    outcome(() => admit({ ...gate, way: 'bearer', secret: 't0ken' }, { authorization: 'Bearer t0ken' })),
    'in',
  );
});

test('an account without a secret lets nobody in', () => {
  for (const way of ['basic', 'bearer', 'key'] as const) {
    const headers = { authorization: way === 'basic' ? basic('', '').authorization : 'Bearer x', 'x-api-key': 'x' };
    assert.equal(
      outcome(() => admit({ way, user: '', secret: '', header: 'x-api-key' }, headers)),
      41,
      way,
    );
  }
});

test('addresses are found in any case, with and without a slash at the end', () => {
  const cases: [string, string, unknown][] = [
    ['GET', '/ping', { what: 'ping' }],
    ['HEAD', '/productOrdering/v2/PING/', { what: 'ping' }],
    ['GET', '/userservice/v2/ping', { what: 'ping' }],
    ['POST', '/productordering/v2/productOrder', { what: 'order' }],
    ['POST', '/PRODUCTORDERING/V2/PRODUCTORDER', { what: 'order' }],
    ['POST', '/userService/v2/userService/update/', { what: 'change' }],
    ['GET', '/userservice/v2/userService', { what: 'licences' }],
    ['GET', '/userservice/v2/userService/US-1', { what: 'licence', id: 'US-1' }],
    ['POST', '/ping', 61],
    ['GET', '/productordering/v2/productOrder', 61],
    ['GET', '/userservice/v2/userService/update', 61],
    ['DELETE', '/userservice/v2/userService/US-1', 61],
    ['POST', '/userservice/v2/userService', 61],
    ['GET', '', 60],
    ['GET', '/', 60],
    ['POST', '/productordering/v1/productOrder', 60],
    ['GET', '/userservice/v2/userService/US-1/x', 60],
  ];
  for (const [method, path, expected] of cases) {
    assert.deepEqual(
      outcome(() => targetOf(method, path)),
      expected,
      `${method} ${path}`,
    );
  }
});
