import { reachFlaw } from '../../runtime/inbound/reach.ts';
import { chrome } from '../texts.ts';
import { hint } from './rows.ts';

/** What an environment variable holds is not known here. */
const variable = /\$\{[^}]+\}/;

const words = { local: 'adviceLocal', plain: 'advicePlain', private: 'advicePrivate' } as const;

/**
 * Says below an input, while it is typed, why a server may not reach what is in it. An empty one is no fault: not
 * everybody wants to be reached.
 * @param server id of the input with the server's address
 */
export function adviseOnReach(place: JQuery, input: JQuery, server: string): void {
  const line = hint(place, '').attr('aria-live', 'polite');
  const advise = (): void => {
    const [address, other] = [String(input.val() ?? ''), String($(`#${server}`).val() ?? '')];
    const flaw = address === '' || variable.test(address) ? undefined : reachFlaw(address, other);
    line.text(flaw ? chrome(flaw === 'missing' ? 'adviceNoAddress' : words[flaw]) : '').toggle(flaw !== undefined);
  };
  input.on('change keyup paste', advise);
  $(`#${server}`).on('change keyup paste', advise);
  advise();
}
