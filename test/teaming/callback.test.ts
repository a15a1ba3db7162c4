import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callbackIn, isHopeless } from '../../nodes/teaming/subscriptions/callback.ts';

const orange = 'https://api.orange.com/teaming';
const simulator = 'http://127.0.0.1:18080/teaming';
const path = '/telephony/teaming';

test("the address is the public one, then Node-RED's root, then ours", () => {
  const base = (publicUrl: string, httpNodeRoot?: string) =>
    callbackIn({ ...(httpNodeRoot && { httpNodeRoot }) }, publicUrl, orange).base;
  assert.equal(base('https://flows.example.com'), `https://flows.example.com${path}`);
  assert.equal(base('https://flows.example.com/', '/'), `https://flows.example.com${path}`);
  assert.equal(base('https://flows.example.com:8443/a/', '/b/c/'), `https://flows.example.com:8443/a/b/c${path}`);
});

test('a simulator on this machine is told an address of this machine', () => {
  const base = (settings: object) => callbackIn(settings, '', simulator).base;
  assert.equal(base({ uiPort: 1881 }), `http://127.0.0.1:1881${path}`);
  assert.equal(base({ uiPort: 1881, uiHost: '0.0.0.0', httpNodeRoot: '/x' }), `http://127.0.0.1:1881/x${path}`);
  assert.equal(base({ uiPort: 1881, uiHost: '::1' }), `http://[::1]:1881${path}`);
  assert.equal(base({ uiPort: 1881, uiHost: '192.0.2.1', https: {} }), `https://192.0.2.1:1881${path}`);
  assert.equal(callbackIn({}, 'http://flows.test', simulator).base, `http://flows.test${path}`);
});

test('what is wrong with an address is found', () => {
  const flaw = (publicUrl: string, settings: object = {}, api = orange) => callbackIn(settings, publicUrl, api).flaw;
  assert.equal(flaw('https://flows.example.com'), undefined);
  assert.equal(flaw('https://203.0.113.7'), undefined);
  assert.equal(flaw(''), 'missing');
  assert.equal(flaw('flows.example.com'), 'missing');
  for (const local of ['http://localhost:1880', 'https://127.0.0.1', 'https://a.localhost', 'https://[::1]:1880']) {
    assert.equal(flaw(local), 'local', local);
  }
  assert.equal(flaw('http://flows.example.com'), 'plain');
  for (const near of ['10.0.0.1', '192.168.1.1', '172.16.0.1', '[fd00::1]', 'nodered', 'nodered.local']) {
    assert.equal(flaw(`https://${near}`), 'private', near);
  }
  assert.equal(flaw('https://172.32.0.1'), undefined);
  assert.equal(flaw('https://flows.example.com', { httpNodeAuth: { user: 'u', pass: 'p' } }), 'guarded');
  assert.equal(flaw('https://u:p@flows.example.com', { httpNodeAuth: { user: 'u', pass: 'p' } }), undefined);
  assert.equal(flaw('https://flows.example.com', { httpNodeRoot: false }), 'closed');
  for (const near of ['', 'http://localhost:1880', 'http://flows.test']) {
    assert.equal(flaw(near, {}, simulator), undefined, near);
  }
});

test('some of it is hopeless, the rest only doubtful', () => {
  assert.deepEqual(
    (['closed', 'missing', 'local', 'plain', 'private', 'guarded', undefined] as const).map(isHopeless),
    [...[true, true, true], ...[false, false, false, false]],
  );
});
