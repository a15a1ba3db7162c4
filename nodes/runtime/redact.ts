import { textOf } from '../schema/json.ts';

/** What must not be shown, as far as it is set. */
export type Secrets = readonly (string | undefined)[];

/** A text with `…` in the place of every secret; undefined where there is no text. */
export function withoutSecrets(value: unknown, secrets: Secrets): string | undefined {
  return secrets.reduce((text, secret) => (secret ? text?.replaceAll(secret, '…') : text), textOf(value));
}
