import type { NodeDescription } from '../types.ts';

/** Node types of Business Applications that are no operations. */
export const businessAppsNodes = {} as const satisfies Readonly<Record<string, NodeDescription>>;
