import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { projectRoot } from '../support/node-red.ts';
import { manifest } from '../support/package.ts';

const { name } = manifest();
let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'telephony-types-'));
  const place = join(folder, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(projectRoot, place, 'dir');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});
after(() => rmSync(folder, { recursive: true }));

/** What the compiler says of a program in a project of its own, which trusts no declaration unseen. */
function compile(program: string, ...options: readonly string[]): string {
  writeFileSync(join(folder, 'program.ts'), program);
  const compiler = join(projectRoot, 'node_modules/typescript/bin/tsc');
  const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--lib', 'es2023,dom'];
  const { stdout } = spawnSync(process.execPath, [compiler, ...flags, ...options, 'program.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout;
}

const modern = ['--module', 'nodenext', '--moduleResolution', 'nodenext'];
const classic = ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '5.0'];

const events = systems.opentouch.domains.flatMap((domain) => Object.keys(domain.events));
const good = `
import { connect, type Calls, type Events, type Tasks, type TelephonyError } from '${name}/client';
import type { BusinessTalk, BusinessTalkClient, TeamingCalls } from '${name}/client';
const ot = await connect({ url: 'https://ot', login: 'a', password: 'b', deviceId: '1001' });
const { callRef }: { callRef: string } = await ot.calls.makeCall({ callee: '1002', autoAnswer: true });
const call: Calls.Call = await ot.calls.getCall({ callRef });
const nothing: undefined = await ot.calls.holdCall({ callRef });
const state: string | undefined = call.callData?.state;
const messages = await ot.messaging.getVoicemails({}, { list: 'all' });
const id: string | undefined = messages[0]?.voicemailId;
const { content } = await ot.messaging.getVoicemail({ voicemailId: id ?? '' }, { attachment: true });
const bytes: number = content.length;
const { profiles } = await ot.routing.getRoutingProfiles();
await ot.routing.setRoutes({ forwardRoutes: [{ destinations: [{ type: 'VOICEMAIL', selected: true }] }] });
ot.on('OnCallRemoved', (event) => event.cause).on('problem', (error: TelephonyError) => error.cause.canRetry);
for await (const event of ot.events('OnCallCreated', 'OnRoutingStateChanged')) event.eventName;
const names: (keyof Events)[] = ${JSON.stringify(events)};
const made: string = (await ot.tasks.call({ action: 'make', number: '1002' })).call;
const present: Tasks.CurrentCall[] = await ot.tasks.call({ action: 'list' });
const silent: boolean = await ot.tasks.dnd({ action: 'read' });
const person: Tasks.Person = await ot.tasks.findPerson({ action: 'one', search: 'bob' });
const done: undefined = await ot.tasks.forward({ number: '1002', when: 'no answer' });
await ot.tasks.presence();
const teaming = await connect({ system: 'teaming', clientId: 'a', clientSecret: 'b', refreshToken: 'c', tokenFile: 'd' });
const { callId } = await teaming.calls.makeCall({ address: '2002' });
const calls: TeamingCalls.Call[] = await teaming.calls.getCalls({}, { list: 'all' });
const forwards: { when: string; number?: string }[] = await teaming.tasks.forward({ action: 'read' });
const from: string | undefined = (await teaming.voicemail.getVoiceMessages())[0]?.callingPartyInfo?.name;
const bt: BusinessTalkClient = await connect({ system: 'business-talk', clientId: 'a', clientSecret: 'b', apiKey: 'c' });
const country: BusinessTalk.CountryCoverage = await bt.checkCoverage({ iso2: 'FR' });
const status: string | undefined = (await bt.numbers.getNumbers({ number: '33155560100' }))[0]?.status;
const other = await connect({ system: 'opentouch', url: 'https://ot', login: 'a', password: 'b' });
await Promise.all([other, teaming, bt].map((client) => client.close()));
export { bytes, callId, calls, country, done, forwards, from, made, names, nothing, person, present, profiles, silent, state, status };
`;

test('a strict project can use the client with all its types, whatever way it finds modules', () => {
  assert.equal(compile(good, ...modern), '');
  assert.equal(compile(good.replaceAll('await ', ''), ...classic).includes('TS2307'), false);
});

test('the compiler finds what is wrong', () => {
  const wrong = {
    'a missing field': 'ot.calls.makeCall({})',
    'a field of the wrong type': "ot.calls.makeCall({ callee: '1', autoAnswer: 'yes' })",
    'a field that does not exist': "ot.calls.getCall({ callRef: '1', colour: 'red' })",
    'an operation of another domain': 'ot.messaging.makeCall({ callee: "1" })',
    'an event that does not exist': "ot.on('OnSunrise', () => undefined)",
    'an account without its key': "connect({ system: 'business-talk', clientId: '', clientSecret: '' })",
    'an event where there are none': "bt.on('OnCallCreated', () => undefined)",
    'an operation of another system': "bt.makeCall({ address: '1' })",
    'a task of a system that has none': 'bt.tasks.call({})',
    'an action that a task has not': "ot.tasks.call({ action: 'sing' })",
    'a task without what it needs': "ot.tasks.call({ action: 'make' })",
    'an input of another action': "ot.tasks.call({ action: 'list', number: '1' })",
    'a value that cannot be chosen': "ot.calls.recordCall({ callRef: '1', action: 'rewind' })",
  };
  const head = `import { connect } from '${name}/client';
const ot = await connect({ url: '', login: '', password: '' });
const bt = await connect({ system: 'business-talk', clientId: '', clientSecret: '', apiKey: '' });`;
  const said = compile([head, ...Object.values(wrong)].join(';\n'), ...modern);
  const lines = [...said.matchAll(/^program\.ts\((\d+),/gm)].map(([, line]) => Number(line));
  assert.deepEqual(
    [...new Set(lines)],
    Object.keys(wrong).map((_, index) => index + 4),
    said,
  );
});
