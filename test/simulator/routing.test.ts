import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import { ask, ChannelReader, type Client, type Event, logIn, withSimulator } from '../support/opentouch-requests.ts';

const timing = { outsideAnswers: 20, tone: 20, releasing: 5 };
/** Nobody gives up while a test does something with a call that rings … */
const patient = { timing: { ...timing, noAnswer: 60_000 } };
/** … unless that is what the test is about. */
const impatient = { timing: { ...timing, noAnswer: 40 } };

interface Destination {
  readonly type: string;
  readonly number?: string;
  readonly selected?: boolean;
  readonly acceptable?: boolean;
  readonly deviceId?: string;
  readonly information?: { readonly loginName?: string };
}

interface State {
  readonly appliedProfile?: { readonly id: string; readonly name: string };
  readonly activableProfiles: readonly { readonly id: string; readonly name: string }[];
  readonly presentationRoutes: readonly { readonly destinations: readonly Destination[] }[];
  readonly forwardRoutes: readonly { readonly forwardType?: string; readonly destinations: readonly Destination[] }[];
  readonly overflowRoutes: readonly { readonly overflowType: string; readonly destinations: readonly Destination[] }[];
  readonly currentDeviceId?: string;
}

const to = (type: string, number?: string) => ({ type, selected: true, ...(number && { number }) });
const forward = (destination: Destination, forwardType?: string) => ({
  forwardRoutes: [{ ...(forwardType && { forwardType }), destinations: [destination] }],
});
const overflow = (destination: Destination, overflowType = 'BUSY_NO_ANSWER') => ({
  overflowRoutes: [{ overflowType, destinations: [destination] }],
});
const present = (...destinations: Destination[]) => ({ presentationRoutes: [{ destinations }] });

async function stateOf(client: Client, query = ''): Promise<State> {
  const { status, body } = await client.ask('GET', `/routing/state${query}`);
  assert.equal(status, 200);
  return body as unknown as State;
}

const selectedIn = ({ presentationRoutes }: State) =>
  presentationRoutes
    .flatMap(({ destinations }) => destinations.filter(({ selected }) => selected))
    .map(({ type }) => type);

async function listen(client: Client, ...names: string[]): Promise<ChannelReader> {
  const { body } = await client.ask('POST', '/subscriptions', {
    version: '1.0',
    timeout: 10,
    filter: { selectors: names.map((name) => ({ names: [name] })) },
  });
  return ChannelReader.open(String(body['publicPollingUrl']));
}

/** Runs a test with the sessions and channels of some users, closed at its end. */
function cast(
  logins: readonly string[],
  run: (actors: Record<string, Actor>, simulator: Simulator) => Promise<void>,
  options = patient,
) {
  return () =>
    withSimulator(options, async (simulator) => {
      const actors: Record<string, Actor> = {};
      for (const login of logins) {
        const client = await logIn(simulator.url, login);
        const channel = await listen(client, 'routingManagement', 'telephony');
        actors[login] = { ...client, channel };
      }
      await run(actors, simulator);
      for (const { channel } of Object.values(actors)) channel.close();
    });
}

type Actor = Client & { readonly channel: ChannelReader };

const actor = (actors: Record<string, Actor>, login: string): Actor => actors[login] ?? assert.fail(login);
const legsOf = (event: Event) => ((event['legs'] ?? []) as { deviceId: string }[]).map(({ deviceId }) => deviceId);

async function accepted(client: Client, method: string, path: string, body?: unknown): Promise<void> {
  const { status, text } = await client.ask(method, path, body);
  assert.equal(status, 204, text);
}

const call = (client: Client, deviceId: string, callee: string, more: object = {}) =>
  client.ask('POST', '/telephony/calls', { deviceId, callee, autoAnswer: true, ...more });

describe('the state of a routing', () => {
  test(
    'shows the default profile, all business devices and what nobody answers going to voicemail',
    cast(['alice'], async (actors) => {
      const state = await stateOf(actor(actors, 'alice'));
      assert.deepEqual(state.appliedProfile, { id: '0', name: 'DEFAULT', defaultProfile: true });
      assert.deepEqual(selectedIn(state), ['OFFICE', 'PC', 'MOBILE']);
      assert.deepEqual(state.presentationRoutes[0]?.destinations.map(({ deviceId }) => deviceId).slice(0, 3), [
        '1001',
        '1101',
        'MOBILE_639980001',
      ]);
      assert.deepEqual(state.forwardRoutes, []);
      assert.deepEqual(state.overflowRoutes, [
        { overflowType: 'NO_ANSWER', destinations: [{ type: 'VOICEMAIL', acceptable: true, selected: true }] },
      ]);
      assert.equal(state.currentDeviceId, '1001');
    }),
  );

  test(
    'is read and changed by an administrator in the name of a user, who hears of it',
    cast(['bob'], async (actors, { url }) => {
      const admin = await logIn(url, 'admin');
      await accepted(admin, 'POST', '/routing?loginName=bob', { ...forward(to('VOICEMAIL')), requestId: 'desk-1' });
      const told = await actor(actors, 'bob').channel.event('OnRoutingStateChanged');
      assert.equal(told['requestId'], 'desk-1');
      const state = await stateOf(admin, '?loginName=bob');
      assert.deepEqual(state.forwardRoutes[0]?.destinations[0]?.type, 'VOICEMAIL');
      assert.equal((await admin.ask('GET', '/routing')).status, 400);
    }),
  );

  test(
    'tells what a user may do, and refuses who has no licence',
    cast(['bob'], async (actors, { url }) => {
      const { body } = await actor(actors, 'bob').ask('GET', '/routing');
      assert.equal(body['forwardRoute'], true);
      assert.equal(body['maxProfiles'], 6);
      const grace = await logIn(url, 'grace');
      assert.equal((await grace.ask('GET', '/routing')).status, 403);
    }),
  );
});

describe('a forward', () => {
  test(
    'that is immediate rings at its destination and not at home, and both sides learn why',
    cast(['bob', 'dave', 'erin'], async (actors) => {
      const [bob, dave, erin] = ['bob', 'dave', 'erin'].map((login) => actor(actors, login)) as [Actor, Actor, Actor];
      await accepted(bob, 'POST', '/routing', forward(to('USER', '1004')));
      const state = await stateOf(bob);
      assert.equal(state.appliedProfile, undefined);
      assert.equal(state.forwardRoutes[0]?.destinations[0]?.information?.loginName, 'dave');
      await call(erin, '1005', '1002');
      const created = await dave.channel.event('OnCallCreated');
      assert.equal(created['cause'], 'FORWARDED');
      assert.deepEqual((created['callData'] as { initialCalled: unknown }).initialCalled, {
        id: { phoneNumber: '1002' },
      });
      const modified = await erin.channel.until(
        () =>
          erin.channel.events.find(({ eventName, cause }) => eventName === 'OnCallModified' && cause === 'FORWARDED'),
        'the forward',
      );
      assert.ok(modified);
      assert.ok(!bob.channel.events.some(({ eventName }) => eventName === 'OnCallCreated'));
    }),
  );

  test(
    'leads on from user to user, and in a circle to nobody',
    cast(['bob', 'dave', 'erin', 'frank'], async (actors) => {
      const [bob, dave, erin, frank] = ['bob', 'dave', 'erin', 'frank'].map((login) => actor(actors, login)) as Actor[];
      assert.ok(bob && dave && erin && frank);
      await accepted(bob, 'POST', '/routing', forward(to('USER', '1004')));
      await accepted(dave, 'POST', '/routing', forward(to('USER', '1006')));
      await call(erin, '1005', '1002');
      assert.equal((await frank.channel.event('OnCallCreated'))['cause'], 'FORWARDED');
      await accepted(frank, 'POST', '/routing', forward(to('USER', '1002')));
      await call(dave, '1004', '1002');
      await dave.channel.until(
        () => dave.channel.events.find(({ eventName, cause }) => eventName === 'OnCallRemoved' && cause === 'UNKNOWN'),
        'the end of the circle',
      );
    }),
  );

  test(
    'to a number outside is for standard users, and is dialled',
    cast(['bob', 'alice', 'erin'], async (actors) => {
      const [bob, alice, erin] = ['bob', 'alice', 'erin'].map((login) => actor(actors, login)) as [Actor, Actor, Actor];
      await accepted(bob, 'POST', '/routing', forward(to('NUMBER', '+33199001099')));
      await call(erin, '1005', '1002');
      const active = await erin.channel.until(
        () =>
          erin.channel.events.find(({ callData }) => (callData as { state?: string } | undefined)?.state === 'ACTIVE'),
        'the answer',
      );
      assert.ok(active);
      const { body } = await erin.ask('GET', '/telephony/calls');
      assert.match(JSON.stringify(body), /\+33199001099/);
      await accepted(alice, 'POST', '/routing', { ...forward(to('NUMBER', '+33199001099')), requestId: 'x1' });
      const failed = await alice.channel.event('OnRoutingManagementFailed');
      assert.deepEqual(
        [failed['requestId'], failed['resultCode'], failed['destinationType']],
        ['x1', 'ERROR_UNAUTHORIZED', 'NUMBER'],
      );
    }),
  );

  test(
    'when nobody answers takes the call away with its new destination; when busy before it rings',
    cast(
      ['bob', 'dave', 'erin'],
      async (actors) => {
        const [bob, dave, erin] = ['bob', 'dave', 'erin'].map((login) => actor(actors, login)) as [Actor, Actor, Actor];
        await accepted(bob, 'POST', '/routing', forward(to('USER', '1004'), 'BUSY_NO_ANSWER'));
        await call(erin, '1005', '1002');
        const removed = await bob.channel.event('OnCallRemoved');
        assert.deepEqual([removed['cause'], removed['newDestination']], ['FORWARDED', '1004']);
        assert.equal((await dave.channel.event('OnCallCreated'))['cause'], 'FORWARDED');
      },
      impatient,
    ),
  );

  test(
    'is cancelled by an empty list, and the profile that applied before applies again',
    cast(['alice'], async (actors) => {
      const alice = actor(actors, 'alice');
      await accepted(alice, 'PUT', '/routing/profiles/10', {});
      await accepted(alice, 'POST', '/routing', forward(to('VOICEMAIL')));
      assert.equal((await stateOf(alice)).appliedProfile, undefined);
      await accepted(alice, 'POST', '/routing', { forwardRoutes: [] });
      const state = await stateOf(alice);
      assert.equal(state.appliedProfile?.id, '10');
      assert.deepEqual(state.forwardRoutes, []);
      assert.deepEqual(selectedIn(state), ['MOBILE']);
      // Unselecting says the same.
      await accepted(alice, 'POST', '/routing', forward(to('VOICEMAIL')));
      await accepted(alice, 'POST', '/routing', forward({ type: 'VOICEMAIL', selected: false }));
      assert.equal((await stateOf(alice)).appliedProfile?.id, '10');
    }),
  );

  test(
    'is ignored by a call that bypasses the routing',
    cast(
      ['bob', 'erin'],
      async (actors) => {
        const [bob, erin] = ['bob', 'erin'].map((login) => actor(actors, login)) as [Actor, Actor];
        await accepted(bob, 'POST', '/routing', forward(to('VOICEMAIL')));
        await call(erin, '1005', '1002', { bypass: true });
        const created = await bob.channel.event('OnCallCreated');
        assert.equal(created['cause'], undefined);
        // Nor does the voicemail take it afterwards.
        assert.equal((await bob.channel.event('OnCallRemoved'))['cause'], 'ABANDONED');
      },
      impatient,
    ),
  );

  test(
    'of a call from outside leads it to voicemail, and no user has it',
    cast(['bob'], async (actors, { url, opentouch }) => {
      const bob = actor(actors, 'bob');
      await accepted(bob, 'POST', '/routing', forward(to('VOICEMAIL')));
      const answer = await ask('POST', `${url}/simulator/calls`, { body: { from: '+33199001020', to: '1002' } });
      assert.equal(answer.status, 201);
      assert.ok(!bob.channel.events.some(({ eventName }) => eventName === 'OnCallCreated'));
      while (opentouch.exchange.switchboard.calls.size > 0) await bob.ask('GET', '/telephony/calls');
    }),
  );

  test(
    'of the destination of a transfer is followed, too',
    cast(['bob', 'dave', 'erin', 'frank'], async (actors) => {
      const [bob, dave, erin, frank] = ['bob', 'dave', 'erin', 'frank'].map((login) => actor(actors, login)) as Actor[];
      assert.ok(bob && dave && erin && frank);
      await accepted(bob, 'POST', '/routing', forward(to('USER', '1006')));
      const { headers } = await call(erin, '1005', '1004');
      const ref = decodeURIComponent(String(headers.location).split('/').pop() ?? '');
      await accepted(dave, 'POST', `/telephony/calls/${ref}/answer`, { deviceId: '1004' });
      await accepted(dave, 'POST', `/telephony/calls/${ref}/blindtransfer`, { transferTo: '1002' });
      assert.equal((await frank.channel.event('OnCallCreated'))['cause'], 'TRANSFERRED');
    }),
  );
});

describe('an overflow', () => {
  test(
    'takes what meets a busy user, unless there is a forward',
    cast(['alice', 'carol', 'erin'], async (actors, { opentouch }) => {
      const [alice, carol, erin] = ['alice', 'carol', 'erin'].map((login) => actor(actors, login)) as Actor[];
      assert.ok(alice && carol && erin);
      await accepted(alice, 'POST', '/routing/overflowroute', {
        ...overflow(to('USER', '1003'), 'BUSY'),
        requestId: 'r',
      });
      assert.equal((await alice.channel.event('OnRoutingStateChanged'))['requestId'], 'r');
      const state = await stateOf(alice);
      assert.equal(state.overflowRoutes[0]?.overflowType, 'BUSY');
      assert.equal(state.appliedProfile, undefined);
      for (const line of ['+33199001021', '+33199001022']) opentouch.exchange.placeCall(line, '1001');
      await call(erin, '1005', '1001');
      assert.equal((await carol.channel.event('OnCallCreated'))['cause'], 'FORWARDED');
    }),
  );

  test(
    'is cancelled, with the request id in the query, and then nothing takes the call',
    cast(
      ['bob', 'erin'],
      async (actors) => {
        const [bob, erin] = ['bob', 'erin'].map((login) => actor(actors, login)) as [Actor, Actor];
        await accepted(bob, 'DELETE', '/routing/overflowroute?requestId=off-7');
        const told = await bob.channel.event('OnRoutingStateChanged');
        assert.equal(told['requestId'], 'off-7');
        assert.deepEqual((told['routingState'] as State).overflowRoutes, []);
        await call(erin, '1005', '1002');
        assert.equal((await bob.channel.event('OnCallRemoved'))['cause'], 'ABANDONED');
      },
      impatient,
    ),
  );

  test(
    'to the associate takes his number from the preferences, or sets it',
    cast(['bob'], async (actors) => {
      const bob = actor(actors, 'bob');
      await accepted(bob, 'POST', '/routing/overflowroute', overflow(to('ASSOCIATE')));
      assert.equal((await stateOf(bob)).overflowRoutes[0]?.destinations[0]?.number, '1001');
      await accepted(bob, 'POST', '/routing/overflowroute', overflow(to('ASSOCIATE', '1004')));
      const { body } = await bob.ask('GET', '/users/bob/preferences');
      assert.equal(body['colleague'], '1004');
    }),
  );

  test(
    'of unknown kind becomes what its number is',
    cast(['alice'], async (actors) => {
      const alice = actor(actors, 'alice');
      for (const [number, type] of [
        ['1003', 'USER'],
        ['1090', 'OTHER'],
        ['1999', 'VOICEMAIL'],
      ] as const) {
        await accepted(alice, 'POST', '/routing/overflowroute', overflow(to('UNKNOWN', number)));
        assert.equal((await stateOf(alice)).overflowRoutes[0]?.destinations[0]?.type, type);
      }
    }),
  );
});

describe('presentation', () => {
  test(
    'decides which sets ring, and a call to one set rings there all the same',
    cast(['alice', 'erin'], async (actors) => {
      const [alice, erin] = ['alice', 'erin'].map((login) => actor(actors, login)) as [Actor, Actor];
      await accepted(alice, 'POST', '/routing', present(to('PC')));
      await call(erin, '1005', '1001');
      assert.deepEqual(legsOf(await alice.channel.event('OnCallCreated')), ['1101']);
      const { body } = await erin.ask('GET', '/telephony/calls');
      const [ongoing] = body['calls'] as { callRef: string }[];
      await accepted(erin, 'DELETE', `/telephony/calls/${ongoing?.callRef}`);
      await alice.channel.event('OnCallRemoved');
      await call(erin, '1005', 'MOBILE_639980001');
      assert.deepEqual(legsOf(await alice.channel.event('OnCallCreated', 2)), ['MOBILE_639980001']);
    }),
  );

  test(
    'on another telephone takes the nomadic device into service, and out of it again',
    cast(['carol', 'erin'], async (actors) => {
      const [carol, erin] = ['carol', 'erin'].map((login) => actor(actors, login)) as [Actor, Actor];
      await accepted(carol, 'PUT', '/routing/profiles/1', { otherNumber: '+33199001098', requestId: 'away' });
      const devices = async () => {
        const { body } = await carol.ask('GET', '/telephony/devices/NOMADIC_carol');
        return body['state'];
      };
      assert.equal(await devices(), 'IN_SERVICE');
      const other = (await stateOf(carol)).presentationRoutes[0]?.destinations.find(({ type }) => type === 'OTHER');
      assert.deepEqual([other?.selected, other?.number], [true, '+33199001098']);
      await call(erin, '1005', '1003');
      assert.deepEqual(legsOf(await carol.channel.event('OnCallCreated')), ['NOMADIC_carol']);
      await accepted(carol, 'PUT', '/routing/profiles/0', {});
      assert.equal(await devices(), 'OUT_OF_SERVICE');
    }),
  );

  test(
    'tells the device that a call begins from',
    cast(['bob'], async (actors) => {
      const bob = actor(actors, 'bob');
      await accepted(bob, 'POST', '/routing', { currentDeviceId: '1102' });
      assert.equal((await stateOf(bob)).currentDeviceId, '1102');
      await bob.ask('POST', '/telephony/calls', { callee: '1005', autoAnswer: true });
      assert.deepEqual(legsOf(await bob.channel.event('OnCallCreated')), ['1102']);
    }),
  );
});

describe('profiles', () => {
  test(
    'are made, changed, applied and deleted, each time with the list of all',
    cast(['bob'], async (actors) => {
      const bob = actor(actors, 'bob');
      const made = await bob.ask('PUT', '/routing/profiles', { profileName: 'Mornings', ...forward(to('VOICEMAIL')) });
      assert.equal(made.status, 201);
      assert.match(String(made.headers.location), /\/routing\/profiles\/10$/);
      assert.equal(JSON.parse(made.text), '10');
      const told = await bob.channel.event('OnRoutingProfilesChanged');
      assert.deepEqual(
        (told['profiles'] as { id: string; name?: string }[]).map(({ id, name }) => [id, name]),
        [
          ['0', undefined],
          ['10', 'Mornings'],
        ],
      );
      const second = await bob.ask('PUT', '/routing/profiles?details=true', { profileName: 'Evenings' });
      assert.equal(second.body['name'], 'Evenings');
      await accepted(bob, 'PUT', '/routing/profiles/10', { requestId: 'p' });
      assert.equal((await stateOf(bob)).forwardRoutes.length, 1);
      const changed = await bob.ask('POST', '/routing/profiles/10?details=true', { profileName: 'Early' });
      assert.equal(changed.status, 200);
      assert.deepEqual(changed.body['forwardRoutes'], []);
      assert.equal((await stateOf(bob)).forwardRoutes.length, 0);
      await accepted(bob, 'POST', '/routing/profiles/10', { profileName: 'Earlier' });
      assert.equal((await bob.ask('GET', '/routing/profiles/10')).body['name'], 'Earlier');
      await accepted(bob, 'DELETE', '/routing/profiles/10');
      assert.equal((await stateOf(bob)).appliedProfile?.id, '0');
      await accepted(bob, 'DELETE', '/routing/profiles');
      const { body } = await bob.ask('GET', '/routing/profiles');
      assert.equal((body['profiles'] as unknown[]).length, 1);
    }),
  );

  test(
    "are refused when unknown, not the user's own, of a name that is taken, or too many",
    cast(['alice'], async (actors) => {
      const alice = actor(actors, 'alice');
      const outcome = async (method: string, path: string, body?: unknown) => {
        const { status, body: info } = await alice.ask(method, path, body);
        return `${status} ${info['type'] ?? ''}`.trim();
      };
      assert.equal(await outcome('GET', '/routing/profiles/77'), '404 NOT_FOUND');
      assert.equal(await outcome('PUT', '/routing/profiles/77', {}), '404 NOT_FOUND');
      assert.equal(await outcome('DELETE', '/routing/profiles/0'), '403 NOT_ALLOWED');
      assert.equal(await outcome('POST', '/routing/profiles/1', { profileName: 'x' }), '403 NOT_ALLOWED');
      assert.equal(await outcome('PUT', '/routing/profiles', { profileName: 'On the road' }), '400 BAD_PARAMETER');
      assert.equal(
        await outcome('PUT', '/routing/profiles', { profileName: 'x', ...forward(to('NUMBER', '1003')) }),
        '400 BAD_PARAMETER',
      );
      assert.equal(await outcome('PUT', '/routing/profiles', { profileName: 'Sixth' }), '201');
      assert.equal(await outcome('PUT', '/routing/profiles', { profileName: 'Seventh' }), '400 NOT_EXPECTED');
    }),
  );
});

test(
  'what cannot be carried out is accepted, told with its request id, and changes nothing',
  cast(['alice', 'bob'], async (actors) => {
    const cases: [login: string, method: string, path: string, body: object, code: string, cause?: string][] = [
      ['alice', 'POST', '/routing', forward(to('VOICEMAIL'), 'BUSY'), 'ERROR_INVALID_OPERATION'],
      ['bob', 'POST', '/routing', forward(to('USER')), 'ERROR_INCOMPLETE_PHONE_NUMBER'],
      ['bob', 'POST', '/routing', forward(to('USER', '7')), 'ERROR_UNKNOWN_PHONE_NUMBER'],
      ['bob', 'POST', '/routing', forward(to('USER', '1002')), 'ERROR_BAD_PARAMETER_VALUE'],
      [
        'bob',
        'POST',
        '/routing',
        forward(to('USER', '+33199001099')),
        'ERROR_UNAUTHORIZED',
        'UNAUTHORIZED_NOT_AN_OT_USER',
      ],
      ['bob', 'POST', '/routing', forward(to('USER', '1090')), 'ERROR_UNAUTHORIZED', 'UNAUTHORIZED_NOT_A_USER'],
      ['bob', 'POST', '/routing', forward(to('OFFICE')), 'ERROR_UNAUTHORIZED'],
      ['bob', 'POST', '/routing', present(to('MOBILE')), 'ERROR_UNAUTHORIZED'],
      ['bob', 'POST', '/routing', present(to('OTHER', '+33199001099')), 'ERROR_UNAUTHORIZED'],
      ['bob', 'POST', '/routing', { currentDeviceId: '1001' }, 'ERROR_BAD_PARAMETER_VALUE'],
      ['alice', 'POST', '/routing', present(to('OTHER')), 'ERROR_INCOMPLETE_PHONE_NUMBER'],
      ['alice', 'PUT', '/routing/profiles/1', {}, 'ERROR_INCOMPLETE_PHONE_NUMBER'],
      ['bob', 'POST', '/routing/overflowroute', overflow(to('USER', '1004')), 'ERROR_UNAUTHORIZED'],
      ['alice', 'POST', '/routing/overflowroute', overflow(to('ASSOCIATE', '1004')), 'ERROR_UNAUTHORIZED'],
      [
        'alice',
        'POST',
        '/routing/overflowroute',
        { overflowRoutes: [{ overflowType: 'BUSY', destinations: [to('VOICEMAIL'), to('USER', '1003')] }] },
        'ERROR_BAD_PARAMETER_VALUE',
      ],
      [
        'bob',
        'POST',
        '/routing',
        { forwardRoutes: [...forward(to('VOICEMAIL')).forwardRoutes, ...forward(to('USER', '1004')).forwardRoutes] },
        'ERROR_BAD_PARAMETER_VALUE',
      ],
    ];
    for (const [index, [login, method, path, body, resultCode, cause]] of cases.entries()) {
      const user = actor(actors, login);
      const before = await stateOf(user);
      await accepted(user, method, path, { ...body, requestId: `test-${index}` });
      const failed = await user.channel.until(
        () => user.channel.events.find(({ requestId }) => requestId === `test-${index}`),
        `an answer to ${index}`,
      );
      assert.deepEqual(
        [failed.eventName, failed['resultCode'], failed['cause']],
        ['OnRoutingManagementFailed', resultCode, cause],
        JSON.stringify(body),
      );
      assert.deepEqual(await stateOf(user), before);
    }
  }),
);
