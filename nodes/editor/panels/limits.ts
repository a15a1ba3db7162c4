import type { Limit } from '../../schema/kinds.ts';
import type { FormField } from '../forms.ts';
import { hint } from '../rows/rows.ts';
import { chrome, fieldText, type Speaker } from '../texts.ts';
import { chosenAccount, limitsOf } from './lookup-request.ts';

/** What the limits are about. */
interface Limited {
  /** Property that refers to the account. */
  readonly account: string;
  /** Speaks for the operation, and is of its type. */
  readonly speaker: Speaker;
  readonly fields: readonly FormField[];
  /** Who acts, as far as it is known without a message. */
  user(): string;
}

/**
 * A place that says what the operation cannot do for the user who acts, as far as the account knows them.
 * @returns asks again, since who acts has changed
 */
export function limitsPanel(place: JQuery, limited: Limited): () => void {
  const panel = $('<div class="st-limits" role="status">').appendTo(place);
  /** Only the answer to the last question counts. */
  let asked = 0;
  const ask = (): void => {
    asked += 1;
    const turn = asked;
    const account = chosenAccount(limited.account);
    const show = (limits: readonly Limit[]): void => {
      if (turn !== asked || !panel.closest('body').length) return;
      panel.empty();
      for (const limit of limits) hint(panel, sentence(limited, limit));
      RED.tray.resize();
    };
    const mayAsk = RED.user?.hasPermission?.('flows.write') !== false;
    if (!account || account.changed || !mayAsk) show([]);
    else void limitsOf(account.id, limited.speaker.type, limited.user()).then(show);
  };
  $(`#node-input-${limited.account}`).on('change', ask);
  ask();
  return ask;
}

function sentence({ speaker, fields }: Limited, limit: Limit): string {
  if (limit.limit === 'licence') return chrome('limitLicence', { licences: limit.licences.join(', ') });
  const { kind, is } = limit;
  if (limit.limit === 'kind') return chrome('limitKind', { kind, is });
  const field = fields.find(({ name }) => name === limit.field);
  const name = field ? fieldText(speaker, field, 'label') : limit.field;
  return chrome('limitValues', { name, values: limit.values.join(', '), kind, is });
}
