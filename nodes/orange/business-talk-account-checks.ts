import { businessTalk } from '../catalogue/business-talk/index.ts';
import type { TokenStore } from '../oauth/store.ts';
import { tokenProvider } from '../oauth/token-provider.ts';
import { type Check, carryOutChecks, warning } from '../runtime/account-checks/checks.ts';
import type { AccountChecks, TypedAccount } from '../runtime/account-checks/routes.ts';
import { HttpClient } from '../runtime/http/client.ts';
import { isObject } from '../schema/json.ts';
import { readWith, tokenChecks } from './account-checks.ts';
import { type OrangeConfig, orangeSettings } from './account-settings.ts';
import { orangeServer } from './authorization-server.ts';
import { OrangeConnection } from './connection.ts';
import { gatewayLimiter } from './pacing.ts';

/** Header that carries the API key, and the credential that holds it. */
export const businessTalkKeys = { 'x-bt-api-key': 'apiKey' };

/** An account of Business Talk as it stands in the editor, with what it is made of. */
export function openBusinessTalk(store: TokenStore, account: TypedAccount) {
  const config = account.config as OrangeConfig;
  const settings = orangeSettings(businessTalk, config, account.credentials, businessTalkKeys);
  const { client, tokenUrl, baseUrl } = settings;
  const http = new HttpClient(account.http);
  const tokens = tokenProvider({ ...client, tokenUrl, server: orangeServer(businessTalk.name), http, store });
  const limiter = gatewayLimiter(baseUrl, client.clientId, config.requestsPerSecond);
  const connection = new OrangeConnection(settings, { tokens, http, limiter });
  return { settings, tokens, connection, close: () => connection.close() };
}

/** Looks an account of Business Talk over: settings, token, API key, and the customers that it may see. */
export function businessTalkChecks(store: TokenStore): AccountChecks {
  return async function* (account, signal) {
    const { settings, tokens, connection } = openBusinessTalk(store, account);
    const customers: Check = {
      name: 'customers',
      async run(aborted) {
        const found = await readWith(connection, businessTalk, 'business-talk-get-customers', {}, aborted);
        const codes = Object.values(found)
          .flat()
          .filter(isObject)
          .map((one) => String(one['customerCode'] ?? one['code']));
        const { customerCode } = settings.defaults;
        if (customerCode && codes.length > 0 && !codes.includes(customerCode)) {
          return warning(`The key is not valid for customer ${customerCode}, only for ${codes.join(', ')}.`);
        }
        return `The key is valid for ${codes.length === 1 ? 'one customer' : `${codes.length} customers`}.`;
      },
    };
    const key: Check = {
      name: 'key',
      needed: true,
      async run(aborted) {
        await readWith(connection, businessTalk, 'business-talk-check-key', {}, aborted);
        return 'The API key is right.';
      },
    };
    try {
      yield* carryOutChecks([...tokenChecks(settings, tokens), key, customers], signal);
    } finally {
      await connection.close();
    }
  };
}
