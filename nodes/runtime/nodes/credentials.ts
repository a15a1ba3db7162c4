import type { NodeDescription } from '../../catalogue/property.ts';

/** The properties of a node type that Node-RED keeps as credentials, in the form that it registers them. */
export function credentialsOf(description: NodeDescription): Record<string, { type: 'text' | 'password' }> {
  return Object.fromEntries(
    Object.entries(description.properties)
      .filter(([, property]) => property.credential)
      .map(([name, { secret }]) => [name, { type: secret ? 'password' : 'text' }]),
  );
}
