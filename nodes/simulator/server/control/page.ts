import { escaped } from '../../../runtime/http/markup.ts';
import type { Hint, TableRow } from '../system.ts';

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2rem; }
h3::first-letter { text-transform: uppercase; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .3rem .6rem .3rem 0;
  text-align: left; vertical-align: top; }
td:nth-child(-n + 5) { white-space: nowrap; }
code { font-family: ui-monospace, monospace; }
.scroll { overflow-x: auto; }
.none { opacity: .7; }
`;

function table(rows: readonly TableRow[]): string {
  const [first] = rows;
  if (!first) return '<p class="none">None.</p>';
  const names = Object.keys(first);
  const cells = (tag: string, values: readonly unknown[]) =>
    `<tr>${values.map((value) => `<${tag}>${escaped(String(value ?? ''))}</${tag}>`).join('')}</tr>`;
  const body = rows.map((row) =>
    cells(
      'td',
      names.map((name) => row[name]),
    ),
  );
  return `<div class="scroll"><table><thead>${cells('th', names)}</thead><tbody>${body.join('')}</tbody></table></div>`;
}

/** One system's part of the page: tables by title. */
export interface Section {
  readonly title: string;
  readonly tables: Readonly<Record<string, readonly TableRow[]>>;
  readonly hints: readonly Hint[];
}

function section({ title, tables, hints }: Section): string {
  const tips = hints.map(({ what, command }) => `<p>${escaped(what)}: <code>${escaped(command)}</code></p>`);
  const shown = Object.entries(tables).map(([name, rows]) => `<h3>${escaped(name)}</h3>${table(rows)}`);
  return `<section><h2>${escaped(title)}</h2>${tips.join('')}${shown.join('')}</section>`;
}

/** The simulator's plain page, for browsers without JavaScript: who can log in, who has, and what goes on. */
export function pageOf(sections: readonly Section[], origin: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Telephony simulator</title><style>${style}</style></head>
<body><h1>Telephony simulator</h1>
<p>Address of all systems: <code>${escaped(origin)}</code>. All people, numbers, passwords and keys are invented.
The page to work with: <a href="/">/</a>. The same as JSON: <a href="/simulator">/simulator</a>. Faults: <a href="/simulator/faults">/simulator/faults</a>.</p>
${sections.map(section).join('\n')}
</body></html>
`;
}
