import assert from 'node:assert/strict';
import type { Overview } from '../../nodes/runtime/overview/shapes.ts';
import { measure } from './measure.ts';
import { benchAccount, onTab, startRig } from './rig/rig.ts';

const accounts = ['a', 'b', 'c', 'd', 'e'];
const calls = 20;

/** Answers of one measurement, and milliseconds between two questions of an open tab. */
const answers = 300;
const pause = 2000;

/**
 * What an open sidebar costs Node-RED, as a share of its time: answers that follow one another at once, with five accounts and a
 * hundred calls, while a thousand events come a second. What the events take meanwhile is in it.
 */
export async function compareSidebar(): Promise<void> {
  const rig = await startRig();
  try {
    await rig.deploy(
      accounts.flatMap((name) => [
        benchAccount(rig.url, name),
        onTab(`${name}-call`, 'opentouch-call', { server: `account-${name}`, loginNames: 'user0', wires: [[]] }),
        onTab(`${name}-source`, 'opentouch-events', {
          server: `account-${name}`,
          packages: ['telephony'],
          loginNames: 'user0',
          wires: [[name]],
        }),
        onTab(name, 'bench-sink'),
      ]),
    );
    await rig.open(accounts.length);
    for (const to of accounts) await rig.flood(to, { to, count: calls, calls, kind: 'created' });
    const ask = async () => (await (await fetch(`${rig.admin}/telephony/overview`)).json()) as Overview;
    const before = await ask();
    assert.deepEqual([before.accounts.length, before.calls.length], [accounts.length, accounts.length * calls]);
    const flood = { calls, count: 200 * 15, perSecond: 200 };
    const run = async () => {
      const floods = Promise.all(accounts.map((to) => rig.flood(to, { ...flood, to })));
      const begun = performance.now();
      for (let turn = 0; turn < answers; turn += 1) await ask();
      const each = (performance.now() - begun) / answers;
      await floods;
      return (100 * each) / pause;
    };
    const title = `Sidebar: ${accounts.length} accounts, ${accounts.length * calls} calls, 1000 events a second; share of Node-RED's time`;
    await measure(title, '%', { name: 'a tab that is open', run }, { atMost: 2 });
  } finally {
    await rig.stop();
  }
}
