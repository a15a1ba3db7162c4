import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseAddress, chooseAddress, mayShareCredentials } from '../../nodes/opentouch/session/addresses.ts';

test('a typed address loses the path of the API and gains a protocol', () => {
  assert.equal(baseAddress('https://ot.example.com/api/rest/authenticate?version=1.0'), 'https://ot.example.com');
  assert.equal(baseAddress(' ot.example.com:8443/ '), 'https://ot.example.com:8443');
  assert.equal(baseAddress('http://gateway/ot/'), 'http://gateway/ot');
  assert.throws(() => baseAddress('https://'));
});

const handed = { public: 'https://public.example.com/api/rest/1.0', private: 'http://ot.local:80/api/rest/1.0' };

test('the modes public and private take what the server hands out, and the other one where it is missing', () => {
  assert.equal(chooseAddress(handed, 'public', 'https://typed'), handed.public);
  assert.equal(chooseAddress(handed, 'private', 'https://typed'), 'http://ot.local/api/rest/1.0');
  assert.equal(chooseAddress({ private: handed.private }, 'public', 'https://typed'), 'http://ot.local/api/rest/1.0');
  assert.equal(chooseAddress({}, 'public', 'https://typed'), undefined);
});

test('the typed host is kept when the handed-out one is another', () => {
  assert.equal(
    chooseAddress(handed, 'typed', 'https://nat.example.com:9443'),
    'https://nat.example.com:9443/api/rest/1.0',
  );
  assert.equal(chooseAddress(handed, 'typed', 'https://gateway/ot'), 'https://gateway/ot/api/rest/1.0');
});

test('a handed-out URL with the typed host is taken as it is', () => {
  assert.equal(chooseAddress(handed, 'typed', 'http://ot.local'), 'http://ot.local/api/rest/1.0');
  assert.equal(chooseAddress(handed, 'typed', 'https://public.example.com'), handed.public);
});

test('a foreign URL with a port of its own keeps it, for events may have another port than requests', () => {
  const events = 'http://o2g.local:8014/OTEvents?subscriptionId=x';
  assert.equal(
    chooseAddress({ public: events }, 'typed', 'http://10.0.0.5'),
    'http://10.0.0.5:8014/OTEvents?subscriptionId=x',
  );
});

test('in mode typed, https is never given up for http', () => {
  const plain = { public: 'http://ot.example.com/sessions', private: 'https://ot.example.com/sessions' };
  assert.equal(chooseAddress(plain, 'typed', 'https://ot.example.com'), 'https://ot.example.com/sessions');
  assert.equal(
    chooseAddress({ public: plain.public }, 'typed', 'https://ot.example.com'),
    'https://ot.example.com/sessions',
  );
});

test('credentials stay on their host and are never sent from https to http', () => {
  assert.equal(mayShareCredentials('https://a/x', 'https://a:8443/login'), true);
  assert.equal(mayShareCredentials('http://a/x', 'https://a/login'), true);
  assert.equal(mayShareCredentials('https://a/x', 'https://b/login'), false);
  assert.equal(mayShareCredentials('https://a/x', 'http://a/login'), false);
});
