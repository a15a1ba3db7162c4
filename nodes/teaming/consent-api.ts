import { teaming } from '../catalogue/teaming/index.ts';
import type { ConsentApi } from '../oauth/consent/user-profile.ts';
import { tokenOrigin } from '../oauth/token-provider.ts';
import { orangeServer } from '../orange/authorization-server.ts';
import { objectIn, textOf } from '../schema/json.ts';

/** Milliseconds that the API may take to say who the user is. */
const timeout = 10_000;

const operation = teaming.domains[0].operations['teaming-get-my-profile'];

/** Teaming as an API whose users can give consent. */
export const teamingConsent: ConsentApi = {
  server: orangeServer(teaming.name),
  async whoIs(http, baseUrl, accessToken) {
    const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
    const request = { method: operation.method, url: `${baseUrl}${operation.path}`, headers };
    const response = await http.request(tokenOrigin(teaming.name), request, timeout, new AbortController().signal);
    const profile = response.status === 200 ? objectIn(response.body) : {};
    const userId = textOf(profile['userId']);
    const name = [textOf(profile['firstName']), textOf(profile['lastName'])].filter(Boolean).join(' ');
    const number = textOf(profile['didNumber']) ?? textOf(profile['shortNumber']);
    return { ...(userId && { userId }), ...(name && { name }), ...(number && { number }) };
  },
};
