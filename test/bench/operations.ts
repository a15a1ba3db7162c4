import { compare } from './measure.ts';
import { benchAccount, onTab, startRig } from './rig/rig.ts';

/** Messages in flight, how many of them are measured, and what the operation node has to reach of each contender. */
const loads = [
  { parallel: 1, count: 2000, core: { atLeast: 1.5 }, undici: undefined },
  { parallel: 32, count: 8000, core: { atLeast: 3 }, undici: { atLeast: 0.3 } },
  { parallel: 256, count: 8000, core: undefined, undici: undefined },
];

/** Messages per second through an operation node, through the core http request node, and requests of undici alone. */
export async function compareOperations(): Promise<void> {
  const rig = await startRig();
  try {
    const url = `${rig.url}/api/rest/1.0/logins`;
    const headers = { cookie: 'AlcUserId=token', accept: 'application/json' };
    const core = { method: 'GET', ret: 'obj', paytoqs: 'ignore', url, tls: '', persist: true, proxy: '', authType: '' };
    await rig.deploy([
      benchAccount(rig.url),
      onTab('ours', 'bench-driver', { wires: [['operation']] }),
      onTab('operation', 'opentouch-get-logins', { server: 'server', fields: {}, wires: [['ours-out']] }),
      onTab('ours-out', 'bench-sink', { driver: 'ours' }),
      onTab('core', 'bench-driver', { wires: [['request']] }),
      onTab('request', 'http request', { ...core, senderr: false, headers: [], wires: [['core-out']] }),
      onTab('core-out', 'bench-sink', { driver: 'core' }),
    ]);
    for (const { parallel, count, core: overCore, undici: overUndici } of loads) {
      const title = `GET /logins, ${parallel} in flight`;
      const ours = {
        name: 'opentouch-get-logins',
        run: () => rig.drive({ id: 'ours', count, parallel }),
      };
      await ours.run();
      await compare(
        `${title}: operation node and core node`,
        'messages/s',
        'more',
        [
          ours,
          {
            name: 'http request',
            run: () => rig.drive({ id: 'core', count: Math.ceil(count / 3), parallel, headers }),
          },
        ],
        { wanted: overCore },
      );
      await compare(
        `${title}: operation node and undici alone`,
        'messages/s',
        'more',
        [ours, { name: 'undici', run: () => rig.drive({ url, count, parallel, headers }) }],
        { wanted: overUndici },
      );
    }
  } finally {
    await rig.stop();
  }
}
