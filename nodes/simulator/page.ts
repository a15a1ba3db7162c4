import type { Row } from './system.ts';

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2rem; text-transform: capitalize; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .3rem .6rem .3rem 0;
  text-align: left; vertical-align: top; }
code { font-family: ui-monospace, monospace; }
.scroll { overflow-x: auto; }
.none { opacity: .7; }
`;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (value: unknown) => String(value ?? '').replace(/[&<>"]/g, (character) => escapes[character] ?? '');

function table(rows: readonly Row[]): string {
  const [first] = rows;
  if (!first) return '<p class="none">None.</p>';
  const names = Object.keys(first);
  const cells = (tag: string, values: readonly unknown[]) =>
    `<tr>${values.map((value) => `<${tag}>${escaped(value)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((row) =>
    cells(
      'td',
      names.map((name) => row[name]),
    ),
  );
  return `<div class="scroll"><table><thead>${cells('th', names)}</thead><tbody>${body.join('')}</tbody></table></div>`;
}

/** The simulator's front page: who can log in, who has, and what goes on. */
export function pageOf(
  systems: Readonly<Record<string, Readonly<Record<string, readonly Row[]>>>>,
  origin: string,
): string {
  const sections = Object.entries(systems).map(
    ([system, tables]) =>
      `<section><h2>${escaped(system)}</h2>${Object.entries(tables)
        .map(([title, rows]) => `<h3>${escaped(title)}</h3>${table(rows)}`)
        .join('')}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Telephony simulator</title><style>${style}</style></head>
<body><h1>Telephony simulator</h1>
<p>Address for the account node: <code>${escaped(origin)}</code>. All people, numbers and passwords are invented.
The same as JSON: <a href="/simulator">/simulator</a>. Faults: <a href="/simulator/faults">/simulator/faults</a>.</p>
${sections.join('\n')}
</body></html>
`;
}
