import { businessTalk } from '../catalogue/business-talk/index.ts';
import { tokenProvider } from '../oauth/token-provider.ts';
import { orangeSettings } from './account-settings.ts';
import { orangeServer } from './authorization-server.ts';
import { type GatewayAccount, type OpenAccount, openAccount } from './open-account.ts';

/** Header that carries the API key, and the credential that holds it. */
const keys = { 'x-bt-api-key': 'apiKey' };

/** Opens an account of Business Talk: an application's own token, and an API key beside it. */
export function openBusinessTalk(account: GatewayAccount): OpenAccount {
  const settings = orangeSettings(businessTalk, account.config, account.credentials, keys);
  const { client, tokenUrl } = settings;
  const server = orangeServer(businessTalk.name);
  return openAccount(settings, account, (needs) => tokenProvider({ ...client, tokenUrl, server, ...needs }));
}
