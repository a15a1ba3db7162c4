import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Property } from '../catalogue/property.ts';
import type { TaskDescription } from '../catalogue/tasks/types.ts';
import type { Origin } from '../runtime/errors.ts';
import { evaluate, inEvent, isSet, type StoredInput } from '../runtime/operation/inputs.ts';
import { isObject } from '../schema/json.ts';
import { isBeside } from '../schema/rules.ts';
import type { Values } from '../schema/values.ts';

/**
 * What a task is asked to do it with: dialog first, then the message.
 * @param settings what the node stores, with the action that was chosen
 * @throws TelephonyError `INVALID_INPUT` naming the input that cannot be evaluated
 */
export async function inputsOf(
  RED: NodeAPI,
  node: Node,
  { properties }: TaskDescription,
  settings: Values,
  message: NodeMessage,
  origin: Origin,
): Promise<Values> {
  const inputs: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    if (!isBeside(properties, name, settings)) continue;
    const value =
      property.editor === 'typed' ? await typedValue(RED, node, settings[name], name, message, origin) : settings[name];
    const given = value ?? (property.editor === 'typed' ? inMessage(message, name, property) : undefined);
    if (given !== undefined && given !== null && given !== '') inputs[name] = given;
  }
  return inputs;
}

async function typedValue(
  RED: NodeAPI,
  node: Node,
  stored: unknown,
  name: string,
  message: NodeMessage,
  origin: Origin,
): Promise<unknown> {
  const input = stored as StoredInput | undefined;
  return isSet(input) ? evaluate(RED, node, message, input, origin, name) : undefined;
}

/** What a message holds for an input that the dialog leaves open. Who acts is no input of this kind: the operations see to that. */
function inMessage({ payload }: NodeMessage, name: string, { from, bare }: Property): unknown {
  if (bare && (typeof payload === 'string' || typeof payload === 'number')) return payload;
  if (!isObject(payload) || (!from && !bare)) return undefined;
  return payload[name] ?? inEvent(payload, { ...(from && { from }) });
}
