import type { Page } from 'playwright-core';
import { otherNodes, systems } from '../../../nodes/catalogue/index.ts';
import type { NodeDescription } from '../../../nodes/catalogue/property.ts';
import { operationsOf } from '../../../nodes/schema/describe.ts';
import { type EditorBrowser, editorSettings, openEditor } from '../../../test/support/browser.ts';
import { acceptDialog, dismissDialog, importNodes, nodeOf, openDialog } from '../../../test/support/dialogs.ts';
import { account, fresh, operation } from '../../../test/support/flow.ts';
import { type FlowNode, startNodeRed } from '../../../test/support/node-red.ts';
import { orangeAccount } from '../../../test/support/orange.ts';
import { darkColours } from './dark.ts';

/** How the editor looks, and how wide its dialogs are, in pixels. */
export interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
}

/** A dialog as it was seen. */
export interface Seen {
  readonly type: string;
  readonly picture: Buffer;
  readonly problems: readonly string[];
}

/** The accounts that the nodes on the tab use, each with the name of its type as id. */
const accounts: readonly FlowNode[] = [
  { ...account('http://127.0.0.1:1'), id: 'opentouch-server' },
  ...(['teaming', 'business-talk'] as const).map((system) =>
    orangeAccount(system, 'http://127.0.0.1:1', { id: `${system}-account` }),
  ),
  fresh('business-apps-partner', 'business-apps-partner', {
    path: '/partner',
    credentials: { inboundUser: 'orange', inboundSecret: 'secret' },
  }),
];

/** One node of every type. */
function everyType(): FlowNode[] {
  const operations = Object.values(systems)
    .flatMap(operationsOf)
    .map(({ type, system }) => operation(type, {}, { [system.account]: system.accountType }));
  const others = Object.entries<NodeDescription>(otherNodes).flatMap(([type, { category, outputs, properties }]) => {
    if (category === 'config') return [];
    const references = Object.entries(properties).flatMap(([name, { config }]) =>
      config && accounts.some(({ id }) => id === config) ? [[name, config]] : [],
    );
    return [fresh(type, type, { ...Object.fromEntries(references), outputs })];
  });
  return [...operations, ...others].map((node) => ({ ...node, id: node.type, z: 'tab', x: 300, y: 100, wires: [[]] }));
}

/**
 * Opens the dialog of every type, in each of the looks, and hands over what was seen in one of them.
 * @param only looks at types with this in their name
 */
export async function lookAtDialogs(
  looks: readonly Look[],
  only: string,
  take: (look: Look, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  const red = await startNodeRed({ settings: editorSettings });
  try {
    const nodes = [...everyType(), ...accounts].filter(({ type }) => type.includes(only));
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, ...accounts]);
    for (const look of looks) {
      const editor = await openEditor(red.url, { viewport: { width: 1600, height: 1400 } });
      try {
        await wear(editor.page, look);
        await importNodes(
          editor.page,
          nodes.filter(({ z }) => z),
        );
        const seen: Seen[] = [];
        for (const { id, type } of nodes) seen.push(await lookAt(editor, id, type));
        await take(look, seen);
      } finally {
        await editor.close();
      }
    }
  } finally {
    await red.stop();
  }
}

/** Editors of before version 5 have no dark theme of their own; packages bring one, as colours of the same names. */
async function wear(page: Page, { theme, width }: Look): Promise<void> {
  const fixed = `.red-ui-tray { width: ${width}px !important; left: auto !important; }`;
  await page.addStyleTag({ content: `${theme === 'dark' ? darkColours : ''}${fixed}` });
}

async function lookAt(editor: EditorBrowser, id: string, type: string): Promise<Seen> {
  const { page } = editor;
  const before = (await nodeOf(page, id)).stored;
  await openDialog(page, id);
  const problems = await problemsIn(page);
  const picture = await page.locator('.red-ui-tray').last().screenshot();
  await acceptDialog(page);
  const { stored, changed } = await nodeOf(page, id);
  if (changed || JSON.stringify(stored) !== JSON.stringify(before)) problems.push('a value has changed');
  problems.push(...(await edited(page, id)), ...editor.complaints());
  return { type, picture, problems };
}

/** Types a name, unfolds what is folded and saves; what is wrong then. */
async function edited(page: Page, id: string): Promise<string[]> {
  await openDialog(page, id);
  try {
    const name = page.locator('.switchboard-telephony #telephony-name');
    for (const more of await page.locator('.switchboard-telephony details:not([open]) > summary').all())
      await more.click();
    const problems = await problemsIn(page);
    if ((await name.count()) === 0) return problems;
    await name.fill('Reception');
    await acceptDialog(page);
    const { stored } = await nodeOf(page, id);
    return stored['name'] === 'Reception' ? problems : [...problems, 'the name was not saved'];
  } finally {
    await dismissDialog(page);
  }
}

/** What is wrong with the dialog that is open: buttons on a line of their own, text that is cut off, what sticks out, red borders. */
function problemsIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const form = document.querySelector('.red-ui-tray:last-of-type .switchboard-telephony');
    if (!form) return ['there is no dialog'];
    const shown = (selector: string) =>
      Array.from(form.querySelectorAll<HTMLElement>(selector)).filter((one) => one.offsetParent !== null);
    const name = (one: Element) => one.id || one.className.toString() || one.tagName;
    const edge = form.getBoundingClientRect().right + 1;
    const wrapped = shown('.st-choose').filter((button) => {
      const input = button.parentElement?.querySelector('.red-ui-typedInput-container, input, select');
      return input && button.getBoundingClientRect().top >= input.getBoundingClientRect().bottom;
    });
    const outside = shown('input, select, button, label, .red-ui-typedInput-container, .st-hint, .st-list').filter(
      (one) => one.getBoundingClientRect().right > edge,
    );
    const cut = shown('label > span, button, .st-unit, .st-hint').filter(
      (one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0,
    );
    const thin = shown('input[type=text], .red-ui-typedInput-container').filter(
      (one) => one.getBoundingClientRect().width < 60 && !one.closest('.red-ui-typedInput-container:not(:scope)'),
    );
    const red = shown('.input-error').filter(
      (one) => !one.closest('.red-ui-typedInput-container') || one.classList.contains('red-ui-typedInput-container'),
    );
    return [
      ...wrapped.map((one) => `${name(one)} stands on a line of its own`),
      ...outside.map((one) => `${name(one)} sticks out`),
      ...cut.map((one) => `${name(one)} "${one.textContent}" is cut off`),
      ...thin.map((one) => `${name(one)} is too narrow`),
      ...red.map((one) => `${name(one)} has a red border`),
    ];
  });
}
