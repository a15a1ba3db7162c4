import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OpenTouch, OpenTouchEvents } from '../../nodes/catalogue/static.ts';
import { Chapter, json, payloadOf } from '../support/chapter.ts';
import { responseOf } from '../support/flow.ts';

type Group = OpenTouch<'opentouch-groups', 'Group'>;

const chapter = new Chapter([
  'OnGroupCreated',
  'OnGroupModified',
  'OnGroupRemoved',
  'OnGroupLoggedFailed',
  'OnSupervisedUpdated',
]);
before(() => chapter.start());
after(() => chapter.stop());

const frank = (...roles: string[]) => json([{ memberId: { loginName: 'frank' }, roles }]);

test('an agent logs in to his only group and out of it', () =>
  chapter.at(
    'frank',
    [
      ['get-group'],
      ['change-group-role', { newMemberRoles: frank('AGENT') }],
      ['change-group-role', { newMemberRoles: frank() }, { id: 'log-out' }],
      ['change-group-role', { newMemberRoles: frank('SUPERVISOR') }, { id: 'log-in-wrongly' }],
    ],
    async ({ asked }) => {
      const roles = async () => {
        const { members = [] } = payloadOf<Group>(await chapter.through('get-group'));
        return members.find(({ partyInfo }) => partyInfo.id.loginName === 'frank')?.roles;
      };
      assert.deepEqual(await roles(), []);
      const done = await chapter.through('change-group-role', 'untouched');
      assert.deepEqual([responseOf(done).statusCode, done['payload']], [204, 'untouched']);
      const { modifiedMembers = [] } = await chapter.event<OpenTouchEvents['OnGroupModified']>('OnGroupModified');
      assert.deepEqual(modifiedMembers[0]?.roles, ['AGENT']);
      assert.deepEqual(await roles(), ['AGENT']);
      await chapter.through('log-out');
      assert.deepEqual(await roles(), []);
      // The group was looked up once for all nodes.
      assert.equal(asked().filter((name) => name === 'opentouch-get-groups').length, 1);
      assert.equal((await chapter.refused('log-in-wrongly')).code, 'NOT_DONE');
      const failed = await chapter.event<OpenTouchEvents['OnGroupLoggedFailed']>('OnGroupLoggedFailed');
      assert.deepEqual([failed.causeId, failed.deviceNumber], ['NO_RIGHT', '1006']);
    },
  ));

test('a supervisor is told how his team is, and asks for it again', () =>
  chapter.at('alice', [['refresh-groups'], ['get-groups']], async ({ simulator }) => {
    const { groups = [] } = payloadOf<OpenTouch<'opentouch-groups', 'Groups'>>(await chapter.through('get-groups'));
    assert.deepEqual(
      groups.map(({ identifier }) => identifier),
      ['SUP-2001'],
    );
    simulator.opentouch.exchange.placeCall('+33199001070', '1002');
    const state = async () => {
      const { supervisedUsers = [] } =
        await chapter.event<OpenTouchEvents['OnSupervisedUpdated']>('OnSupervisedUpdated');
      return supervisedUsers.map(({ loginName, telPresenceState }) => [loginName, telPresenceState]);
    };
    assert.deepEqual(await state(), [['bob', 'RINGING_INCOMING']]);
    assert.equal(responseOf(await chapter.through('refresh-groups')).statusCode, 204);
    assert.deepEqual(await state(), [
      ['bob', 'RINGING_INCOMING'],
      ['dave', 'FREE'],
      ['erin', 'FREE'],
    ]);
  }));

test('a user is told that he came into a group and that he left it', () =>
  chapter.at('frank', [['get-group']], async ({ simulator }) => {
    simulator.opentouch.groups.setMember('SUP-2001', 'frank', ['SUPERVISED']);
    const created = await chapter.event<OpenTouchEvents['OnGroupCreated']>('OnGroupCreated');
    assert.deepEqual([created.identifier, created.members?.length], ['SUP-2001', 5]);
    const { code, cause } = await chapter.refused('get-group');
    assert.deepEqual([code, cause['field']], ['INVALID_INPUT', 'groupId']);
    simulator.opentouch.groups.removeMember('SUP-2001', 'frank');
    assert.equal((await chapter.event<OpenTouchEvents['OnGroupRemoved']>('OnGroupRemoved')).identifier, 'SUP-2001');
    assert.equal(payloadOf<Group>(await chapter.through('get-group')).identifier, 'HG-1850');
  }));
