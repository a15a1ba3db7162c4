// npm run pictures: takes the picture at the top of the README, a telephone of the simulator beside the flow that it sets going. Both are real.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { browserLaunch, editorSettings, openEditor, withoutBrowser } from '../../test/support/browser.ts';
import { type FlowNode, type NodeRed, projectRoot, startNodeRed } from '../../test/support/node-red.ts';

/** What the picture shows of the page, and of the flow; pixels. */
const PHONE = { x: 0, y: 96, width: 868, height: 560 };
const FLOW = { x: 0, y: 42, width: 740, height: 478 };

const here = join(projectRoot, 'scripts/docs/overview.json');
const target = join(projectRoot, 'docs/images/overview.png');

/** Nothing but the flow: the grid stays away, and so does whatever is around it. */
const onlyTheFlow = `
#red-ui-header, #red-ui-palette, #red-ui-sidebar, #red-ui-sidebar-separator, #red-ui-workspace-tabs, #red-ui-workspace-footer,
#red-ui-workspace-toolbar, .red-ui-tabs, .red-ui-flow-node-changed, .red-ui-notification, .red-ui-workspace-chart-grid { display: none !important; }
#red-ui-workspace, #red-ui-main-container, #red-ui-workspace-chart { inset: 0 !important; margin: 0 !important; }
`;

/** The two pictures side by side, with what each of them is. */
function composed(phone: Buffer, flow: Buffer): string {
  const picture = (data: Buffer) => `data:image/png;base64,${data.toString('base64')}`;
  return `<!doctype html><style>
body { margin: 0; padding: 18px; background: #fff; display: inline-grid; grid-template-columns: auto 44px auto; align-items: center; font: 20px sans-serif; color: #333; }
h1 { font-size: 21px; font-weight: 600; margin: 0 0 10px; } img { display: block; border: 1px solid #ccc; border-radius: 8px; }
.phone img { width: 620px; } .flow img { width: 740px; } .arrow { font-size: 40px; text-align: center; color: #15803d; }
</style><div class="phone"><h1>Something happens on a telephone …</h1><img src="${picture(phone)}"></div><div class="arrow">⇄</div>
<div class="flow"><h1>… and a flow does something. Or the other way round.</h1><img src="${picture(flow)}"></div>`;
}

async function ring(simulator: Simulator): Promise<void> {
  const body = JSON.stringify({ from: '+33199003010', to: '1002' });
  await fetch(`${simulator.url}/simulator/calls`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
}

/** Sets everything going: the web page calls, the clock forwards, and somebody calls Bob, whose telephone rings on. */
async function play(red: NodeRed, simulator: Simulator): Promise<void> {
  const green = ({ fill }: { fill?: string }) => fill === 'green';
  await red.untilStatus('overview-calls', green);
  await red.untilStatus('overview-voice', green);
  await fetch(`${red.url}/call`, { method: 'POST', body: new URLSearchParams({ number: '1005' }) });
  red.inject('overview-clock');
  await red.untilStatus('overview-forward', ({ text = '' }) => text !== '' && text !== 'sending');
  await ring(simulator);
  await red.untilStatus('overview-calls', ({ text = '' }) => /ringing/.test(text));
  await red.untilStatus('overview-person', ({ text = '' }) => /\d\d:\d\d/.test(text));
}

async function phonePicture(browser: Browser, simulator: Simulator): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(simulator.url);
  await page.getByText('rings: +33199003010').waitFor();
  return page.screenshot({ clip: PHONE });
}

async function flowPicture(page: Page): Promise<Buffer> {
  await page.addStyleTag({ content: onlyTheFlow });
  await page.evaluate(`RED.workspaces.show('overview')`);
  await page.locator('#overview-calls .red-ui-flow-node-status-group', { hasText: 'ringing' }).waitFor();
  return page.screenshot({ clip: FLOW });
}

async function take(): Promise<void> {
  if (withoutBrowser) throw new Error(withoutBrowser);
  const simulator = await startSimulator({ port: 0 });
  const red = await startNodeRed({ settings: editorSettings });
  const browser = await chromium.launch(browserLaunch);
  try {
    const flow = (await readFile(here, 'utf8')).replaceAll('http://127.0.0.1:18080', simulator.url);
    await red.deploy(JSON.parse(flow) as FlowNode[]);
    await play(red, simulator);
    const phone = await phonePicture(browser, simulator);
    const editor = await openEditor(red.url, { viewport: { width: 1100, height: 800 } });
    const shown = await flowPicture(editor.page).finally(editor.close);
    const page = await browser.newPage({ viewport: { width: 1500, height: 660 } });
    await page.setContent(composed(phone, shown));
    await writeFile(target, await page.locator('body').screenshot());
  } finally {
    await browser.close();
    await red.stop();
    await simulator.stop();
  }
}

void take();
