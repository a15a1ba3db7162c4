import type { Limit } from '../../schema/kinds.ts';

/** What an account answers that is asked for a list. */
export interface LookupAnswer {
  readonly choices?: readonly Suggestion[];
  readonly code?: string;
  readonly message?: string;
  /** The field that something is wrong with. */
  readonly field?: string;
}

/** What is asked for. */
export interface LookupRequest {
  readonly operation: string;
  readonly field: string;
  readonly known: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The account that is asked, as it stands in the editor. */
export interface LookupAccount {
  readonly id: string;
  readonly type: string;
  /** It is not deployed, or not like that. */
  readonly changed: boolean;
  readonly config: object;
  /** What was typed. */
  readonly credentials: object;
}

/** Asks an account as it is deployed; one that is not, or not as it stands in the editor, is tried as it stands there. */
export async function askAccount(account: LookupAccount, asked: LookupRequest): Promise<LookupAnswer> {
  const { operation, field, known, text } = asked;
  if (!account.changed) {
    const place = [account.id, operation, field].map(encodeURIComponent).join('/');
    const answer = await answerTo({
      url: `telephony/choices/${place}`,
      data: { ...known, ...(text && { '~': text }) },
    });
    if (answer.code !== 'NO_ACCOUNT') return answer;
  }
  const data = JSON.stringify({
    id: account.id,
    config: account.config,
    credentials: account.credentials,
    operation,
    field,
    known,
    text,
  });
  const url = `telephony/choices/${account.type}`;
  const answer = await answerTo({ url, method: 'POST', contentType: 'application/json', data });
  // An account of this type cannot be tried.
  return answer.status === 404 ? { code: 'NO_ACCOUNT' } : answer;
}

/** The address is a relative one: only to such the editor adds its own token. */
async function answerTo(
  request: JQuery.AjaxSettings & { readonly url: string },
): Promise<LookupAnswer & { status?: number }> {
  try {
    return (await $.ajax({ ...request, dataType: 'json' })) as LookupAnswer;
  } catch (error) {
    const { responseJSON, status } = error as JQuery.jqXHR & { readonly responseJSON?: LookupAnswer };
    return { ...(responseJSON ?? { code: 'UNKNOWN' }), status };
  }
}

/** What an operation cannot do for a user; nothing where that is not known. */
export async function limitsOf(account: string, operation: string, user: string): Promise<readonly Limit[]> {
  const place = [account, operation].map(encodeURIComponent).join('/');
  try {
    const answer = await $.ajax({ url: `telephony/limits/${place}`, data: { user }, dataType: 'json' });
    return (answer as { readonly limits: readonly Limit[] }).limits;
  } catch {
    return [];
  }
}

/** The account that is chosen in a dialog; nothing if none is. */
export function chosenAccount(property: string): LookupAccount | undefined {
  const account = RED.nodes.node($(`#node-input-${property}`).val());
  if (!account) return undefined;
  const config = Object.keys(account._def.defaults).map((name) => [name, account[name]]);
  const credentials = Object.entries(account.credentials ?? {}).filter(([, value]) => typeof value === 'string');
  const { id, type } = account;
  const changed = account['changed'] === true;
  return { id, type, changed, config: Object.fromEntries(config), credentials: Object.fromEntries(credentials) };
}
