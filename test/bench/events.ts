import type { FlowNode } from '../support/node-red.ts';
import { compare, measure, type Wanted } from './measure.ts';
import { benchAccount, type Flood, onTab, type Rig, startRig } from './rig/rig.ts';

/** Enough for a second, and rounds enough for the code to have become as fast as it gets. */
const [events, rounds] = [100_000, 5];

/** What a flood goes to: the channel of an account, or the like, and the sink behind it. */
interface Way {
  readonly name: string;
  readonly to: string;
  readonly flood?: Partial<Flood>;
  /** Messages that come of one event. */
  readonly each?: number;
}

/** Events per second from the socket to the next node: against core nodes, and by sources, users and calls. */
export async function compareEvents(): Promise<void> {
  const rig = await startRig();
  try {
    await compareWithPlain(rig);
    await compareSources(rig);
    await compareUsers(rig);
    await compareCalls(rig);
  } finally {
    await rig.stop();
  }
}

async function compareWithPlain(rig: Rig): Promise<void> {
  const line = {
    server: 'client',
    host: '127.0.0.1',
    port: String(rig.linePort),
    datamode: 'stream',
    datatype: 'utf8',
  };
  await rig.deploy([
    ...listening(rig, 'one', { loginNames: names(1) }),
    onTab('plain-in', 'bench-plain', { url: `${rig.url}/OTEvents?id=plain`, wires: [['plain']] }),
    onTab('plain', 'bench-sink'),
    onTab('tcp-in', 'tcp in', { ...line, newline: '\\n', topic: '', trim: false, wires: [['json']] }),
    onTab('json', 'json', { property: 'payload', action: 'obj', pretty: false, wires: [['lines']] }),
    onTab('lines', 'bench-sink'),
  ]);
  await rig.open(3);
  const [ours, plain] = [
    { name: 'opentouch-events', to: 'one' },
    { name: 'split, parse and send', to: 'plain' },
  ];
  await versus(rig, 'One source', ours, plain, { atLeast: 0.85 });
  await versus(rig, 'One source', ours, { name: 'tcp in and json', to: 'lines' }, { atLeast: 1 });
  const slow = { count: 5000, perSecond: 1000 };
  const p99 = (to: string) => async () => (await rig.flood(to, { ...slow, to })).p99 ?? Number.NaN;
  await compare(
    '1000 events a second for 5 s: 99 % are at the next node within',
    'ms',
    'less',
    [
      { name: ours.name, run: p99(ours.to) },
      { name: plain.name, run: p99(plain.to) },
    ],
    { wanted: { atMost: 1.5 } },
  );
}

async function compareSources(rig: Rig): Promise<void> {
  const others = (account: string, count: number, loginNames: (number: number) => string) =>
    Array.from({ length: count }, (_, number) =>
      source(account, `${account}-${number}`, { loginNames: loginNames(number) }),
    );
  await rig.deploy([
    ...listening(rig, 'one', { loginNames: names(1) }),
    ...listening(rig, 'hundred', { loginNames: names(1) }),
    ...others('hundred', 99, (number) => `other${number}`),
    ...listening(rig, 'all10', { loginNames: names(1) }),
    ...others('all10', 9, () => names(1)),
    ...listening(rig, 'all100', { loginNames: names(1) }),
    ...others('all100', 99, () => names(1)),
  ]);
  await rig.open(4);
  const one = { name: 'one source', to: 'one' };
  // At most 1.1 times the cost of one.
  await versus(rig, 'Sources', { name: '100 sources, one wants the event', to: 'hundred' }, one, { atLeast: 1 / 1.1 });
  for (const count of [10, 100]) {
    const all = { name: `${count} sources, all want the event`, to: `all${count}`, each: count };
    await versus(rig, 'Deliveries', all, one, { atLeast: 1 });
  }
}

async function compareUsers(rig: Rig): Promise<void> {
  await rig.deploy([
    ...listening(rig, 'ten', { loginNames: names(10) }),
    ...listening(rig, 'thousand', { loginNames: names(1000) }),
  ]);
  await rig.open(2);
  await versus(
    rig,
    'Supervised users',
    { name: '1000 users', to: 'thousand', flood: { users: 1000 } },
    { name: '10 users', to: 'ten', flood: { users: 10 } },
    { atLeast: 0.9 },
  );
}

async function compareCalls(rig: Rig): Promise<void> {
  // The source beside it tells that an event has been handled: a call says something only when its state changes.
  const follower = (id: string) => [
    onTab(`${id}-call`, 'opentouch-call', { server: `account-${id}`, loginNames: names(1), wires: [[]] }),
    ...listening(rig, id, { loginNames: names(1) }),
  ];
  const sizes = [1, 100, 5000];
  await rig.deploy(sizes.flatMap((calls) => follower(`calls${calls}`)));
  await rig.open(sizes.length);
  for (const calls of sizes) {
    await rig.flood(`calls${calls}`, { to: `calls${calls}`, count: calls, calls, kind: 'created' });
  }
  const way = (calls: number): Way => ({
    name: `${calls} calls`,
    to: `calls${calls}`,
    flood: { calls, count: 30_000 },
  });
  await versus(rig, 'Calls of one user', way(100), way(1), { atLeast: 0.8 });
  await versus(rig, 'Calls of one user', way(5000), way(1), { atLeast: 0.8 });
}

/** Milliseconds until all accounts have a channel, and what is left of a million events. */
export async function compareAccounts(): Promise<void> {
  const rig = await startRig();
  try {
    for (const count of [1, 10, 100]) {
      await measure(
        `${count} accounts, from the deploy until the last channel is open`,
        'ms',
        {
          name: `${count} accounts`,
          run: async () => {
            const flows = Array.from({ length: count }, (_, number) =>
              listening(rig, `a${count}-${number}`, { loginNames: names(1) }),
            ).flat();
            await rig.deploy([]);
            await rig.open(0);
            const started = performance.now();
            await rig.deploy(flows);
            await rig.open(count);
            return performance.now() - started;
          },
        },
        { atMost: 1000 },
      );
    }
  } finally {
    await rig.stop();
  }
}

/** Growth of the heap by a million events, and by deploying two hundred times. */
export async function compareMemory(): Promise<void> {
  const rig = await startRig();
  try {
    await rig.deploy([
      ...listening(rig, 'one', { loginNames: names(1) }),
      onTab('one-call', 'opentouch-call', { server: 'account-one', loginNames: names(1), wires: [[]] }),
    ]);
    await rig.open(1);
    const some = (count: number) => rig.flood('one', { to: 'one', count, calls: 50 });
    await some(50_000);
    const million = {
      name: 'heap',
      run: async () => {
        const before = await rig.heap();
        await some(1_000_000);
        return ((await rig.heap()) - before) / 2 ** 20;
      },
    };
    await measure('Growth by 1,000,000 events', 'MB', million, { atMost: 2 });
    const ours = [
      benchAccount(rig.url, 'redeploy'),
      ...Array.from({ length: 10 }, (_, number) => source('redeploy', `source${number}`, { loginNames: names(1) })),
      ...Array.from({ length: 10 }, (_, number) =>
        onTab(`operation${number}`, 'opentouch-get-logins', { server: 'account-redeploy', fields: {} }),
      ),
    ];
    const core = Array.from({ length: 10 }, (_, number) => [
      onTab(`tcp${number}`, 'tcp in', {
        server: 'client',
        host: '127.0.0.1',
        port: String(rig.linePort),
        datamode: 'stream',
      }),
      onTab(`request${number}`, 'http request', { method: 'GET', url: rig.url }),
    ]).flat();
    await compare(
      'Growth by 200 redeploys of 20 nodes',
      'kB',
      'less',
      [
        { name: 'of this package', run: () => grown(rig, ours) },
        { name: 'of core', run: () => grown(rig, core) },
      ],
      { rounds: 1, wanted: { atMost: 1 } },
    );
  } finally {
    await rig.stop();
  }
}

async function grown(rig: Rig, nodes: readonly FlowNode[]): Promise<number> {
  const deploy = async (times: number) => {
    for (let turn = 0; turn < times; turn += 1) await rig.deploy(nodes);
  };
  await deploy(20);
  const before = await rig.heap();
  await deploy(200);
  // A heap that has shrunk has not grown; and nothing is divided by nothing.
  return Math.max(1, ((await rig.heap()) - before) / 1024);
}

async function versus(rig: Rig, title: string, ours: Way, theirs: Way, wanted: Wanted): Promise<void> {
  const contender = ({ name, to, flood, each = 1 }: Way) => ({
    name,
    run: async () => {
      const count = Math.ceil((flood?.count ?? events) / each);
      return (await rig.flood(to, { ...flood, to, count }, count * each)).rate;
    },
  });
  await compare(title, 'messages/s', 'more', [contender(ours), contender(theirs)], { wanted, rounds });
}

/** An account with one source, wired to a sink by the account's name. */
function listening(rig: Rig, name: string, properties: object): FlowNode[] {
  return [benchAccount(rig.url, name), source(name, `${name}-source`, properties), onTab(name, 'bench-sink')];
}

function source(account: string, id: string, properties: object): FlowNode {
  const config = { server: `account-${account}`, packages: ['telephony'], ...properties };
  return onTab(id, 'opentouch-events', { ...config, wires: [[account]] });
}

function names(count: number): string {
  return Array.from({ length: count }, (_, number) => `user${number}`).join(',');
}
