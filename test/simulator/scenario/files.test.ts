import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { wordsOf } from '../../../nodes/simulator/scenario/action.ts';
import { checkScenario } from '../../../nodes/simulator/scenario/check.ts';
import { scenarioTypes } from '../../../nodes/simulator/scenario/declared.ts';
import { millisecondsOf } from '../../../nodes/simulator/scenario/duration.ts';
import { readScenarioFile } from '../../../nodes/simulator/scenario/file.ts';
import { ScenarioError } from '../../../nodes/simulator/scenario/problems.ts';
import { readScenario } from '../../../nodes/simulator/scenario/read.ts';
import { parseScenarioText } from '../../../nodes/simulator/scenario/text.ts';
import { parseYaml } from '../../../nodes/simulator/scenario/yaml.ts';
import { type Simulator, startSimulator } from '../../../nodes/simulator/server/simulator.ts';
import { projectRoot } from '../../support/node-red.ts';

let simulator: Simulator;
let onlyOpenTouch: Simulator;
before(async () => {
  simulator = await startSimulator({ port: 0 });
  onlyOpenTouch = await startSimulator({ port: 0, systems: ['opentouch'] });
});
const folder = mkdtempSync(join(tmpdir(), 'telephony-scenario-'));
after(async () => {
  await simulator.stop();
  await onlyOpenTouch.stop();
  rmSync(folder, { recursive: true, force: true });
});

function problemsOf(scenario: unknown, server = simulator): readonly string[] {
  try {
    checkScenario(readScenario(scenario), server);
    return [];
  } catch (error) {
    assert.ok(error instanceof ScenarioError, String(error));
    return error.problems;
  }
}

const from = '+33140000000';
const call = (more: object) => ({
  calls: [
    { from, to: '1001' },
    { from, to: '1002', ...more },
  ],
});

const bad: readonly [scenario: unknown, ...problems: RegExp[]][] = [
  [[], /^a scenario is an object/],
  ['calls', /^a scenario is an object/],
  [{ cals: [] }, /^cals is not known; what can stand there is name, .*calls/],
  [{ speed: 0 }, /^speed: expected a whole number from 1 to 1000$/],
  [{ systems: ['asterisk'] }, /^systems\[0\]: expected one of opentouch, /],
  [{ calls: 'all day' }, /^calls: expected an object$/],
  [call({ to: '1009' }), /^calls\[1\]\.to: nobody has number 1009$/],
  [call({ to: undefined }), /^calls\[1\]\.to is missing$/],
  [call({ form: from }), /^calls\[1\]\.form is not known; what can stand there is at, from, /],
  [call({ at: 'noon' }), /^calls\[1\]\.at: expected something like 2s, /],
  [call({ at: '-2s' }), /^calls\[1\]\.at: expected something like 2s, /],
  [call({ system: 'teaming' }), /^calls\[1\]\.to: nobody has number 1002$/],
  [call({ from: '1002' }), /^calls\[1\]\.to: 1002 is the number of the caller$/],
  [call({ from: 'bob', to: from, answerAfter: '2s' }), /^calls\[1\]\.answerAfter: \+33140000000 is outside/],
  [call({ answerAfter: '9s', hangUpAfter: '4s' }), /^calls\[1\]\.hangUpAfter: 4s is not after answerAfter, 9s$/],
  [call({ answerAfter: '1s', transferTo: '1003' }), /^calls\[1\]\.transferAfter is missing beside transferTo$/],
  [call({ answerAfter: '1s', transferAfter: '2s' }), /^calls\[1\]\.transferTo is missing beside transferAfter$/],
  [call({ transferTo: '1003', transferAfter: '2s' }), /^calls\[1\]\.answerAfter is missing: only a call that/],
  [call({ answerAfter: '1s', transferTo: '1', transferAfter: '2s' }), /^calls\[1\]\.transferTo: nobody has number 1$/],
  [
    call({ to: '2001', answerAfter: '1s', transferTo: '2002', transferAfter: '2s' }),
    /^calls\[1\]\.transferTo: a telephone of Teaming cannot transfer$/,
  ],
  [{ people: [{ login: 'zoe', number: '1001' }] }, /^people\[0\]\.number: 1001 is the number of alice$/],
  [{ people: [{ login: 'alice', number: '1030' }] }, /^people\[0\]\.login: alice is somebody else's login already$/],
  [{ people: [{ login: 'zoe', number: '1030', type: 'ROBOT' }] }, /^people\[0\]\.type: expected one of STANDARD, /],
  [
    {
      people: [
        { login: 'zoe', number: '1030' },
        { login: 'yan', number: '1030' },
      ],
    },
    /^people\[1\]\.number: 1030 is the number of zoe$/,
  ],
  [{ groups: [{ group: 'HG-1', who: 'alice' }] }, /^groups\[0\]\.group: there is no group HG-1$/],
  [{ groups: [{ group: 'HG-1850', who: 'nobody' }] }, /^groups\[0\]\.who: there is nobody called nobody$/],
  [{ actions: [{ who: 'nobody', do: 'answer' }] }, /^actions\[0\]\.who: there is nobody called nobody$/],
  [{ actions: [{ who: 'alice', do: 'sing' }] }, /^actions\[0\]\.do: expected one of answer, hold, /],
  [{ actions: [{ who: 'alice', do: 'transfer' }] }, /^actions\[0\]\.to is missing; "transfer" needs it$/],
  [
    { actions: [{ who: 'alice', do: 'do-not-disturb', on: true }] },
    /^actions\[0\]\.do: the telephone of alice has no "do-not-disturb"$/,
  ],
  [
    { actions: [{ who: 'alice', do: 'presence', value: 'ASLEEP' }] },
    /^actions\[0\]\.value: expected one of busy, be-right-back, appear-offline, or nothing$/,
  ],
  [
    { actions: [{ who: 'alice', do: 'message', to: 'nobody', text: 'Hello' }] },
    /^actions\[0\]\.to: there is nobody called nobody$/,
  ],
  [{ faults: [{ fault: 'earthquake' }] }, /^faults\[0\]\.fault: there is no fault earthquake here; there is .*slow/],
  [{ faults: [{ fault: 'slow', system: 'fax' }] }, /^faults\[0\]\.system: expected one of opentouch, /],
  [
    { faults: [{ fault: 'silent-channel', system: 'orange' }] },
    /^faults\[0\]\.system: silent-channel is for opentouch$/,
  ],
  [{ requests: [{ request: 'POST /cals' }] }, /^requests\[0\]\.request: the simulator has nothing at POST \/cals$/],
  [{ requests: [{ request: 'call' }] }, /^requests\[0\]\.request: expected something like POST /],
  // All that is wrong is told at once.
  [
    { calls: [{ from, to: '1009' }], faults: [{ fault: 'rain' }] },
    /^calls\[0\]\.to: nobody has number 1009$/,
    /^faults\[0\]\.fault: there is no fault rain/,
  ],
  [{ call: { from, to: '1009' } }, /^calls\[0\]\.to: nobody has number 1009$/],
];

for (const [scenario, ...expected] of bad) {
  test(`a scenario that cannot be played says where and why: ${JSON.stringify(scenario).slice(0, 90)}`, () => {
    const problems = problemsOf(scenario);
    assert.equal(problems.length, expected.length, problems.join('\n'));
    for (const [index, problem] of problems.entries()) assert.match(problem, expected[index] as RegExp);
  });
}

test('what is not played by the simulator is told as such', () => {
  const told = (scenario: object) => problemsOf(scenario, onlyOpenTouch);
  assert.deepEqual(told({ systems: ['opentouch', 'teaming'] }), [
    'systems[1]: teaming is not played by this simulator',
  ]);
  assert.deepEqual(told(call({ to: '2001' })), ['calls[1].to: nobody has number 2001']);
  assert.deepEqual(told(call({ system: 'teaming' })), ['calls[1].system: teaming is not played by this simulator']);
});

test('newcomers of a scenario can be called, call, and be transferred to', () => {
  const people = [{ login: 'zoe', number: 1030 }];
  const calls = [
    { from, to: '1030', answerAfter: 1, hangUpAfter: '3s' },
    { from: 'zoe', to: '1001', answerAfter: '1s' },
    { from, to: '1001', answerAfter: '1s', transferAfter: '2s', transferTo: '1030' },
  ];
  const actions = [{ who: 'zoe', do: 'forward', to: '1001' }];
  assert.deepEqual(problemsOf({ people, calls, actions, groups: [{ group: 'HG-1850', who: 'zoe' }] }), []);
});

test('times are written as people write them', () => {
  const times = ['2s', '1.5s', '500ms', '1m 30s', '1h', '7', '0'].map(millisecondsOf);
  assert.deepEqual(times, [2000, 1500, 500, 90_000, 3_600_000, 7000, 0]);
});

test('YAML leaves every sign of a number, and means true by true', () => {
  const text = 'calls:\n  - { from: +33140000000, to: 0140000000, n: 1001, s: "5", t: 1.5, yes: true, no: null }\n';
  assert.deepEqual(parseScenarioText(text), {
    calls: [{ from: '+33140000000', to: '0140000000', n: 1001, s: '5', t: 1.5, yes: true, no: null }],
  });
});

test('YAML makes nothing that is more than data', () => {
  assert.throws(() => parseScenarioText('a: !!js/function "function () {}"'), /this is no YAML: unknown tag/);
});

test('without js-yaml a scenario in YAML says what to do, and one in JSON is read', () => {
  const places = [join(folder, 'nothing-is-installed-here.js')];
  assert.throws(() => parseYaml('calls: []', places), /npm install js-yaml@4\), or write the scenario in JSON$/);
  assert.deepEqual(parseScenarioText('{ "calls": [] }'), { calls: [] });
});

test('js-yaml is found where Node-RED has it to itself', () => {
  const places = [join(projectRoot, 'node_modules', 'node-red', 'red.js')];
  assert.deepEqual(parseYaml('to: 1001', places), { to: 1001 });
});

test('what is no JSON and no YAML is told with the reason of the parser', async () => {
  const read = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return readScenarioFile(path);
  };
  await assert.rejects(read('a.json', 'calls: []'), /a\.json cannot be played:\n {2}this is no JSON: /);
  await assert.rejects(read('a.yaml', 'calls: ['), /a\.yaml cannot be played:\n {2}this is no YAML: /);
  await assert.rejects(read('b.yaml', 'calls: [{ to: 1001 }]'), /cannot be played:\n {2}calls\[0\]\.from is missing$/);
  await assert.rejects(
    readScenarioFile(join(folder, 'none.yaml')),
    /there is no file .*none\.yaml; the scenarios of the package are bad-network, busy-friday, quiet-morning/,
  );
});

test('every scenario of the package can be played', async () => {
  const files = readdirSync(join(projectRoot, 'scenarios'));
  assert.ok(files.length >= 3);
  for (const file of files) {
    const scenario = await readScenarioFile(file.replace(/\.\w+$/, ''));
    assert.ok(scenario.name && scenario.about, file);
    assert.deepEqual(problemsOf(scenario), [], file);
  }
});

test('the page on scenarios names every word, action and option', () => {
  const page = readFileSync(join(projectRoot, 'docs', 'scenarios.md'), 'utf8');
  const named = new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, word]) => word));
  const { Body: _, ...structures } = scenarioTypes.representations;
  for (const [name, fields] of Object.entries(structures)) {
    for (const word of Object.keys(fields)) assert.ok(named.has(word), `${name}.${word}`);
  }
  for (const action of structures.Action.do.values) assert.ok(named.has(action), action);
  for (const option of ['--scenario', '--speed', '--exit', '--port', '--host', '--systems'])
    assert.ok(named.has(option), option);
  for (const file of readdirSync(join(projectRoot, 'scenarios')))
    assert.ok(named.has(file.replace(/\.\w+$/, '')), file);
});

test('every action that can be declared has its words', () => {
  for (const action of scenarioTypes.representations.Action.do.values) assert.ok(wordsOf(action), action);
});
