import type { NodeDescription } from '../../catalogue/property.ts';

/** The properties of a node type that Node-RED keeps as credentials, in the form that it registers them. */
export function credentialsOf(description: NodeDescription): Record<string, { type: 'text' | 'password' }> {
  return Object.fromEntries(
    Object.entries(description.properties)
      .filter(([, property]) => property.credential)
      .map(([name, { secret }]) => [name, { type: secret ? 'password' : 'text' }]),
  );
}

/** What of the credentials of a node must not be shown to anybody. */
export function secretsOf({ properties }: NodeDescription, credentials: Readonly<Record<string, string>>): string[] {
  return Object.entries(credentials).flatMap(([name, value]) => (properties[name]?.secret && value ? [value] : []));
}
