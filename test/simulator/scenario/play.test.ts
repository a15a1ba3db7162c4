import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { readScenarioFile } from '../../../nodes/simulator/scenario/file.ts';
import { type PlayReport, playScenario } from '../../../nodes/simulator/scenario/play.ts';
import { readScenario } from '../../../nodes/simulator/scenario/read.ts';
import { paceOf } from '../../../nodes/simulator/server/pace.ts';
import { type Simulator, startSimulator } from '../../../nodes/simulator/server/simulator.ts';
import { eventually } from '../../support/eventually.ts';
import { ask } from '../../support/opentouch-requests.ts';

const speed = 20;
const from = '+33140000000';

let simulator: Simulator;
let seen: [about: string, name: string][] = [];
beforeEach(async () => {
  simulator = await startSimulator({ port: 0, ...paceOf(speed) });
  seen = [];
  for (const system of simulator.systems()) system.observe?.((about, name) => seen.push([about, name]));
});
afterEach(() => simulator.stop());

const play = (scenario: object): Promise<PlayReport> =>
  playScenario(simulator, readScenario({ speed, ...scenario })).ended;
const happened = (about: string, name: string) => seen.some(([who, what]) => who === about && what === name);
const callsOf = (system: string, id: string) => {
  const { telephones } = simulator.systems().find(({ name }) => name === system) ?? {};
  return telephones?.all().find((telephone) => telephone.id === id)?.calls ?? [];
};

test('a call from outside is answered, transferred and ended in time, and everybody is notified', async () => {
  const began = performance.now();
  const { told, failed } = await play({
    calls: [
      {
        at: '2s',
        from,
        name: 'Marie Lenoir',
        to: '1001',
        answerAfter: '2s',
        transferAfter: '5s',
        transferTo: '1003',
        hangUpAfter: '12s',
      },
    ],
    actions: [{ at: '9s', who: 'carol', do: 'answer' }],
  });
  assert.deepEqual(failed, []);
  assert.deepEqual(told, [
    'Marie Lenoir (+33140000000) calls Alice Martin (1001).',
    'Alice Martin (1001) answers Marie Lenoir (+33140000000).',
    'Alice Martin (1001) transfers Marie Lenoir (+33140000000) to 1003.',
    'Carol Dubois (1003) answers.',
    'Marie Lenoir (+33140000000) hangs up.',
  ]);
  // Fourteen seconds, twenty times as fast.
  assert.ok(performance.now() - began >= 14_000 / speed);
  for (const who of ['alice', 'carol']) {
    assert.ok(happened(who, 'OnCallCreated'), who);
    await eventually(() => happened(who, 'OnCallRemoved'), `${who}'s call is removed`);
  }
});

test('colleagues call each other, and somebody outside', async () => {
  const { told, failed } = await play({
    calls: [
      { from: '1003', to: 'dave', answerAfter: '2s', hangUpAfter: '5s' },
      { at: '6s', from: 'erin', to: '0140000000', hangUpAfter: '40s' },
    ],
  });
  assert.deepEqual(failed, []);
  assert.deepEqual(told.slice(0, 4), [
    'Carol Dubois (1003) calls Dave Petit (1004).',
    'Dave Petit (1004) answers Carol Dubois (1003).',
    'Carol Dubois (1003) hangs up.',
    'Érin Lefèvre (1005) calls 0140000000.',
  ]);
  await eventually(() => callsOf('opentouch', 'dave').length === 0, 'the end of the call');
});

test('telephones of Teaming ring, are answered and hung up; a click rings the own telephone first', async () => {
  const { told, failed } = await play({
    calls: [
      { from, to: '2001', answerAfter: '2s', hangUpAfter: '5s' },
      { at: '6s', from: 'bob@example.com', to: '2003', answerAfter: '3s', hangUpAfter: '30s' },
    ],
    actions: [{ at: '1s', who: 'carol@example.com', do: 'do-not-disturb', on: false }],
  });
  assert.deepEqual(failed, []);
  assert.deepEqual(told, [
    '+33140000000 calls Alice Martin (+33155550101).',
    'Carol Petit (+33155550103) switches do not disturb off.',
    'Alice Martin (+33155550101) answers +33140000000.',
    '+33140000000 hangs up.',
    'Bob Durand (+33155550102) calls Carol Petit (+33155550103).',
    'Carol Petit (+33155550103) answers Bob Durand (+33155550102).',
    'Bob Durand (+33155550102) hangs up.',
  ]);
  assert.deepEqual(callsOf('teaming', 'carol@example.com'), []);
});

test('what the flow has done meanwhile is told, and is no failure', async () => {
  const playing = play({ calls: [{ from, to: '1001', answerAfter: '10s', hangUpAfter: '20s' }] });
  await eventually(() => callsOf('opentouch', 'alice').length > 0, 'the call');
  const [call] = callsOf('opentouch', 'alice');
  await simulator.opentouch.telephones.act('alice', 'divert', { call: call?.id, to: '1003' });
  const { told, failed } = await playing;
  assert.deepEqual(failed, []);
  assert.deepEqual(told.slice(1), ['Carol Dubois (1003) answers +33140000000.', '+33140000000 hangs up.']);
});

test('who is busy is told, and nothing more of that call', async () => {
  const { told, failed } = await play({
    calls: ['1s', '2s', '3s'].map((at, index) => ({ at, from: `+3314000000${index}`, to: '1001', hangUpAfter: '9s' })),
  });
  assert.deepEqual(failed, []);
  assert.equal(told[2], '+33140000002 calls Alice Martin (1001), who cannot be reached at the moment.');
  assert.equal(told.length, 5);
});

test('newcomers join once, with their group, and can be called', async () => {
  const scenario = {
    people: [{ login: 'zoe', number: 1030, firstName: 'Zoé', lastName: 'Lambert' }],
    groups: [{ group: 'HG-1850', who: 'zoe' }],
    calls: [{ from, to: '1030', answerAfter: '1s', hangUpAfter: '2s' }],
  };
  const first = await play(scenario);
  assert.deepEqual(first.told.slice(0, 3), [
    'Zoé Lambert (1030) joins the company.',
    'Zoé Lambert (1030) is a member of group HG-1850.',
    '+33140000000 calls Zoé Lambert (1030).',
  ]);
  const { members } = simulator.opentouch.groups.seen('HG-1850', 'zoe');
  assert.deepEqual(members.get('zoe'), { rights: ['AGENT'], roles: ['AGENT'] });
  const second = await play(scenario);
  assert.equal(second.told[0], 'Zoé Lambert (1030) works here already.');
  assert.deepEqual([...first.failed, ...second.failed], []);
});

test('faults begin and end in time, and requests do whatever else the simulator can', async () => {
  const status = async () => (await ask('GET', `${simulator.url}/api/rest`)).status;
  const playing = play({
    faults: [{ at: '1s', fault: 'unavailable', for: '20s', system: 'opentouch' }],
    requests: [{ at: '2s', request: 'POST /teaming/messages', body: { to: '2001', from, seconds: 2 } }],
  });
  await eventually(async () => (await status()) === 503, 'the fault');
  const { told, failed } = await playing;
  assert.deepEqual(failed, []);
  assert.deepEqual(told, [
    'Fault "503 Service Unavailable" begins, for 20 seconds.',
    'POST /teaming/messages is carried out.',
    'Fault "503 Service Unavailable" ends.',
  ]);
  assert.equal(await status(), 200);
  assert.ok(simulator.teaming.voicemail.list('alice@example.com').some(({ from: caller }) => caller.number === from));
});

test('a step that cannot be done is told with its place, and the others are done', async () => {
  const { failed, told } = await play({
    actions: [
      { who: 'alice', do: 'leave-message', from },
      { who: 'bob', do: 'forward', to: '1' },
    ],
    requests: [{ request: 'POST /teaming/messages', body: { to: '2099', from } }],
  });
  assert.equal(told.length, 3);
  assert.equal(failed.length, 2, failed.join());
  assert.match(failed.join('\n'), /^actions\[1\]: .*diverted/m);
  assert.match(failed.join('\n'), /^requests\[0\]: nobody here has the number "2099"$/m);
});

test('who is told to answer without a call has two seconds to get one', async () => {
  const { failed } = await play({ actions: [{ who: 'alice', do: 'answer' }] });
  assert.deepEqual(failed, ['actions[0]: Alice Martin (1001) has no call for "answer"']);
});

test('a scenario that is stopped ends at once, with its faults', async () => {
  const playing = playScenario(
    simulator,
    readScenario({ faults: [{ fault: 'slow', for: '1h' }], calls: [{ at: '1h', from, to: '1001' }] }),
  );
  const isSlow = () => simulator.namedFaults.states().find(({ name }) => name === 'slow')?.on;
  await eventually(isSlow, 'the fault');
  playing.stop();
  const { stopped, told } = await playing.ended;
  assert.equal(stopped, true);
  assert.equal(told.length, 1);
  assert.equal(isSlow(), false);
});

test('the scenarios of the package are played to the end, at speed', async () => {
  await simulator.stop();
  for (const name of ['quiet-morning', 'busy-friday', 'bad-network']) {
    const fast = 100;
    const server = await startSimulator({ port: 0, ...paceOf(fast) });
    const { failed, told } = await playScenario(server, await readScenarioFile(name), { speed: fast }).ended;
    await server.stop();
    assert.deepEqual(failed, [], name);
    assert.ok(told.length > 8, name);
  }
});
