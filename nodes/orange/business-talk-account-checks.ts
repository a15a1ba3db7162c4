import { businessTalk } from '../catalogue/business-talk/index.ts';
import type { TokenStore } from '../oauth/store.ts';
import { type Check, carryOutChecks, warning } from '../runtime/account-checks/checks.ts';
import type { AccountChecks } from '../runtime/account-checks/routes.ts';
import { isObject } from '../schema/json.ts';
import { readWith, tokenChecks } from './account-checks.ts';
import type { OrangeConfig } from './account-settings.ts';
import { openBusinessTalk } from './business-talk-account.ts';

/** Looks an account of Business Talk over: settings, token, API key, and the customers that it may see. */
export function businessTalkChecks(store: TokenStore): AccountChecks {
  return async function* (account, signal) {
    const { settings, tokens, connection } = openBusinessTalk({
      ...account,
      config: account.config as OrangeConfig,
      store,
    });
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
