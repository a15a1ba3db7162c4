import type { LogBatch, PageState, SystemState } from '../state.ts';
import { byId, KeyedList, make, setText } from './dom.ts';
import { FaultsView } from './faults.ts';
import { LogView } from './log-view.ts';
import { setRinging } from './sound.ts';
import { SystemView } from './system-view.ts';

const log = new LogView(byId('log'));
const faults = new FaultsView(byId('faults'));
const sound = byId('sound') as HTMLInputElement;
const systems = new KeyedList<SystemState>(
  byId('systems'),
  ({ name }) => name,
  (system) => new SystemView(system),
);
const tabs = new KeyedList<SystemState>(
  byId('tabs'),
  ({ name }) => name,
  ({ name, title }) => {
    const choose = () => {
      location.hash = name;
    };
    const badge = make('span', { class: 'badge' });
    const element = make('button', { type: 'button', role: 'tab', onclick: choose, 'data-name': name }, title, badge);
    return { element, update: ({ calls }) => setText(badge, calls.length ? String(calls.length) : '') };
  },
);
let state: PageState = { systems: [], faults: [] };
let isDrawing = false;

/** Draws once per frame, whatever came since the last one. */
function draw(): void {
  isDrawing = false;
  systems.update(state.systems);
  tabs.update(state.systems);
  faults.update(state.faults);
  choose();
  const rings = state.systems.some(({ telephones }) =>
    telephones.some(({ calls }) => calls.some(({ progress }) => progress === 'ringing')),
  );
  setRinging(rings && sound.checked);
}

function choose(): void {
  const chosen = state.systems.find(({ name }) => `#${name}` === location.hash) ?? state.systems[0];
  for (const tab of byId('tabs').children)
    tab.setAttribute('aria-selected', String(tab.getAttribute('data-name') === chosen?.name));
  for (const { name } of state.systems) byId(`system-${name}`).hidden = name !== chosen?.name;
}

function redraw(): void {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(draw);
}

const source = new EventSource('/simulator/live');
source.addEventListener('open', () => setText(byId('connection'), 'live'));
source.addEventListener('error', () => setText(byId('connection'), 'no connection, trying again …'));
source.addEventListener('problem', ({ data }: MessageEvent<string>) => {
  setText(byId('connection'), `not live: ${String(JSON.parse(data))}`);
});
source.addEventListener('state', ({ data }: MessageEvent<string>) => {
  setText(byId('connection'), 'live');
  state = JSON.parse(data) as PageState;
  redraw();
});
source.addEventListener('log', ({ data }: MessageEvent<string>) => log.add(JSON.parse(data) as LogBatch));
window.addEventListener('hashchange', choose);
sound.addEventListener('change', redraw);
