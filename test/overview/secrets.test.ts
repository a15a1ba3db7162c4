import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { diagnosticsOf } from '../../nodes/editor/sidebar/diagnostics.ts';
import type { Overview } from '../../nodes/runtime/overview/shapes.ts';
import { fresh, operation, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';

const secrets = {
  password: 'pass:wörd-of-alice',
  clientSecret: 'client/secret+of the application',
  apiKey: 'key-4711-0815',
  inboundSecret: 'what Orange shows us',
  session: 'c2Vzc2lvbi1vZi1hbGljZQ',
  bearer: 'eyJhbGciOiJub25lIn0.e30.x',
  polling: 'poll-9e3779b97f4a7c15',
  userinfo: 'in-the-address',
};

/** A server that tells in its refusal all that it should keep to itself. */
const marker = 'all that I know is';
const babble = [
  marker,
  secrets.password,
  secrets.clientSecret,
  secrets.apiKey,
  secrets.inboundSecret,
  `cookie AlcUserId=${secrets.session}; path=/`,
  `Authorization: Bearer ${secrets.bearer}`,
  `GET http://user:${secrets.userinfo}@127.0.0.1/OTEvents?id=${secrets.polling}`,
  `GET http://127.0.0.1/poll/${secrets.polling}/events.`,
];

let server: Recorder;
let nodeRed: NodeRed;

before(async () => {
  server = await startRecorder();
  nodeRed = await startNodeRed();
});
after(async () => {
  await nodeRed?.stop();
  await server?.stop();
});

test('whatever a server says, no secret is in what the sidebar is told, nor in what it copies', async () => {
  server.answer(() => ({
    status: 500,
    body: { message: 'so much', helpMessage: babble.join(' '), description: babble.join(' ') },
  }));
  const { url } = server;
  const orange = { clientId: 'client', clientSecret: secrets.clientSecret };
  const accounts = [
    fresh('server', 'opentouch-server', {
      url: url.replace('//', `//alice:${secrets.userinfo}@`),
      credentials: { login: 'alice', password: secrets.password },
    }),
    fresh('talk', 'business-talk-account', {
      baseUrl: url,
      tokenUrl: `${url}/token`,
      credentials: { ...orange, apiKey: secrets.apiKey },
    }),
    fresh('team', 'teaming-account', {
      baseUrl: url,
      tokenUrl: `${url}/token`,
      credentials: { ...orange, tokens: secrets.bearer },
    }),
    fresh('partner', 'business-apps-partner', {
      eventUrl: url,
      tokenUrl: `${url}/token`,
      credentials: { inboundUser: 'orange', inboundSecret: secrets.inboundSecret, ...orange },
    }),
  ];
  const asks = [
    operation('opentouch-get-calls', {}, { id: 'ask-server', server: 'server' }),
    operation('business-talk-get-customers', {}, { id: 'ask-talk', account: 'talk' }),
    operation('teaming-get-my-profile', {}, { id: 'ask-team', account: 'team' }),
  ];
  await nodeRed.deploy(tab(...accounts, ...asks));
  for (const { id } of asks) {
    nodeRed.inject(id, { payload: {} });
    await nodeRed.next('errors');
  }
  const answer = await fetch(`${nodeRed.url}/telephony/overview`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const overview = (await answer.json()) as Overview;
  assert.deepEqual(overview.accounts.map(({ id }) => id).sort(), accounts.map(({ id }) => id).sort());
  assert.equal(overview.errors.length, asks.length);
  const told = JSON.stringify(overview);
  const copied = diagnosticsOf(overview);
  const { polling: _, ...everywhere } = secrets;
  for (const [name, secret] of Object.entries(everywhere)) assert.ok(!told.includes(secret), `${name}: ${told}`);
  for (const [name, secret] of Object.entries(secrets)) assert.ok(!copied.includes(secret), `${name}: ${copied}`);
  // What the server said has come that far.
  for (const text of [told, copied]) assert.ok(text.includes(marker), text);
});
