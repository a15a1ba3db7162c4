import type { Page } from 'playwright-core';
import type { FlowNode } from './node-red.ts';

/** What is used of the editor, in the page. */
declare const RED: {
  readonly actions: { invoke(action: string): void };
  readonly nodes: { eachNode(visit: (node: Drawn) => void): void; eachConfig(visit: (node: Drawn) => void): void };
  readonly editor: { validateNode(node: Drawn): boolean };
};

interface Drawn {
  readonly type: string;
  readonly name?: string;
  readonly validationErrors?: readonly string[];
}

/** Pastes a flow into the Import dialog and presses its button. */
export async function importByHand(page: Page, nodes: readonly FlowNode[]): Promise<void> {
  await page.evaluate(() => RED.actions.invoke('core:show-import-dialog'));
  const text = page.locator('#red-ui-clipboard-dialog-import-text');
  await text.waitFor();
  await text.fill(JSON.stringify(nodes));
  await text.press('End');
  const button = page.locator('#red-ui-clipboard-dialog-ok');
  await button.and(page.locator(':not(:disabled)')).waitFor();
  await button.dispatchEvent('click');
  await text.waitFor({ state: 'hidden' });
}

/** Every node that the editor marks with a red triangle, and why. */
export function invalidNodes(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const invalid: string[] = [];
    const check = (node: Drawn) => {
      if (!RED.editor.validateNode(node)) invalid.push(`${node.type} "${node.name}": ${node.validationErrors}`);
    };
    RED.nodes.eachNode(check);
    RED.nodes.eachConfig(check);
    return invalid;
  });
}

/** Presses *Deploy*. */
export async function deployByHand(page: Page): Promise<void> {
  await page.locator('#red-ui-header-button-deploy').dispatchEvent('click');
}
