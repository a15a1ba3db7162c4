import { escaped } from '../../../runtime/http/markup.ts';
import type { OrangeClient } from './clients.ts';
import { type ConsentingPerson, scopesOf, scopeWords } from './people.ts';

const style = `
:root { color-scheme: light dark; --accent: light-dark(#c94f00, #ff9a52); --ground: light-dark(#f4f2ef, #17181b);
  --card: light-dark(#fff, #212328); --line: light-dark(#dcd8d2, #3a3d44); --soft: light-dark(#5d5a55, #a9adb6);
  font: 16px/1.5 system-ui, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem; background: var(--ground); }
main { width: min(34rem, 100%); background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--accent);
  border-radius: .75rem; padding: 1.75rem 2rem; box-shadow: 0 .5rem 2rem rgb(0 0 0 / .08); }
h1 { font-size: 1.4rem; line-height: 1.25; margin: .25rem 0 1rem; }
.source, .note, small { color: var(--soft); }
.source { font-size: .85rem; margin: 0; }
fieldset { border: 0; margin: 0 0 1.25rem; padding: 0; }
legend { font-weight: 600; padding: 0; margin-bottom: .4rem; }
label { display: flex; gap: .75rem; align-items: center; padding: .55rem .75rem; border: 1px solid var(--line);
  border-radius: .5rem; margin-bottom: .4rem; cursor: pointer; }
label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
label:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
input { accent-color: var(--accent); margin: 0; }
label span { display: grid; line-height: 1.3; }
small { font-size: .85rem; overflow-wrap: anywhere; }
ul { margin: 0 0 1.25rem; padding: 0; list-style: none; }
li { padding: .4rem 0 .4rem 1.5rem; position: relative; border-bottom: 1px solid var(--line); }
li::before { content: "✓"; position: absolute; left: 0; color: var(--accent); font-weight: 700; }
li code { display: block; font-size: .8rem; color: var(--soft); overflow-wrap: anywhere; }
.buttons { display: flex; gap: .75rem; justify-content: flex-end; }
button { font: inherit; font-weight: 600; padding: .6rem 1.5rem; border-radius: .5rem; border: 1px solid var(--line);
  background: transparent; color: inherit; cursor: pointer; }
button[value=accept] { background: var(--accent); border-color: var(--accent); color: light-dark(#fff, #17181b); }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.note { font-size: .85rem; }
`;

/** What a person is asked on the consent page. */
export interface ConsentQuestion {
  /** Ties the answer to the question. */
  readonly request: string;
  readonly client: OrangeClient;
  readonly scopes: readonly string[];
  readonly people: readonly ConsentingPerson[];
  /** Who is signed in already. */
  readonly chosen: string | undefined;
  /** Path that takes the answer. */
  readonly action: string;
}

/** Asks who is there and whether the application may do what it wants. */
export function consentPage({ request, client, scopes, people, chosen, action }: ConsentQuestion): string {
  const preferred = chosen ?? people[0]?.userId;
  const rows = people.map(
    (person) =>
      `<label><input type="radio" name="user" value="${escaped(person.userId)}"${
        person.userId === preferred ? ' checked' : ''
      } required><span>${escaped(`${person.firstName} ${person.lastName}`)}<small>${escaped(person.userId)}${
        person.admin ? ', administrator' : ''
      }</small></span></label>`,
  );
  const wanted = scopes.map(
    (scope) => `<li>${escaped(scopeWords[scope] ?? 'something of its own')}<code>${escaped(scope)}</code></li>`,
  );
  const restricted = scopes.some((scope) => people.some((person) => !scopesOf(person).includes(scope)));
  return page(
    `${client.name} asks for access`,
    `<form method="post" action="${escaped(action)}">
<input type="hidden" name="request" value="${escaped(request)}">
<fieldset><legend>Who are you?</legend>${rows.join('')}</fieldset>
<p><strong>${escaped(client.name)}</strong> would like to:</p><ul>${wanted.join('')}</ul>
${restricted ? '<p class="note">What only an administrator may grant is left out for everybody else.</p>' : ''}
<div class="buttons"><button name="decision" value="refuse">Refuse</button>
<button name="decision" value="accept">Accept</button></div>
</form>`,
  );
}

/** Says why nobody is sent back: the application, or the address to go back to, is not to be trusted. */
export function problemPage(problem: string): string {
  return page('This request cannot be answered', `<p>${escaped(problem)}</p>`);
}

function page(title: string, contents: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${style}</style></head>
<body><main><p class="source">Simulated sign-in: nobody here is real</p><h1>${escaped(title)}</h1>
${contents}</main></body></html>
`;
}
