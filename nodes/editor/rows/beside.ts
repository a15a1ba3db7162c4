import type { Property } from '../../catalogue/property.ts';
import { isBeside } from '../../schema/rules.ts';
import type { PropertyForm } from '../forms.ts';

/** Shows the rows that make sense beside what is chosen in others, now and after every choice. */
export function showWhatApplies({ properties }: PropertyForm): void {
  const dependent = Object.entries(properties).filter(([, { beside }]) => beside);
  const update = (): void => {
    const chosen = Object.keys(properties).map((name) => [name, $(`#telephony-${name}`).val()] as const);
    for (const [name] of dependent) {
      $(`[data-property="${name}"]`).toggle(isBeside(properties, name, Object.fromEntries(chosen)));
    }
    RED.tray.resize();
  };
  const others = new Set(dependent.flatMap(([, { beside = {} }]) => Object.keys(beside)));
  for (const name of others) $(`#telephony-${name}`).on('change', update);
  if (dependent.length > 0) update();
}

/** Lets a node that refers to no account yet work with a system of which there is one. */
export function presetSystem(node: EditorNode, { properties }: PropertyForm): void {
  const [name, system] = Object.entries(properties).find(([, { editor }]) => editor === 'system') ?? [];
  if (!name || !system) return;
  const accounts = Object.entries(properties).filter(([, { config, beside }]) => config && beside?.[name]);
  if (accounts.some(([property]) => node[property])) return;
  const present = new Set<string>();
  RED.nodes.eachConfig(({ type }) => {
    present.add(type);
  });
  const possible = (property: Property | undefined) => property?.config !== undefined && present.has(property.config);
  const [, current] = accounts.find(([, { beside }]) => beside?.[name]?.includes(String(node[name]))) ?? [];
  if (possible(current)) return;
  const [, other] = accounts.find(([, property]) => possible(property)) ?? [];
  const [preset] = other?.beside?.[name] ?? [];
  if (preset) node[name] = preset;
}
