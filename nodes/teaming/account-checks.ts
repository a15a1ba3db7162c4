import { randomUUID } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import { teaming } from '../catalogue/teaming/index.ts';
import { scopeOf } from '../oauth/consent/authorization.ts';
import type { TokenStore } from '../oauth/store.ts';
import { readWith, tokenChecks } from '../orange/account-checks.ts';
import type { OrangeConfig } from '../orange/account-settings.ts';
import type { OrangeConnection } from '../orange/connection.ts';
import { type Check, carryOutChecks, type Finding, warning } from '../runtime/account-checks/checks.ts';
import type { AccountChecks, TypedAccount } from '../runtime/account-checks/routes.ts';
import type { HttpClient } from '../runtime/http/client.ts';
import { openEndpoint } from '../runtime/inbound/dispatcher.ts';
import { textOf } from '../schema/json.ts';
import { openTeaming } from './open-teaming.ts';
import { webhookOrigin } from './subscriptions/api.ts';
import { callbackFor, isHopeless, webhookPath } from './subscriptions/callback.ts';
import { flawError, flawWarning } from './subscriptions/callback-problems.ts';

/** Milliseconds that a request to our own webhook address may take. */
const loopTimeout = 10_000;

/** Looks an account of Teaming over: settings, token, scopes, profile, and whether the webhook's address leads here. */
export function teamingChecks(RED: NodeAPI, store: TokenStore): AccountChecks {
  return async function* (account, signal) {
    const config = account.config as OrangeConfig;
    const { settings, tokens, http, connection } = openTeaming(account.id, { ...account, config, store });
    try {
      const checks = [
        ...tokenChecks(settings, tokens),
        scopesCheck(store, account.id, scopeOf(config)),
        profileCheck(connection),
        webhookCheck(RED, account, http, settings.baseUrl),
      ];
      yield* carryOutChecks(checks, signal);
    } finally {
      await connection.close();
    }
  };
}

function scopesCheck(store: TokenStore, id: string, wanted: string): Check {
  return {
    name: 'scopes',
    async run() {
      const granted = (await store.consent(id))?.granted;
      if (granted === undefined) return 'Orange does not say which scopes were granted.';
      const missing = wanted.split(' ').filter((scope) => !granted.split(/\s+/).includes(scope));
      if (missing.length === 0) return `Granted: ${granted}.`;
      return warning(`Not granted: ${missing.join(', ')}; authorize the account again to have them.`);
    },
  };
}

function profileCheck(connection: OrangeConnection): Check {
  return {
    name: 'profile',
    async run(signal) {
      const profile = await readWith(connection, teaming, 'teaming-get-my-profile', {}, signal);
      const name = [profile['firstName'], profile['lastName']].map(textOf).filter(Boolean).join(' ');
      const numbers = [profile['didNumber'], profile['shortNumber']].map(textOf).filter(Boolean);
      return `The account acts for ${[name || textOf(profile['userId']) || 'a user', ...numbers].join(', ')}.`;
    },
  };
}

/** A request to the address that Orange would be told, which has to come back to this Node-RED. */
function webhookCheck(RED: NodeAPI, { config }: TypedAccount, http: HttpClient, baseUrl: string): Check {
  return {
    name: 'webhook',
    async run(signal): Promise<string | Omit<Finding, 'check'>> {
      const { base, flaw } = callbackFor(RED, textOf(config['publicUrl']) ?? '', baseUrl);
      if (isHopeless(flaw) || !base) throw flawError(flaw ?? 'missing');
      const nonce = randomUUID();
      const answer = { status: 200, headers: { 'content-type': 'text/plain' }, body: nonce };
      const endpoint = openEndpoint(RED, `${webhookPath}/check-${nonce}`, { limit: 0, handle: () => answer });
      try {
        const request = { method: 'GET', url: `${base}/check-${nonce}` };
        const { status, body } = await http.request(webhookOrigin, request, loopTimeout, signal);
        const { host } = new URL(base);
        if (body.toString() !== nonce) {
          return warning(
            `${host} answers ${status}, but not from this Node-RED: let the proxy pass ${webhookPath} on to it.`,
          );
        }
        return flaw ? warning(flawWarning(flaw)) : `${host} leads to this Node-RED, as seen from here.`;
      } finally {
        endpoint.close();
      }
    },
  };
}
