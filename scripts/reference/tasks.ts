import { systems } from '../../nodes/catalogue/index.ts';
import { taskNodes } from '../../nodes/catalogue/tasks/index.ts';
import type { TaskDescription } from '../../nodes/catalogue/tasks/types.ts';
import type { System } from '../../nodes/catalogue/types.ts';
import type { Words } from '../build/words.ts';
import { button, columns, debug, declared, idOf, line, type Node, simulatorPort } from './parts.ts';
import { samplesOf } from './samples.ts';

/** What the inputs of tasks are filled in with, by system. */
const numbers: Readonly<Record<string, string>> = { opentouch: '1002', teaming: '+33155550102' };

const titles: Readonly<Record<string, string>> = { opentouch: 'OpenTouch', teaming: 'Teaming' };

/** Every task once for each system that it works with. */
export function taskFlow(words: Words): Node[] {
  const used: readonly System[] = [systems.opentouch, systems.teaming];
  const tab = idOf('tasks', 'tab');
  let y = line;
  const place = (type: string, key: string, x: number, properties: Node): Node => {
    const id = idOf('tasks', key);
    return { id, type, z: tab, ...properties, x, y };
  };
  const accountId = ({ name }: System) => idOf('tasks', 'account', name);
  const info = [
    'Every task once for each telephone system, filled in for the simulated servers.',
    'Copy what you need into a flow of your own.',
  ].join('\n\n');
  const rows = used.flatMap((system) => {
    const all: [string, TaskDescription][] = Object.entries(taskNodes);
    const tasks = all.filter(([, { properties }]) => system.account in properties);
    const heading = place('comment', `comment:${system.name}`, columns.operation - 160, {
      name: titles[system.name],
      info: tasks
        .map(([type, { set }]) => `- *${words.node(set, type).label}*: ${words.node(set, type).summary}`)
        .join('\n'),
      wires: [],
    });
    y += line;
    const nodes = tasks.flatMap(([type, task]) => {
      const label = `${words.node(task.set, type).label}, ${titles[system.name]}`;
      const key = `${system.name}:${type}`;
      const outputs = Array.from({ length: task.outputs ?? 1 }, () => [idOf('tasks', `debug:${key}`)]);
      const filled = 'number' in task.properties && { number: { type: 'str', value: numbers[system.name] } };
      const row = [
        ...(task.inputs ? [place('inject', `inject:${key}`, columns.button, button(label, idOf('tasks', key)))] : []),
        place(type, key, columns.operation, {
          ...declared(type, false),
          ...('system' in task.properties && { system: system.name }),
          [system.account]: accountId(system),
          ...filled,
          ...('errorOutput' in task.properties && { outputs: 1 }),
          wires: outputs,
        }),
        place('debug', `debug:${key}`, columns.debug, debug(label, 'true')),
      ];
      y += line * Math.max(1, outputs.length / 2);
      return row;
    });
    y += line / 2;
    return [heading, ...nodes];
  });
  const errors = [
    place('catch', 'catch', columns.button, {
      name: 'Anything that fails',
      scope: null,
      uncaught: false,
      wires: [[idOf('tasks', 'debug:errors')]],
    }),
    place('debug', 'debug:errors', columns.debug, debug('Errors', 'error')),
  ];
  y = line;
  const simulator = { ...declared('telephony-simulator', false), name: 'Simulated telephone server', wires: [[]] };
  return [
    { id: tab, type: 'tab', label: 'Tasks', disabled: false, info, env: [] },
    ...used.map((system) => accountOf(system, accountId(system))),
    place('telephony-simulator', 'simulator', columns.debug, simulator),
    ...rows,
    ...errors,
  ];
}

function accountOf(system: System, id: string): Node {
  const [account] = Object.values(samplesOf(system).accounts);
  const { accountType: type } = system;
  return {
    id,
    type,
    ...declared(type, false),
    ...account?.properties(`http://127.0.0.1:${simulatorPort}`),
    credentials: { ...declared(type, true), ...account?.credentials },
  };
}
