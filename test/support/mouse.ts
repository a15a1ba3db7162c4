import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

declare const RED: {
  readonly nodes: {
    eachNode(visit: (node: { readonly id: string; readonly type: string }) => void): void;
    dirty(): boolean;
  };
};

/** Builds flows in the editor with mouse and keyboard alone, and writes down each step that a person would take. */
export class Mouse {
  readonly #page: Page;
  #steps: string[] = [];

  constructor(page: Page) {
    this.#page = page;
  }

  /** What was done since the last call. */
  steps(): readonly string[] {
    return this.#steps.splice(0);
  }

  /** An empty tab to begin with. */
  async openTab(): Promise<void> {
    const tabs = this.#page.locator('#red-ui-workspace-tabs .red-ui-tab');
    const before = await tabs.count();
    await this.#page.locator('.red-ui-tab-button.red-ui-tabs-add a').click();
    await tabs.nth(before).waitFor();
  }

  /** Drags an entry of the palette onto the tab; a line that is hit takes the node up. */
  async drag(type: string, x: number, y: number): Promise<string> {
    const before = await this.#idsOf(type);
    const entry = this.#page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await entry.scrollIntoViewIfNeeded();
    await this.#drag(await this.#middle(entry), await this.#onTab(x, y));
    const made = (await this.#idsOf(type)).filter((id) => !before.includes(id));
    assert.equal(made.length, 1, `${type} does not stand on the tab`);
    this.#steps.push(`drag ${type}`);
    return made[0] ?? '';
  }

  /** Opens the dialog of a node, lets it be filled in, and presses Done. */
  async fill(id: string, fillIn: (page: Page) => Promise<void> = async () => {}): Promise<void> {
    const { x, y } = await this.#middle(this.#page.locator(`[id="${id}"]`));
    await this.#page.mouse.dblclick(x, y);
    await this.#page.locator('.red-ui-tray[style*="right: 0px"]').waitFor();
    await fillIn(this.#page);
    await this.#page.locator('#node-dialog-ok').click();
    await this.#page.locator('.red-ui-tray').waitFor({ state: 'detached' });
    this.#steps.push('fill in its dialog');
  }

  /** Draws a wire from an output, counted from the top, to the input of another node. */
  async wire(from: string, to: string, output = 0): Promise<void> {
    const source = this.#page.locator(`[id="${from}"] .red-ui-flow-port-output`).nth(output);
    const links = this.#page.locator('.red-ui-flow-link-line');
    const before = await links.count();
    await this.#drag(
      await this.#middle(source),
      await this.#middle(this.#page.locator(`[id="${to}"] .red-ui-flow-port-input`)),
    );
    // It is drawn in the next frame.
    await links.nth(before).waitFor({ state: 'attached' });
    this.#steps.push('draw a wire');
  }

  async deploy(): Promise<void> {
    await this.#page.locator('#red-ui-header-button-deploy').click();
    await this.#page.waitForFunction(() => !RED.nodes.dirty());
    // That it went well stands over the tab for a while, where the next click may be due.
    await this.#page.waitForFunction(() => !document.querySelector('.red-ui-notification'));
    this.#steps.push('deploy');
  }

  async #drag(from: Place, to: Place): Promise<void> {
    const { mouse } = this.#page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(to.x, to.y, { steps: 15 });
    await mouse.up();
  }

  async #middle(target: ReturnType<Page['locator']>): Promise<Place> {
    await this.#drawn();
    const box = await target.boundingBox();
    assert.ok(box, 'there is nothing to point at');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** The editor draws in the next frame what has changed: a node with a longer label has its port elsewhere then. */
  async #drawn(): Promise<void> {
    await this.#page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  async #onTab(x: number, y: number): Promise<Place> {
    const box = await this.#page.locator('#red-ui-workspace-chart').boundingBox();
    assert.ok(box);
    return { x: box.x + x, y: box.y + y };
  }

  #idsOf(type: string): Promise<string[]> {
    return this.#page.evaluate((wanted) => {
      const ids: string[] = [];
      RED.nodes.eachNode((node) => {
        if (node.type === wanted) ids.push(node.id);
      });
      return ids;
    }, type);
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}
