import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { TelephonyError } from '../../nodes/runtime/errors.ts';
import { HttpClient } from '../../nodes/runtime/http/client.ts';
import type { HttpOptions } from '../../nodes/runtime/http/routes.ts';
import { type Certificate, privateAuthority, selfSigned } from '../support/certificate.ts';
import { startProxy } from '../support/proxy.ts';

const authority = privateAuthority();
const never = new AbortController().signal;
const origin = { system: 'opentouch', operation: 'test' };

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(options?: ServerOptions): Promise<number> {
  const answer = (_: unknown, response: { end(body: string): void }) => response.end('{}');
  const server = options ? createServer(options, answer) : createPlainServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A TLS configuration as Node-RED's `tls-config` node offers it. */
const tlsOf = (given: object = {}) => ({
  addTLSOptions: (options: object) =>
    void Object.assign(options, { ca: authority.cert, rejectUnauthorized: true, ...given }),
});

async function send(url: string, options: HttpOptions): Promise<number> {
  const http = new HttpClient(options);
  ends.push(() => http.close());
  return (await http.request(origin, { method: 'POST', url, body: '{}' }, 5000, never)).status;
}

/** The error of a request that must not have been sent, and is of no use to be sent again. */
async function refused(url: string, options: HttpOptions): Promise<TelephonyError> {
  const error = await send(url, options).then(
    () => assert.fail('no error'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof TelephonyError, String(error));
  assert.equal(error.cause.sent, 'no');
  assert.equal(error.cause.canRetry, false);
  return error;
}

const problems: [string, () => Certificate, string, RegExp][] = [
  ['has expired', () => authority.issue({ days: -1 }), 'CERT_HAS_EXPIRED', /has expired.*renewed.*clock/],
  [
    'is for another host',
    () => authority.issue({ hosts: ['ot.example.com'] }),
    'ERR_TLS_CERT_ALTNAME_INVALID',
    /issued for another host.*type the name/,
  ],
  [
    'has an unknown authority',
    () => privateAuthority().issue(),
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    /authority is unknown.*TLS configuration/,
  ],
  ['is signed by itself', selfSigned, 'DEPTH_ZERO_SELF_SIGNED_CERT', /it is self-signed.*as its authority/],
];

for (const [what, make, type, sentence] of problems) {
  test(`a certificate that ${what} has its own sentence, whether the server's or the proxy's`, async () => {
    const port = await serve({ ...make() });
    const error = await refused(`https://127.0.0.1:${port}/`, { tls: tlsOf() });
    assert.equal(error.code, 'CERTIFICATE');
    assert.equal(error.cause['type' as keyof typeof error.cause], type);
    assert.match(error.message, sentence);
    const proxy = await startProxy(undefined, make());
    ends.push(() => proxy.stop());
    for (const target of ['http://127.0.0.1:9/', 'https://127.0.0.1:9/']) {
      const late = await refused(target, { tls: tlsOf(), proxy: { url: proxy.url } });
      assert.equal(late.code, 'CERTIFICATE');
      assert.match(late.message, sentence);
      assert.match(late.message, /the proxy 127\.0\.0\.1:\d+/);
    }
  });
}

test('a proxy that is spoken to by TLS leads to servers with and without', async () => {
  const login = { username: 'node-red', password: 'secret' };
  const proxy = await startProxy(login, authority.issue());
  ends.push(() => proxy.stop());
  const [plain, secure] = [await serve(), await serve({ ...authority.issue() })];
  const options = { tls: tlsOf(), proxy: { url: proxy.url, credentials: login } };
  assert.equal(await send(`http://127.0.0.1:${plain}/`, options), 200);
  assert.equal(await send(`https://127.0.0.1:${secure}/`, options), 200);
  assert.deepEqual(proxy.passed, [`127.0.0.1:${plain}`, `127.0.0.1:${secure}`]);
});

/** A port that answers whatever is not TLS by an alert, as OpenSSL does. */
async function alerting(): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a proxy whose address has the wrong scheme is called that, and the server is not blamed', async () => {
  const plain = await startProxy();
  ends.push(() => plain.stop());
  const secure = await alerting();
  for (const target of ['http://127.0.0.1:9/', 'https://127.0.0.1:9/']) {
    const noTls = await refused(target, { tls: tlsOf(), proxy: { url: plain.url.replace('http', 'https') } });
    assert.match(noTls.message, /the proxy 127\.0\.0\.1:\d+ does not speak TLS.*http:\/\//);
    const tls = await refused(target, { tls: tlsOf(), proxy: { url: secure } });
    assert.match(tls.message, /the proxy 127\.0\.0\.1:\d+ speaks TLS; give its address with https:\/\//);
  }
});

test('http on a port that speaks TLS says so', async () => {
  const url = await alerting();
  const error = await refused(`${url}/`, {});
  assert.match(error.message, new RegExp(`speaks TLS; did you mean ${url.replace('http', 'https')}\\?`));
});

test('a certificate of the client is shown to a server that wants one', async () => {
  const port = await serve({ ...authority.issue(), ca: authority.cert, requestCert: true, rejectUnauthorized: true });
  const { cert, key } = authority.issue();
  assert.equal(await send(`https://127.0.0.1:${port}/`, { tls: tlsOf({ cert, key }) }), 200);
});

test('a key that does not fit its certificate is a mistake in the configuration, and is called that', async () => {
  const port = await serve({ ...authority.issue() });
  const { cert } = authority.issue();
  const { key } = authority.issue();
  const error = await refused(`https://127.0.0.1:${port}/`, { tls: tlsOf({ cert, key }) });
  assert.equal(error.code, 'CERTIFICATE');
  assert.match(error.message, /certificate or key of the TLS configuration cannot be read/);
});

const openssl = spawnSync('openssl', ['version']).status === 0;

test('a certificate of the client may come as PKCS #12 (PFX)', {
  skip: openssl ? false : 'openssl is not installed',
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'telephony-pfx-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const [certFile, keyFile, out] = ['cert.pem', 'key.pem', 'client.p12'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const { cert, key } = authority.issue();
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  const args = ['-export', '-in', certFile, '-inkey', keyFile, '-out', out, '-passout', 'pass:of the file'];
  execFileSync('openssl', ['pkcs12', ...args]);
  const port = await serve({ ...authority.issue(), ca: authority.cert, requestCert: true, rejectUnauthorized: true });
  const tls = tlsOf({ pfx: readFileSync(out), passphrase: 'of the file' });
  assert.equal(await send(`https://127.0.0.1:${port}/`, { tls }), 200);
  const wrong = { ...tls, ...tlsOf({ pfx: readFileSync(out), passphrase: 'another' }) };
  const error = await refused(`https://127.0.0.1:${port}/`, { tls: wrong });
  assert.equal(error.code, 'CERTIFICATE');
  assert.match(error.message, /TLS configuration cannot be read .*passphrase/);
});
