import type { ConsentStatus } from '../../oauth/consent/status.ts';
import type { Dialog } from '../dialog.ts';
import { button, hint } from '../rows/rows.ts';
import { typedValues } from '../rows/typed-values.ts';
import { chrome, optionText } from '../texts.ts';
import { reasonIn } from './refusal.ts';

/** Below the root of the admin side, without a leading slash: only then does the editor send its own authorization. */
const base = 'telephony/oauth';
const popup = 'popup,width=620,height=760';

/** What the page says to which the user comes back. */
interface Told {
  readonly account?: string;
  readonly ok: boolean;
  readonly text: string;
}

/** Shows who has consented and to what, and lets the user consent, consent anew, or have it forgotten. */
export function consentPanel(dialog: Dialog, place: JQuery): void {
  const { node, root } = dialog;
  const state = $('<div class="st-consent" role="status">').appendTo(place);
  const buttons = $('<div class="st-buttons">').appendTo(place);
  const authorize = button(buttons, 'fa-external-link', chrome('authorize'));
  const forget = button(buttons, 'fa-trash-o', chrome('forget')).hide();
  const outcome = $('<div class="st-outcome">').appendTo(place);
  callbackAddress(place);

  const tell = (text: string, ok: boolean): void => {
    outcome.text(text).toggleClass('st-bad', !ok);
  };
  const show = (status: ConsentStatus): void => {
    state.empty().toggleClass('st-connected', status.connected);
    $('<div>').text(describe(status)).appendTo(state);
    if (status.connected) {
      const scopes = (status.scopes ?? []).map((scope) => optionText(node, 'scopes', scope));
      hint(state, `${chrome('consentTo')} ${scopes.join(', ')}`);
    }
    authorize.find('span').text(chrome(status.since ? 'authorizeAnew' : 'authorize'));
    forget.toggle(status.since !== undefined);
    RED.tray.resize();
  };
  const refresh = async (): Promise<ConsentStatus | undefined> => {
    try {
      const status = (await $.getJSON(`${base}/accounts/${encodeURIComponent(node.id)}`)) as ConsentStatus;
      show(status);
      return status;
    } catch (failure) {
      tell(reasonIn(failure) ?? chrome('chooseNothingKnown'), false);
      return undefined;
    }
  };

  authorize.on('click', () => void begin(dialog, tell));
  forget.on('click', () => {
    void $.ajax({ url: `${base}/accounts/${encodeURIComponent(node.id)}`, method: 'DELETE' }).then(
      (status) => {
        tell(chrome('forgotten'), true);
        show(status as ConsentStatus);
      },
      (failure: unknown) => tell(reasonIn(failure) ?? chrome('consentImpossible'), false),
    );
  });
  const back = async (told?: Told): Promise<void> => {
    if (told) tell(told.text, told.ok);
    const status = await refresh();
    if (told?.ok && status) suggestUser(root, status);
  };
  listen(place, node.id, back);
  void back();
}

/** Sends what stands in the dialog, secrets that were typed included, once; what comes back is where the user goes. */
async function begin(dialog: Dialog, tell: (text: string, ok: boolean) => void): Promise<void> {
  // At once, or the browser takes it for one that nobody asked for.
  const page = window.open('', '_blank', popup);
  const body = { account: dialog.node.id, redirectUri: callbackUrl(), ...typedValues(dialog) };
  tell(chrome('waiting'), true);
  try {
    const answer = await $.ajax({
      url: `${base}/consents`,
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(body),
    });
    const { url } = answer as { url: string };
    if (page) page.location.href = url;
    else tell(chrome('popupBlocked'), false);
  } catch (failure) {
    page?.close();
    tell(reasonIn(failure) ?? chrome('consentImpossible'), false);
  }
}

/** Where the consent page sends the user back to, as this browser reaches Node-RED, through whatever proxy. */
function callbackUrl(): string {
  return new URL(`${base}/callback`, `${location.origin}${location.pathname}`).href;
}

/** The address that has to be registered with the provider. */
function callbackAddress(place: JQuery): void {
  hint(place, chrome('callback'));
  const line = $('<div class="st-copy">').appendTo(place);
  const input = $('<input type="text" readonly id="telephony-callback">').val(callbackUrl()).appendTo(line);
  input.attr('aria-label', chrome('callback'));
  const copy = button(line, 'fa-clipboard', '').attr('title', chrome('copy'));
  copy.on('click', () => {
    input.trigger('select');
    RED.clipboard?.copyText?.(String(input.val()), copy, chrome('copied'));
  });
}

/** Hears from the page to which the user comes back, and asks when the user is back without it, until the dialog closes. */
function listen(place: JQuery, account: string, back: (told?: Told) => Promise<void>): void {
  const events = new AbortController();
  const here = (): boolean => {
    const present = place.closest('body').length > 0;
    if (!present) events.abort();
    return present;
  };
  const hear = ({ origin, data }: MessageEvent): void => {
    const told = (data as { telephonyConsent?: Told } | undefined)?.telephonyConsent;
    if (!here() || origin !== location.origin || told?.account !== account) return;
    void back(told);
  };
  window.addEventListener('message', hear, { signal: events.signal });
  window.addEventListener('focus', () => void (here() && back()), { signal: events.signal });
}

function describe({ connected, name, userId, number, since, seeded }: ConsentStatus): string {
  if (seeded) return chrome('consentSeeded');
  if (!since) return chrome('consentNone');
  const who = [name ?? userId ?? chrome('somebody'), number].filter(Boolean).join(', ');
  const date = new Date(since).toLocaleDateString(RED.i18n.lang());
  return chrome(connected ? 'consentBy' : 'consentOver', { who, date });
}

/** Requests that name nobody are usually about the one who consents. */
function suggestUser(root: JQuery, { connected, userId }: ConsentStatus): void {
  const input = root.find('#telephony-userId');
  if (connected && userId && input.val() === '') input.val(userId).trigger('change');
}
