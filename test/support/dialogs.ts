import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FlowNode } from './node-red.ts';

/** What the tests use of the editor, in the page. */
interface PageNode {
  readonly id: string;
  readonly type: string;
  readonly changed?: boolean;
  readonly valid?: boolean;
  readonly validationErrors?: string[];
  readonly _def: { readonly category: string };
}

interface TypedInput {
  typedInput(property: 'type' | 'value', value: string): void;
}

declare const RED: {
  readonly nodes: {
    import(nodes: readonly object[], options: object): void;
    node(id: string): PageNode;
    remove(id: string): void;
    addLink(link: { source: PageNode; sourcePort: number; target: PageNode }): void;
    dirty(changed: boolean): void;
    convertNode(node: PageNode): FlowNode;
  };
  readonly editor: {
    edit(node: PageNode): void;
    editConfig(name: string, type: string, id: string, prefix: string | null): void;
    validateNode(node: PageNode): boolean;
  };
  readonly sidebar: { show(name: string): void };
  readonly utils: { getNodeLabel(node: PageNode): string };
  readonly workspaces: { show(id: string): void };
};
declare const $: (selector: string) => TypedInput;

/** A node as the editor has it. */
export interface EditedNode {
  /** What the flow would hold. */
  readonly stored: FlowNode;
  readonly changed: boolean;
  readonly label: string;
  /** What the editor says is wrong with it. */
  readonly problems: readonly string[];
}

/** Puts nodes into the editor as the import dialog does, keeping their ids. */
export async function importNodes(page: Page, nodes: readonly FlowNode[]): Promise<void> {
  await page.evaluate((given) => {
    RED.nodes.import(given, { generateIds: false });
    const tab = given.find(({ type }) => type === 'tab');
    if (tab) RED.workspaces.show(tab.id);
  }, nodes);
}

export async function nodeOf(page: Page, id: string): Promise<EditedNode> {
  return page.evaluate((wanted) => {
    const node = RED.nodes.node(wanted);
    RED.editor.validateNode(node);
    return {
      stored: JSON.parse(JSON.stringify(RED.nodes.convertNode(node))),
      changed: node.changed === true,
      label: RED.utils.getNodeLabel(node),
      problems: node.validationErrors ?? [],
    };
  }, id);
}

export async function openDialog(page: Page, id: string): Promise<void> {
  await page.evaluate((wanted) => {
    const node = RED.nodes.node(wanted);
    if (node._def.category === 'config') RED.editor.editConfig('', node.type, wanted, null);
    else RED.editor.edit(node);
  }, id);
  await page.locator('.red-ui-tray[style*="right: 0px"] .switchboard-telephony .form-row').first().waitFor();
}

/** Width of the open dialog in pixels. */
export async function widthOf(page: Page): Promise<number> {
  return (await page.locator('.red-ui-tray').boundingBox())?.width ?? 0;
}

/**
 * Width in pixels that Node-RED's own *http request* has in this editor: what is no wider than it asks for no room.
 * @param tab id of the tab that is shown
 */
export async function ordinaryWidth(page: Page, tab: string): Promise<number> {
  const id = 'ordinary';
  await importNodes(page, [{ id, type: 'http request', url: '', z: tab, x: 100, y: 100, wires: [[]] }]);
  await page.evaluate((wanted) => RED.editor.edit(RED.nodes.node(wanted)), id);
  await page.locator('.red-ui-tray[style*="right: 0px"]').waitFor();
  const width = await widthOf(page);
  await dismissDialog(page);
  await page.evaluate((wanted) => RED.nodes.remove(wanted), id);
  assert.ok(width > 0, 'the editor shows no dialog');
  return width;
}

/** Presses Done. */
export async function acceptDialog(page: Page): Promise<void> {
  // Not by the mouse, which would wait for the tray to stand still.
  await page.locator('#node-dialog-ok, #node-config-dialog-ok').dispatchEvent('click');
  await page.locator('.red-ui-tray').waitFor({ state: 'detached' });
}

/** Closes whatever dialog is open, without saving. */
export async function dismissDialog(page: Page): Promise<void> {
  const cancel = page.locator('#node-dialog-cancel, #node-config-dialog-cancel');
  if ((await cancel.count()) > 0) await cancel.first().dispatchEvent('click');
  await page.locator('.red-ui-tray').waitFor({ state: 'detached' });
}

/** Ids of the inputs of the open dialog, without the prefixes that tell them apart from others in the page. */
export async function inputsOf(page: Page): Promise<string[]> {
  const ids = await page
    .locator('.switchboard-telephony [id]')
    .evaluateAll((elements) => elements.map((element) => element.id));
  return ids.map((id) => id.replace(/^(telephony|node-input|node-config-input)-/, ''));
}

/** Chooses a type and a value of a field, as the menus of a typed input do. */
export async function enter(page: Page, field: string, type: string, value: string): Promise<void> {
  await page.evaluate(
    ([id, chosen, entered]) => {
      $(`#${id}`).typedInput('type', chosen as string);
      $(`#${id}`).typedInput('value', entered as string);
    },
    [`telephony-field-${field}`, type, value],
  );
}

/** Shows one of the sidebars, wherever this editor has it. */
export async function showSidebar(page: Page, name: 'debug' | 'info' | 'help'): Promise<void> {
  await page.evaluate((wanted) => RED.sidebar.show(wanted), name);
}

/** Draws a wire from the first output of a node. */
export async function wire(page: Page, source: string, target: string): Promise<void> {
  await page.evaluate(
    ([from, to]) => {
      RED.nodes.addLink({
        source: RED.nodes.node(from as string),
        sourcePort: 0,
        target: RED.nodes.node(to as string),
      });
      RED.nodes.dirty(true);
    },
    [source, target],
  );
}
