import { businessTalk } from '../catalogue/business-talk/index.ts';
import { businessTalkNodes } from '../catalogue/business-talk/nodes.ts';
import type { NodeDescription } from '../catalogue/property.ts';
import { teaming } from '../catalogue/teaming/index.ts';
import { teamingNodes } from '../catalogue/teaming/nodes.ts';
import type { System } from '../catalogue/types.ts';
import { tokenOrigin } from '../oauth/token-provider.ts';
import type { OrangeConfig } from '../orange/account-settings.ts';
import { openBusinessTalk } from '../orange/business-talk-account.ts';
import type { GatewayAccount, OpenAccount } from '../orange/open-account.ts';
import { invalidInput, inWords, TelephonyError } from '../runtime/errors.ts';
import { openTeaming } from '../teaming/open-teaming.ts';
import { httpOf } from './network.ts';
import type { Client } from './opentouch.ts';
import { type ClientMethods, methodsOf } from './operations.ts';
import { openTokenFile } from './token-file.ts';
import type { BusinessTalkOptions, GatewayOptions, TeamingOptions } from './types.ts';

/** What a program gets of an account at api.orange.com. */
type GatewayClient = ClientMethods & Pick<Client, 'close'>;

/** Opens an account of Teaming in the name of the user that the refresh token is of. */
export async function connectTeaming(options: TeamingOptions): Promise<GatewayClient> {
  const { clientId, clientSecret, refreshToken } = options;
  if (!refreshToken) throw invalidInput(tokenOrigin(teaming.name), 'refreshToken', 'is missing');
  const credentials = { clientId, clientSecret, tokens: JSON.stringify({ refreshToken }) };
  const account = await accountOf(teaming, teamingNodes['teaming-account'], options, credentials);
  return clientOf(teaming, openTeaming('', account));
}

/** Opens an account of Business Talk. */
export async function connectBusinessTalk(options: BusinessTalkOptions): Promise<GatewayClient> {
  const { clientId, clientSecret, apiKey } = options;
  const description = businessTalkNodes['business-talk-account'];
  const account = await accountOf(businessTalk, description, options, { clientId, clientSecret, apiKey });
  return clientOf(businessTalk, openBusinessTalk(account));
}

/** The account as its node would hold it: what nobody gives is what a new node begins with. */
async function accountOf(
  system: System,
  description: NodeDescription,
  options: GatewayOptions,
  credentials: Readonly<Record<string, string>>,
): Promise<GatewayAccount> {
  const kept = Object.entries(description.properties).filter(([, { credential, config }]) => !credential && !config);
  const given: Readonly<Record<string, unknown>> = { ...options };
  const config: OrangeConfig = {
    ...Object.fromEntries(kept.map(([name, { value }]) => [name, given[name] ?? value])),
    id: '',
    type: system.accountType,
    name: '',
    z: '',
  };
  return { config, credentials, http: httpOf(options), store: await openTokenFile(system.name, options) };
}

/** Asks for a token first, so that whoever is refused hears of it at once. */
async function clientOf(system: System, { settings, tokens, connection }: OpenAccount): Promise<GatewayClient> {
  const account = { address: settings.baseUrl };
  try {
    if (settings.problem) throw settings.problem;
    await tokens.token(new AbortController().signal);
  } catch (error) {
    await connection.close();
    throw error instanceof TelephonyError ? inWords(error, { account }) : error;
  }
  return Object.assign(methodsOf(system, connection, account), { close: () => connection.close() });
}
