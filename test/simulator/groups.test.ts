import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenTouch } from '../../nodes/catalogue/static.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import {
  type Answer,
  ask,
  ChannelReader,
  type Client,
  type Event,
  logIn,
  withSimulator,
} from '../support/opentouch-requests.ts';

type Group = OpenTouch<'opentouch-groups', 'Group'>;
type Supervised = OpenTouch<'opentouch-groups', 'SupdUser'>;

const names = ['OnGroupCreated', 'OnGroupModified', 'OnGroupRemoved', 'OnGroupLoggedFailed', 'OnSupervisedUpdated'];
const outcome = ({ status, body }: Answer) => `${status} ${body['type'] ?? ''}`.trim();
const hunting = '/groups/HG-1850';
const supervision = '/groups/SUP-2001';

const run = (check: (simulator: Simulator) => Promise<void>) => withSimulator({ timing: { releasing: 1 } }, check);

async function listen(client: Client, ids?: readonly string[]): Promise<ChannelReader> {
  const filter = { selectors: [{ names, ...(ids && { ids }) }] };
  const answer = await client.ask('POST', '/subscriptions', { version: '1.0', filter });
  const channel = await ChannelReader.open(String(answer.body['publicPollingUrl']));
  await channel.event('OnChannelInformation');
  return channel;
}

function become(client: Client, path: string, loginName: string, roles?: readonly string[]): Promise<Answer> {
  const member = { memberId: { loginName }, ...(roles && { roles }) };
  return client.ask('POST', `${path}/changeRole`, { newMemberRoles: [member] });
}

async function rolesIn(client: Client, path: string, loginName: string): Promise<unknown> {
  const { members = [] } = (await client.ask('GET', path)).body as Group;
  return members.find(({ partyInfo }) => partyInfo.id.loginName === loginName)?.roles;
}

const supervisedIn = (event: Event) => event['supervisedUsers'] as Supervised[];

test('a user lists his groups; groups of others do not exist for him', () =>
  run(async ({ url }) => {
    const dave = await logIn(url, 'dave');
    const { groups } = (await dave.ask('GET', '/groups')).body as { groups: Group[] };
    assert.deepEqual(
      groups.map(({ identifier, props }) => [identifier, props]),
      [
        ['SUP-2001', { type: 'SUPERVISION', mode: 'REGULAR' }],
        ['HG-1850', { type: 'HUNTING_GROUP' }],
      ],
    );
    const [alice] = groups[0]?.members ?? [];
    assert.deepEqual(
      [alice?.partyInfo.displayName, alice?.rights, alice?.roles],
      ['Alice Martin', ['SUPERVISOR'], ['SUPERVISOR']],
    );
    assert.deepEqual((await dave.ask('GET', supervision)).body, groups[0]);
    const bob = await logIn(url, 'bob');
    assert.equal(outcome(await bob.ask('GET', hunting)), '404 NOT_FOUND');
    const grace = await logIn(url, 'grace');
    assert.equal(outcome(await grace.ask('GET', '/groups')), '403 NOT_ALLOWED');
  }));

test('logging in to a hunting group and out of it is told to all its members', () =>
  run(async ({ url }) => {
    const [frank, carol] = [await logIn(url, 'frank'), await logIn(url, 'carol')];
    const channel = await listen(carol);
    assert.deepEqual(await rolesIn(frank, hunting, 'frank'), []);
    assert.equal((await become(frank, hunting, 'frank', ['FULL'])).status, 204);
    assert.deepEqual(await rolesIn(frank, hunting, 'frank'), ['AGENT']);
    const event = await channel.event('OnGroupModified');
    assert.deepEqual(Object.keys(event), [
      'eventName',
      'loginName',
      'identifier',
      'name',
      'props',
      'addedMembers',
      'modifiedMembers',
      'removedMembers',
    ]);
    assert.deepEqual([event['loginName'], event['identifier'], event['addedMembers']], ['carol', 'HG-1850', []]);
    const [changed] = event['modifiedMembers'] as Group['members'] & object;
    assert.deepEqual([changed?.partyInfo.id.loginName, changed?.roles], ['frank', ['AGENT']]);
    // No roles at all: logged out.
    assert.equal((await become(frank, hunting, 'frank')).status, 204);
    await channel.event('OnGroupModified', 2);
    assert.deepEqual(await rolesIn(frank, hunting, 'frank'), []);
    channel.close();
  }));

test('a log-in that does not work is taken, and then told to whom it concerns', () =>
  run(async ({ url, opentouch }) => {
    const frank = await logIn(url, 'frank');
    const channel = await listen(frank);
    assert.equal((await become(frank, hunting, 'frank', ['SUPERVISOR'])).status, 204);
    const { description, ...failed } = await channel.event('OnGroupLoggedFailed');
    assert.match(String(description), /frank has no right to be SUPERVISOR/);
    assert.deepEqual(failed, {
      eventName: 'OnGroupLoggedFailed',
      loginName: 'frank',
      identifier: 'HG-1850',
      name: 'Support line',
      props: { type: 'HUNTING_GROUP' },
      deviceNumber: '1006',
      causeId: 'NO_RIGHT',
    });
    opentouch.exchange.setDeviceState('frank', '1006', 'OUT_OF_SERVICE');
    await become(frank, hunting, 'frank', ['AGENT']);
    assert.equal((await channel.event('OnGroupLoggedFailed', 2))['causeId'], 'DEVICE_OUT_OF_SERVICE');
    assert.deepEqual(await rolesIn(frank, hunting, 'frank'), []);
    channel.close();
  }));

test('a user changes himself, a supervisor others, and nobody who is no member', () =>
  run(async ({ url }) => {
    const [alice, bob, admin] = [await logIn(url, 'alice'), await logIn(url, 'bob'), await logIn(url, 'admin')];
    assert.equal((await become(alice, supervision, 'bob', [])).status, 204);
    assert.deepEqual(await rolesIn(alice, supervision, 'bob'), []);
    assert.equal((await become(bob, supervision, 'bob', ['SUPERVISED'])).status, 204);
    assert.equal(outcome(await become(bob, supervision, 'dave', [])), '403 NOT_ALLOWED');
    assert.equal(outcome(await become(alice, supervision, 'carol', [])), '400 BAD_PARAMETER');
    assert.equal(outcome(await alice.ask('POST', `${supervision}/changeRole`, {})), '400 BAD_PARAMETER');
    const byNumber = { newMemberRoles: [{ memberId: { phoneNumber: '1002' }, roles: [] }] };
    assert.equal(outcome(await alice.ask('POST', `${supervision}/changeRole`, byNumber)), '400 BAD_PARAMETER');
    assert.equal(outcome(await become(alice, supervision, 'bob', ['BOSS'])), '400 BAD_PARAMETER');
    assert.equal(outcome(await become(admin, hunting, 'frank', ['AGENT'])), '400 BAD_PARAMETER');
    const forFrank = { newMemberRoles: [{ memberId: { loginName: 'frank' }, roles: ['AGENT'] }] };
    assert.equal((await admin.ask('POST', `${hunting}/changeRole?loginName=frank`, forFrank)).status, 204);
  }));

test('supervisors follow the calls of those whom they supervise', () =>
  run(async ({ url, opentouch }) => {
    const [alice, bob] = [await logIn(url, 'alice'), await logIn(url, 'bob')];
    const channel = await listen(alice);
    const states = () =>
      channel.events.flatMap((event) => (event.eventName === 'OnSupervisedUpdated' ? supervisedIn(event) : []));
    const callRef = opentouch.exchange.placeCall('+33199001070', '1002');
    const [ringing] = supervisedIn(await channel.event('OnSupervisedUpdated'));
    assert.deepEqual(ringing, {
      loginName: 'bob',
      phoneNumber: '1002',
      telPresenceState: 'RINGING_INCOMING',
      calls: [
        {
          callRef,
          callData: { initialCalled: { id: { phoneNumber: '1002' } } },
          participants: [
            {
              participantId: '+33199001070',
              identity: { id: { phoneNumber: '+33199001070' }, type: { main: 'EXTERNAL' } },
            },
          ],
        },
      ],
    });
    await bob.ask('POST', `/telephony/calls/${callRef}/answer`, { deviceId: '1002' });
    await channel.event('OnSupervisedUpdated', 2);
    opentouch.exchange.placeCall('+33199001071', '1002');
    await channel.event('OnSupervisedUpdated', 3);
    await bob.ask('DELETE', `/telephony/calls/${callRef}`);
    await channel.event('OnSupervisedUpdated', 4);
    assert.deepEqual(
      states().map(({ telPresenceState, calls = [] }) => [telPresenceState, calls.length]),
      [
        ['RINGING_INCOMING', 1],
        ['BUSY', 0],
        ['BUSY_RINGING_INCOMING', 1],
        ['RINGING_INCOMING', 1],
      ],
    );
    // Carol is in no group with Alice: nothing is told of her.
    opentouch.exchange.placeCall('+33199001072', '1003');
    assert.equal((await alice.ask('POST', '/groups/refresh')).status, 204);
    const all = supervisedIn(await channel.event('OnSupervisedUpdated', 5));
    assert.deepEqual(
      all.map(({ loginName, telPresenceState }) => [loginName, telPresenceState]),
      [
        ['bob', 'RINGING_INCOMING'],
        ['dave', 'FREE'],
        ['erin', 'FREE'],
      ],
    );
    channel.close();
  }));

test('of whom logs out nothing is known any more, of whom logs in everything at once', () =>
  run(async ({ url, opentouch }) => {
    const alice = await logIn(url, 'alice');
    const channel = await listen(alice);
    await become(alice, supervision, 'bob', []);
    const [gone] = supervisedIn(await channel.event('OnSupervisedUpdated'));
    assert.deepEqual([gone?.loginName, gone?.telPresenceState], ['bob', 'UNKNOWN']);
    opentouch.exchange.placeCall('+33199001070', '1002');
    await become(alice, supervision, 'bob', ['SUPERVISED']);
    const [back] = supervisedIn(await channel.event('OnSupervisedUpdated', 2));
    assert.deepEqual([back?.loginName, back?.telPresenceState], ['bob', 'RINGING_INCOMING']);
    // Who supervises no more hears no more.
    await become(alice, supervision, 'alice', []);
    await alice.ask('POST', '/groups/refresh');
    assert.deepEqual(supervisedIn(await channel.event('OnSupervisedUpdated', 3)), []);
    channel.close();
  }));

test('who comes into a group and who goes is told to him and to the others', () =>
  run(async ({ url, opentouch }) => {
    const admin = await logIn(url, 'admin');
    const channel = await listen(admin, ['alice', 'frank']);
    const control = (method: string, path: string, body?: object) =>
      ask(method, `${url}/simulator${path}`, body && { body });
    const added = await control('POST', `${supervision}/members`, { loginName: 'frank', rights: ['SUPERVISED'] });
    assert.ok(added.status < 300, added.text);
    const created = await channel.event('OnGroupCreated');
    assert.deepEqual([created['loginName'], created['identifier']], ['frank', 'SUP-2001']);
    assert.equal((created['members'] as object[]).length, 5);
    const told = await channel.event('OnGroupModified');
    assert.equal(told['loginName'], 'alice');
    assert.equal((told['addedMembers'] as object[]).length, 1);
    assert.equal((await control('DELETE', `${supervision}/members/frank`)).status, 204);
    const removed = await channel.event('OnGroupRemoved');
    assert.deepEqual([removed['loginName'], removed['props']], ['frank', { type: 'SUPERVISION', mode: 'REGULAR' }]);
    assert.equal(((await channel.event('OnGroupModified', 2))['removedMembers'] as object[]).length, 1);
    assert.equal(
      (await control('POST', `${supervision}/members`, { loginName: 'frank', rights: ['KING'] })).status,
      400,
    );
    // A user who is deleted leaves his groups.
    opentouch.removeUser('frank');
    assert.equal((await channel.event('OnGroupRemoved', 2))['identifier'], 'HG-1850');
    channel.close();
  }));
