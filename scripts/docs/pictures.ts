// npm run pictures: takes the pictures of flows for docs/ from the real editor. Needs Chromium, as the tests of the dialogs do.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { editorSettings, openEditor, withoutBrowser } from '../../test/support/browser.ts';
import { type Example, examplesIn, onPort, shownExamples } from '../../test/support/examples.ts';
import { freePort } from '../../test/support/free-port.ts';
import { projectRoot, startNodeRed } from '../../test/support/node-red.ts';

/** What a picture shows: a flow, or the part of it between two heights of its tab. */
interface Motif {
  readonly title: string;
  readonly from?: number;
  readonly to?: number;
}

const motifs: Readonly<Record<string, Motif>> = {
  'business-applications': { title: '24 - Business Apps - Approval by a human' },
  'business-talk': { title: '22 - Business Talk - Order a voicesite' },
  calls: { title: '03 - Hold, consult, transfer' },
  'communication-log': { title: '07 - Missed calls to a list' },
  conferences: { title: '15 - Weekly conference with invitation' },
  'directory-search': { title: '08 - Screen pop' },
  'event-sources': { title: '10 - Call recording on demand' },
  'event-summary': { title: 'Event summary' },
  groups: { title: '14 - Hunting group log-in' },
  im: { title: '13 - Instant message when a call is missed' },
  messaging: { title: '06 - Voicemail to e-mail' },
  presence: { title: '12 - Presence from a calendar' },
  routing: { title: '09 - Forward out of office hours' },
  sessions: { title: 'Session management' },
  subscriptions: { title: 'Subscription management' },
  'teaming-events': { title: '17 - Teaming - Call pop-up' },
  teaming: { title: '20 - Teaming - Call forwarding by schedule' },
  users: { title: 'User information' },
};

const SCALE = 0.75;
const MARGIN = 20;

/** Nothing but the flow: no sidebar, no palette, no grid, and no status, which depends on the moment. */
const onlyTheFlow = `
#red-ui-header, #red-ui-palette, #red-ui-sidebar, #red-ui-sidebar-separator, #red-ui-workspace-tabs, #red-ui-workspace-footer,
#red-ui-workspace-toolbar, .red-ui-tabs, .red-ui-flow-node-status-group, .red-ui-flow-node-changed, .red-ui-notification,
.red-ui-workspace-chart-grid { display: none !important; }
#red-ui-workspace, #red-ui-main-container, #red-ui-workspace-chart { inset: 0 !important; margin: 0 !important; }
`;

/** Where a tab's nodes lie on the screen, in pixels of the page. */
function placeOf(page: Page, tab: string, { from = 0, to = Number.POSITIVE_INFINITY }: Motif, nodes: Example['nodes']) {
  const shown = nodes.filter(({ z, y }) => z === tab && Number(y) >= from && Number(y) <= to).map(({ id }) => id);
  return page.evaluate((ids) => {
    const boxes = ids.flatMap((id) => document.getElementById(id)?.getBoundingClientRect() ?? []);
    const left = Math.min(...boxes.map((box) => box.left));
    const top = Math.min(...boxes.map((box) => box.top));
    const right = Math.max(...boxes.map((box) => box.right));
    const bottom = Math.max(...boxes.map((box) => box.bottom));
    return { found: boxes.length, left, top, right, bottom };
  }, shown);
}

async function take(): Promise<void> {
  if (withoutBrowser) throw new Error(withoutBrowser);
  const directory = join(projectRoot, 'docs', 'chapters', 'images');
  await mkdir(directory, { recursive: true });
  const nodeRed = await startNodeRed({ settings: editorSettings });
  try {
    const port = await freePort();
    const flows = [...shownExamples(), ...examplesIn('examples/reference')];
    await nodeRed.deploy(flows.flatMap(({ nodes }) => onPort(nodes, port)));
    const { page, close } = await openEditor(nodeRed.url, { viewport: { width: 1600, height: 1300 }, scale: SCALE });
    try {
      await page.addStyleTag({ content: onlyTheFlow });
      for (const [name, motif] of Object.entries(motifs)) {
        const flow = flows.find(({ title }) => title === motif.title);
        const tab = flow?.nodes.find(({ type }) => type === 'tab')?.id;
        if (!flow || !tab) throw new Error(`there is no flow "${motif.title}"`);
        await page.evaluate(`RED.workspaces.show(${JSON.stringify(tab)})`);
        await page.waitForFunction(
          `document.getElementById(${JSON.stringify(flow.nodes.find(({ z }) => z === tab)?.id)})`,
        );
        const { left, top, right, bottom } = await placeOf(page, tab, motif, flow.nodes);
        const clip = {
          x: left - MARGIN,
          y: top - MARGIN,
          width: right - left + 2 * MARGIN,
          height: bottom - top + 2 * MARGIN,
        };
        await page.screenshot({ path: join(directory, `${name}.png`), clip });
      }
    } finally {
      await close();
    }
  } finally {
    await nodeRed.stop();
  }
}

void take();
