import { createHash } from 'node:crypto';
import { otherNodes } from '../../nodes/catalogue/index.ts';

/** A node as a flow file holds it. */
export type Node = Readonly<Record<string, unknown>>;

export const simulatorPort = String(otherNodes['telephony-simulator']?.properties['port']?.value);
export const columns = { button: 180, operation: 460, debug: 740 };
export const line = 40;

/** Looks random as the editor's own ids, and is the same each time. */
export function idOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 16);
}

/** The properties of a node type that is no operation, or its credentials, as a new node has them. */
export const declared = (type: string, credentials: boolean) =>
  Object.fromEntries(
    Object.entries(otherNodes[type]?.properties ?? {})
      .filter(([, { credential }]) => Boolean(credential) === credentials)
      .map(([name, { value }]) => [name, value]),
  );

/** A button that sends an empty message to one node. */
export function button(name: string, to: string): Node {
  return { name, props: [], repeat: '', crontab: '', once: false, onceDelay: 0.1, topic: '', wires: [[to]] };
}

/** A debug node of the sidebar. @param complete `true` for the whole message, else a property of it */
export function debug(name: string, complete: string): Node {
  return {
    name,
    active: true,
    tosidebar: true,
    console: false,
    tostatus: false,
    complete,
    targetType: complete === 'true' ? 'full' : 'msg',
    statusVal: '',
    statusType: 'auto',
    wires: [],
  };
}
