// npm start: Node-RED with this package and its examples, running against a simulated telephone server.
import { join, relative } from 'node:path';
import { build, install, root, say } from './prepare.mjs';
import { exampleFlows } from './start/flows.mjs';
import { serve } from './start/serve.mjs';
import { userDirectory } from './start/user-directory.mjs';

const port = Number(process.env.PORT || 1880);
// An editor without a password is for this computer only, unless somebody decides otherwise.
const host = process.env.HOST || '127.0.0.1';
const simulatorPort = process.env.SIMULATOR_PORT || '18080';
const home = process.env.NODE_RED_USER_DIR || join(root, '.node-red');
/** Milliseconds that the flows get to end their sessions. */
const FAREWELL = 10_000;

install();
build();

const directory = userDirectory(home, root);
const examples = exampleFlows(join(root, 'examples'), simulatorPort);
const deploy = directory.wants(examples.nodes);

const editor = await serve({
  host,
  port,
  ...directory.settings,
  // Warnings of flows are shown in the editor.
  logging: { console: { level: 'error', metrics: false, audit: false } },
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, page: { title: 'Telephony for Node-RED' } },
}).catch((error) => {
  const reason = error.code === 'EADDRINUSE' ? `port ${port} is taken; choose another one with PORT=…` : error.message;
  process.stderr.write(`Node-RED could not be started: ${reason}\n`);
  process.exit(1);
});

for (const failure of editor.failures) process.stderr.write(`Not loaded: ${failure}\n`);

let ending = 0;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    // npm passes on the signal that the terminal sends to both of us; only a later one is impatience.
    if (ending && Date.now() - ending > 1000) process.exit(130);
    if (ending) return;
    ending = Date.now();
    setTimeout(() => process.exit(1), FAREWELL).unref();
    await editor.stop();
    process.exit(0);
  });
}

if (deploy) {
  await editor.deploy(examples.nodes);
  directory.deployed(examples.nodes);
}

const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
say(`
Telephony for Node-RED is running.

  Editor      http://${shown}:${editor.port}/
  Simulator   http://127.0.0.1:${simulatorPort}/

Open the editor. Tabs to try:
${[{ label: 'Start here', summary: 'one button, and what it does' }, ...examples.tabs].map((tab) => `  - ${tab.label}: ${tab.summary}`).join('\n')}

On a tab, press the button at the left edge of a node that has one and read the Debug sidebar. More examples: menu, Import, Examples.
${deploy ? '' : 'The flows are as you left them. '}Delete ${relative(process.cwd(), home)} to begin anew with the examples. Ctrl-C ends everything.
`);
