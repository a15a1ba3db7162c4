import { teaming } from '../catalogue/teaming/index.ts';
import { UserTokens } from '../oauth/user-tokens.ts';
import { orangeSettings, seedIn } from '../orange/account-settings.ts';
import { type GatewayAccount, type OpenAccount, openAccount } from '../orange/open-account.ts';
import { teamingConsent } from './consent-api.ts';

/**
 * Opens an account of Teaming: the tokens of a user's consent, or of the refresh token among the credentials.
 * @param id under which the store knows the consent
 */
export function openTeaming(id: string, account: GatewayAccount): OpenAccount {
  const settings = orangeSettings(teaming, account.config, account.credentials);
  const { client, tokenUrl } = settings;
  const seed = seedIn(account.credentials);
  const { server } = teamingConsent;
  return openAccount(
    settings,
    account,
    (needs) => new UserTokens({ id, server, tokenUrl, client, ...needs, ...(seed && { seed }) }),
  );
}
