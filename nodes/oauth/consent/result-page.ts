import { randomBytes } from 'node:crypto';
import { escaped } from '../../runtime/http/markup.ts';

/** How a consent ended, in words. */
export interface ConsentOutcome {
  readonly ok: boolean;
  readonly title: string;
  readonly text: string;
  /** What to do with the page, where no dialog waits. */
  readonly advice: string;
  /** Id of the account, for the dialog that waits. */
  readonly account?: string;
}

/** A page of HTML and its HTTP status. */
export interface ResultPage {
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
}

const styles = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:100vh;margin:0;background:#f3f3f3;color:#333}
main{max-width:26em;margin:1em;padding:1.5em 2em;background:#fff;border:1px solid #ddd;border-left:6px solid #ad1625;border-radius:6px}
main.ok{border-left-color:#3a7f3a}
h1{font-size:1.2em;margin:0 0 .5em}
p{margin:0;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{background:#1c1c1c;color:#ddd}main{background:#2a2a2a;border-color:#444;border-left-color:#d6615f}main.ok{border-left-color:#6fae6f}}`;

/**
 * The page to which the user comes back. Where a dialog of this Node-RED waits, it is told and the page closes; else the
 * page says what happened. The code does not stay in the address.
 */
export function pageFor({ ok, title, text, advice, account }: ConsentOutcome): ResultPage {
  const nonce = randomBytes(16).toString('base64');
  const message = JSON.stringify({ telephonyConsent: { account, ok, text } }).replaceAll('<', '\\u003c');
  const script = `history.replaceState(null, '', location.pathname);
try {
  if (opener && opener.location.origin === location.origin) {
    opener.postMessage(${message}, location.origin);
    close();
  }
} catch {}`;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'`;
  return {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': policy,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
    html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style nonce="${nonce}">${styles}</style></head>
<body><main${ok ? ' class="ok"' : ''}><h1>${escaped(title)}</h1><p>${escaped(`${text} ${advice}`)}</p></main>
<script nonce="${nonce}">${script}</script></body>
</html>
`,
  };
}
