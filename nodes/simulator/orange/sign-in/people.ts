/** Somebody who can sign in and consent. */
export interface ConsentingPerson {
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Acts for everybody in the company. */
  readonly admin?: boolean;
  /** A refresh token that is good from the start, so that flows run without a click. */
  readonly refreshToken?: string;
}

/** What the consent page says of a scope. */
export const scopeWords: Readonly<Record<string, string>> = {
  openid: 'know who you are',
  offline_access: 'act while you are away',
  'b2b:teaming:user:callManagement': 'make, answer and end your calls, and hear your voice messages',
  'b2b:teaming:user:notifications': 'be told of your calls and voice messages',
  'b2b:teaming:user:configuration': 'see and change your services, such as call forwarding',
  'b2b:teaming:admin:callManagement': 'do the same with the calls and messages of everybody in the company',
  'b2b:teaming:admin:notifications': 'be told of the calls and messages of everybody in the company',
  'b2b:teaming:admin:configuration': 'see and change the services of everybody in the company',
};

const isForAdministrators = (scope: string) => scope.startsWith('b2b:teaming:admin:');

/** All that a person may grant. */
export function scopesOf({ admin }: ConsentingPerson): string[] {
  return Object.keys(scopeWords).filter((scope) => admin || !isForAdministrators(scope));
}
