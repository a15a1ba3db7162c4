import type { Locator, Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { type ScriptedServer, startScriptedServer } from './scripted.ts';

export const profiles: Readonly<Record<string, object>> = {
  Alice: { userId: 'alice@example.com', firstName: 'Alice', lastName: 'Martin', didNumber: '+33155550101' },
  Bob: { userId: 'bob@example.com', firstName: 'Bob', lastName: 'Durand', didNumber: '+33155550102' },
};

/** Orange as the consent sees it: where users sign in, and an API that tells who has. */
export interface ConsentSite {
  readonly simulator: Simulator;
  readonly api: ScriptedServer;
  /** Who the API says has consented. */
  profile: object | undefined;
  /** Properties of an account that refers to it. */
  account(changes?: object): { id: string; type: string; [property: string]: unknown };
  stop(): Promise<void>;
}

export async function startConsentSite(): Promise<ConsentSite> {
  const simulator = await startSimulator({ port: 0 });
  const site = { profile: profiles['Alice'] } as { profile: object | undefined };
  const api = await startScriptedServer(() =>
    site.profile ? { status: 200, body: site.profile } : { status: 403, body: { code: 50, message: 'Access denied' } },
  );
  const account = (changes = {}) => ({
    id: 'account',
    type: 'teaming-account',
    name: '',
    baseUrl: `${api.url}/teaming`,
    authorizeUrl: `${simulator.url}/openidconnect/b2b/v1/authorize`,
    tokenUrl: `${simulator.url}/openidconnect/b2b/v1/token`,
    scopes: ['openid', 'offline_access', 'b2b:teaming:user:callManagement'],
    userId: '',
    publicUrl: '',
    profile: 'proposed',
    destination: 'query address',
    marking: 'query',
    tls: '',
    proxy: '',
    credentials: { clientId: 'switchboard-demo', clientSecret: 'demo_secret-1.x' },
    ...changes,
  });
  return Object.assign(site, {
    simulator,
    api,
    account,
    stop: async () => {
      await simulator.stop();
      await api.stop();
    },
  });
}

/** The parts of the open dialog that are about the consent. */
export function consentIn(page: Page): Readonly<Record<'state' | 'outcome' | 'authorize' | 'forget', Locator>> {
  return {
    state: page.locator('.st-consent'),
    outcome: page.locator('.st-outcome'),
    authorize: page.locator('.st-buttons button').first(),
    forget: page.locator('.st-buttons button').nth(1),
  };
}

/** Presses the button of the dialog and gives the window that opens, with Orange's page in it. */
export async function openConsent(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await consentIn(page).authorize.click();
  const popup = await opened;
  popup.setDefaultTimeout(30_000);
  return popup;
}

/** Answers Orange's page; the window closes, or says what happened. */
export async function answer(popup: Page, who: string, decision: 'Accept' | 'Refuse'): Promise<void> {
  await popup.getByText(who).click();
  await popup.getByRole('button', { name: decision }).click();
}

export async function closed(popup: Page): Promise<void> {
  if (!popup.isClosed()) await popup.waitForEvent('close');
}
