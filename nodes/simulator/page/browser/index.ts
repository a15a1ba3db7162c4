import type { LogBatch, PageState, PageTables, SystemState } from '../state.ts';
import { byId, KeyedList, make, setText } from './dom.ts';
import { FaultsView } from './faults.ts';
import { LogView } from './log-view.ts';
import { setRinging } from './sound.ts';
import { SystemView } from './system-view.ts';

const log = new LogView(byId('log'));
const faults = new FaultsView(byId('faults'));
const sound = byId('sound') as HTMLInputElement;
const views = new Map<string, SystemView>();
const systems = new KeyedList<SystemState>(
  byId('systems'),
  ({ name }) => name,
  (system) => {
    const view = new SystemView(system);
    views.set(system.name, view);
    return view;
  },
);
const tabs = new KeyedList<SystemState>(
  byId('tabs'),
  ({ name }) => name,
  ({ name, title }) => {
    const choose = () => {
      location.hash = name;
    };
    const badge = make('span', { class: 'badge' });
    const properties = { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `system-${name}` };
    const element = make('button', { ...properties, onclick: choose, 'data-name': name }, title, badge);
    element.addEventListener('keydown', ({ key }) => moveFrom(element, key));
    return { element, update: ({ calls }) => setText(badge, calls.length ? String(calls.length) : '') };
  },
);
let state: PageState = { systems: [], faults: [] };
let tables: PageTables = {};
let shownTables: PageTables | undefined;
let isDrawing = false;
let ringing: ReadonlySet<string> = new Set();

/** Draws once per frame, whatever came since the last one. */
function draw(): void {
  isDrawing = false;
  systems.update(state.systems);
  tabs.update(state.systems);
  faults.update(state.faults);
  if (tables !== shownTables) for (const [name, view] of views) view.showTables(tables[name] ?? []);
  shownTables = tables;
  choose();
  announce();
}

function choose(): void {
  const chosen = state.systems.find(({ name }) => `#${name}` === location.hash) ?? state.systems[0];
  for (const tab of allTabs()) {
    const isChosen = tab.dataset['name'] === chosen?.name;
    tab.setAttribute('aria-selected', String(isChosen));
    // One tab is reached with the Tab key, the others from there with the arrows.
    tab.tabIndex = isChosen ? 0 : -1;
  }
  for (const { name } of state.systems) byId(`system-${name}`).hidden = name !== chosen?.name;
}

function allTabs(): HTMLElement[] {
  return [...byId('tabs').querySelectorAll<HTMLElement>('[role=tab]')];
}

/** Goes from one tab to another by keyboard. */
function moveFrom(tab: HTMLElement, key: string): void {
  const all = allTabs();
  const here = all.indexOf(tab);
  const places: Readonly<Record<string, number>> = {
    ArrowRight: (here + 1) % all.length,
    ArrowLeft: (here - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  };
  const next = all[places[key] ?? -1];
  next?.click();
  next?.focus();
}

/** Tells screen readers which telephones have begun to ring. */
function announce(): void {
  const now = state.systems.flatMap(({ telephones }) =>
    telephones.flatMap(({ name, calls }) =>
      calls.flatMap(({ id, progress, others }) =>
        progress === 'ringing' ? [[`${name} ${id}`, `${name} rings: ${others.join(', ')}.`] as const] : [],
      ),
    ),
  );
  const fresh = now.filter(([key]) => !ringing.has(key)).map(([, words]) => words);
  ringing = new Set(now.map(([key]) => key));
  if (fresh.length > 0) setText(byId('announcements'), fresh.slice(0, 3).join(' '));
  setRinging(now.length > 0 && sound.checked);
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
source.addEventListener('tables', ({ data }: MessageEvent<string>) => {
  tables = JSON.parse(data) as PageTables;
  redraw();
});
source.addEventListener('log', ({ data }: MessageEvent<string>) => log.add(JSON.parse(data) as LogBatch));
window.addEventListener('hashchange', choose);
sound.addEventListener('change', redraw);
