import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { NodeAPI } from 'node-red';
import { clientFrom } from '../../oauth/client.ts';
import type { TokenStore } from '../../oauth/store.ts';
import { tokenProvider } from '../../oauth/token-provider.ts';
import { tokenCheck } from '../../orange/account-checks.ts';
import { addressProblem } from '../../orange/account-settings.ts';
import { orangeServer } from '../../orange/authorization-server.ts';
import { type Check, carryOutChecks, type Finding, warning } from '../../runtime/account-checks/checks.ts';
import type { AccountChecks, TypedAccount } from '../../runtime/account-checks/routes.ts';
import { invalidInput, TelephonyError } from '../../runtime/errors.ts';
import { HttpClient } from '../../runtime/http/client.ts';
import { openEndpoint } from '../../runtime/inbound/dispatcher.ts';
import { belowHttpNode, localAddress, type Surroundings } from '../../runtime/inbound/own-address.ts';
import { failed } from '../ledger/errors.ts';
import { type Partner, system } from './partner.ts';
import { type PartnerConfig, type PartnerSettings, partnerOrigin, pathOf, settingsOf } from './settings.ts';

/** Milliseconds that a request to our own address may take. */
const loopTimeout = 10_000;

/** Looks an account of Business Applications over: settings, path, password, store, and the token for its events. */
export function partnerChecks(RED: NodeAPI, store: TokenStore): AccountChecks {
  return async function* (account, signal) {
    const config = account.config as unknown as PartnerConfig;
    const settings = settingsOf(config, account.credentials, String(RED.settings.userDir ?? '.'));
    yield* carryOutChecks(
      [
        settingsCheck(settings),
        pathCheck(RED, account, settings),
        gateCheck(settings),
        storeCheck(RED, account, settings),
        eventsCheck(config, account, store),
      ],
      signal,
    );
  };
}

function settingsCheck({ problem, path }: PartnerSettings): Check {
  return {
    name: 'settings',
    needed: true,
    async run() {
      if (problem) throw problem;
      return `The settings are complete; Orange calls ${path}.`;
    },
  };
}

/** Whether nobody else has the path, and whether requests to it come to this Node-RED. */
function pathCheck(RED: NodeAPI, { id }: TypedAccount, { path }: PartnerSettings): Check {
  return {
    name: 'path',
    async run(signal): Promise<string | Omit<Finding, 'check'>> {
      const surroundings = RED.settings as Surroundings;
      const { httpNodeRoot = '/', httpNodeAuth } = surroundings;
      if (httpNodeRoot === false) {
        const message = "Node-RED's HTTP side is switched off, so nobody can call it; set httpNodeRoot in its settings";
        throw new TelephonyError('NO_HTTP', message, { ...partnerOrigin, canRetry: false });
      }
      if (isTaken(RED, id, path)) throw invalidInput(partnerOrigin, 'path', 'is taken by another account');
      const nonce = randomUUID();
      const answer = { status: 200, headers: { 'content-type': 'text/plain' }, body: nonce };
      const endpoint = openEndpoint(RED, `${path}/check-${nonce}`, { limit: 0, handle: () => answer });
      const http = new HttpClient({});
      try {
        const base = `${belowHttpNode(localAddress(surroundings), httpNodeRoot)}${path}`;
        const { status, body } = await http.request(
          partnerOrigin,
          { method: 'GET', url: `${base}/check-${nonce}` },
          loopTimeout,
          signal,
        );
        if (httpNodeAuth) {
          return warning(
            `Node-RED asks for a password of its own (httpNodeAuth) before it looks at ${path}: Orange does not have it; remove it, or let the proxy add it.`,
          );
        }
        if (body.toString() !== nonce) {
          return warning(
            `${base} answers ${status}, but something else in Node-RED answers there; choose another path.`,
          );
        }
        return `${base} leads to this account; Orange needs the public https address that a proxy passes on to it.`;
      } finally {
        endpoint.close();
        await http.close();
      }
    },
  };
}

/** Whether another account of the flows has the path. */
function isTaken(RED: NodeAPI, id: string, path: string): boolean {
  let taken = false;
  RED.nodes.eachNode((config) => {
    const { type } = config as { type: string };
    if (type === 'business-apps-partner' && config.id !== id && pathOf(config as PartnerConfig) === path) taken = true;
  });
  return taken;
}

function gateCheck({ gate }: PartnerSettings): Check {
  return {
    name: 'password',
    async run() {
      if (gate.way !== 'none')
        return `Requests need the ${gate.way === 'basic' ? 'password' : 'secret'} of the account.`;
      return warning('Anybody who knows the address can send orders; choose a kind of authentication.');
    },
  };
}

/** Whether what the partner keeps can be written. */
function storeCheck(RED: NodeAPI, { id }: TypedAccount, { directory }: PartnerSettings): Check {
  return {
    name: 'store',
    async run() {
      const deployed = RED.nodes.getNode(id) as unknown as Partial<Partner> | null;
      const { error } = (await deployed?.ledger)?.health ?? {};
      if (error) throw error;
      let existing = resolve(directory);
      while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
      const probe = join(existing, `.check-${randomUUID()}`);
      try {
        writeFileSync(probe, 'check', { flag: 'wx' });
        rmSync(probe);
      } catch (failure) {
        // A full disk may have taken the name and not the contents.
        if (existsSync(probe)) rmSync(probe, { force: true });
        throw failed(`${directory} cannot be used`, failure);
      }
      return `${directory} can be written.`;
    },
  };
}

/** Whether events can go out: addresses, client, token. */
function eventsCheck(config: PartnerConfig, { http: options, credentials }: TypedAccount, store: TokenStore): Check {
  return {
    name: 'events',
    async run(signal) {
      const { eventUrl = '', tokenUrl = '' } = config;
      const problem = addressProblem(system, 'eventUrl', eventUrl) ?? addressProblem(system, 'tokenUrl', tokenUrl);
      if (problem) throw problem;
      const client = clientFrom(credentials);
      if (!client) {
        return warning(
          'No event can go to Orange: the client ID or the client secret is missing; enter what Orange gave you.',
        );
      }
      const http = new HttpClient(options);
      const tokens = tokenProvider({ ...client, tokenUrl: tokenUrl.trim(), server: orangeServer(system), http, store });
      try {
        return await tokenCheck(tokenUrl.trim(), tokens).run(signal);
      } finally {
        await tokens.close();
        await http.close();
      }
    },
  };
}
