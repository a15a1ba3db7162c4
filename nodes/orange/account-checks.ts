import type { System } from '../catalogue/types.ts';
import type { TokenProvider } from '../oauth/token-provider.ts';
import type { Check } from '../runtime/account-checks/checks.ts';
import { perform } from '../runtime/operation/perform.ts';
import { operationsOf } from '../schema/describe.ts';
import { isObject, type Json } from '../schema/json.ts';
import type { Values } from '../schema/values.ts';
import type { AccountSettings } from './account-settings.ts';
import type { OrangeConnection } from './connection.ts';

/** The checks that every account of api.orange.com begins with: the settings, and a token. */
export function tokenChecks({ baseUrl, tokenUrl, problem }: AccountSettings, tokens: TokenProvider): Check[] {
  return [
    {
      name: 'settings',
      needed: true,
      async run() {
        if (problem) throw problem;
        return `The settings are complete; requests go to ${baseUrl}.`;
      },
    },
    tokenCheck(tokenUrl, tokens),
  ];
}

/** Whether the token server accepts the client. */
export function tokenCheck(tokenUrl: string, tokens: TokenProvider): Check {
  return {
    name: 'token',
    needed: true,
    async run(signal) {
      await tokens.token(signal);
      return `${new URL(tokenUrl).host} gives a token: client and secret are right.`;
    },
  };
}

/** Carries out an operation of a system that only reads. */
export async function readWith(
  connection: OrangeConnection,
  system: System,
  type: string,
  values: Values,
  signal: AbortSignal,
): Promise<Json> {
  const operation = operationsOf(system).find((one) => one.type === type);
  if (!operation) throw new Error(`There is no operation ${type}`);
  const { payload } = await perform(connection, operation, values, { signal });
  return isObject(payload) ? payload : {};
}
