import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { fresh, operation, tab } from '../support/flow.ts';
import { type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';

type Json = Readonly<Record<string, unknown>>;

const [alice, bob] = ['alice@example.com', 'bob@example.com'];
const client = { clientId: 'switchboard-demo', clientSecret: 'demo_secret-1.x' };
const teaming = operationsOf(systems.teaming).map(({ type }) => type);
const businessTalk = operationsOf(systems['business-talk']).map(({ type }) => type);

/** Ways in which the real service may want it; the simulator then understands this one only. */
const dialects: readonly Readonly<Record<string, string>>[] = [
  {},
  { profile: 'seed-literal' },
  { destination: 'body address' },
  { destination: 'body phoneNumber', marking: 'sub-paths' },
  { destination: 'body destination', marking: 'body' },
  { profile: 'seed-literal', marking: 'sub-paths' },
];

describe('the nodes and the simulator understand each other', () => {
  let red: NodeRed;
  let simulator: Simulator;

  before(async () => {
    red = await startNodeRed();
    // Nobody in there does anything by himself.
    simulator = await startSimulator({ port: 0, teaming: { pickUp: 0, outsideAnswers: 0, ring: 60_000 } });
  });
  after(async () => {
    await red.stop();
    await simulator.stop();
  });

  async function deploy(type: string, operations: readonly string[], properties: object, credentials: object) {
    const account = fresh('account', type, { ...properties, credentials: { ...client, ...credentials } });
    await red.deploy(tab(account, ...operations.map((each) => operation(each, {}, { id: each, list: 'all' }))));
  }

  /** What an operation gives for a payload. */
  async function ask(type: string, payload: Json = {}): Promise<Json> {
    red.inject(type, { payload });
    const { sink, message } = await red.nextOf(['out', 'errors']);
    assert.equal(sink, 'out', `${type}: ${JSON.stringify(message['error'])}`);
    return message['payload'] as Json;
  }

  for (const dialect of dialects) {
    describe(`with ${JSON.stringify(dialect)}`, () => {
      before(async () => {
        const { url } = simulator;
        const settings = { method: 'PUT', body: JSON.stringify({ dialects: dialect }) };
        const told = await fetch(`${url}/simulator/teaming/settings`, settings);
        assert.equal(told.status, 200);
        const addresses = { baseUrl: `${url}/teaming`, tokenUrl: `${url}/openidconnect/b2b/v1/token` };
        const tokens = JSON.stringify({ refreshToken: 'sim-refresh-admin' });
        await deploy('teaming-account', teaming, { ...addresses, userId: alice, ...dialect }, { tokens });
      });

      it('a call is made, answered, held, taken back and released', async () => {
        const { callId } = await ask('teaming-make-call', { address: '2002' });
        assert.equal((await ask('teaming-get-call', { callId }))['callId'], callId);
        await ask('teaming-control-call', { callId, action: 'ANSWER' });
        const [ringing] = (await ask('teaming-get-calls', { userId: bob })) as unknown as Json[];
        const theirs = { userId: bob, callId: ringing?.['callId'] };
        await ask('teaming-control-call', { ...theirs, action: 'ANSWER' });
        for (const action of ['HOLD', 'UNHOLD']) await ask('teaming-control-call', { callId, action });
        await ask('teaming-release-call', theirs);
        for (const userId of [alice, bob]) assert.deepEqual(await ask('teaming-get-calls', { userId }), []);
      });

      it('a subscription is made, renewed, listed, read and deleted', async () => {
        const callBackUrl = 'http://127.0.0.1:9/nobody';
        const { subscriptionId } = await ask('teaming-create-subscription', { callBackUrl, targetId: alice });
        await ask('teaming-renew-subscription', { subscriptionId, expires: 7200 });
        const listed = (await ask('teaming-get-subscriptions')) as unknown as Json[];
        assert.deepEqual(
          listed.map((each) => [each['subscriptionId'], each['callBackUrl'], Number(each['expires']) > 3600]),
          [[subscriptionId, callBackUrl, true]],
        );
        assert.equal((await ask('teaming-get-subscription', { subscriptionId }))['eventType'], 'Basic Call');
        await ask('teaming-delete-subscription', { subscriptionId });
        assert.deepEqual(await ask('teaming-get-subscriptions'), []);
      });

      it('voice messages are listed, heard and marked', async () => {
        const list = async () => (await ask('teaming-get-voice-messages')) as unknown as Json[];
        const reads = async () => (await list()).map(({ read }) => read);
        const [{ messageId } = {}, ...others] = await list();
        const { mediaContent } = await ask('teaming-get-voice-message', { messageId });
        const { content } = mediaContent as { content: Buffer };
        assert.ok(Buffer.isBuffer(content));
        assert.equal(content.subarray(0, 4).toString(), 'RIFF');
        await ask('teaming-mark-all-voice-messages', { action: 'UNREAD' });
        await ask('teaming-mark-voice-message', { messageId, action: 'READ' });
        assert.deepEqual(await reads(), [true, ...others.map(() => false)]);
        await ask('teaming-mark-all-voice-messages', { action: 'READ' });
        assert.deepEqual(await reads(), [true, ...others.map(() => true)]);
      });

      it('services are switched on and off', async () => {
        const forward = { active: true, forwardToPhoneNumber: '+33155550103' };
        const settings: Readonly<Record<string, Json>> = {
          callForwardingAlways: { ...forward, ringSplash: true },
          callForwardingBusy: forward,
          callForwardingNoAnswer: { ...forward, numberOfRings: 3 },
          callForwardingNotReachable: forward,
          doNotDisturb: { active: true, ringSplash: false },
        };
        for (const [service, wanted] of Object.entries(settings)) {
          await ask('teaming-set-service', { service, ...wanted });
          assert.deepEqual(await ask('teaming-get-service', { service }), wanted);
          await ask('teaming-set-service', { service, active: false });
          assert.equal((await ask('teaming-get-service', { service }))['active'], false);
        }
      });

      it('profiles are read', async () => {
        assert.equal((await ask('teaming-get-my-profile'))['userId'], 'admin@example.com');
        assert.equal((await ask('teaming-get-profile', { userId: bob }))['shortNumber'], '2002');
      });
    });
  }

  it('a voice message is deleted', async () => {
    const list = async () => (await ask('teaming-get-voice-messages')) as unknown as Json[];
    const [first, ...others] = await list();
    await ask('teaming-delete-voice-message', { messageId: first?.['messageId'] });
    assert.deepEqual(await list(), others);
  });

  for (const orderPath of ['/orders/voicesite', '/orders']) {
    it(`a voicesite is ordered at ${orderPath} and found again`, async () => {
      const { url } = simulator;
      const addresses = { baseUrl: `${url}/btalk/beta/v1`, tokenUrl: `${url}/oauth/v3/token` };
      const apiKey = 'sim0readwrite000000000000000000000000000';
      const properties = { ...addresses, customerCode: '9999', orderPath };
      await deploy('business-talk-account', businessTalk, properties, { apiKey });
      assert.deepEqual(await ask('business-talk-check-key'), { rightsProfile: 'readwrite' });
      assert.equal((await ask('business-talk-check-coverage', { iso2: 'FR' }))['covered'], true);
      const vpns = (await ask('business-talk-get-vpns')) as unknown as Message[];
      const order = {
        customerOrderReference: `order at ${orderPath}`,
        technicalSiteName: 'SITE',
        customerSiteLabel: 'Site',
        country: 'FR',
        vpnId: vpns[0]?.['vpnId'],
      };
      for (const voiceSiteId of ['top', 'parameters']) {
        await fetch(`${url}/simulator/business-talk/settings`, {
          method: 'PUT',
          body: JSON.stringify({ voiceSiteId }),
        });
        const { voiceSiteId: id } = await ask('business-talk-create-voicesite', order);
        const sites = (await ask('business-talk-get-voicesites')) as unknown as Json[];
        assert.ok(id && sites.some((site) => site['voiceSiteId'] === id), voiceSiteId);
      }
    });
  }
});
