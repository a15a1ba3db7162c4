// Node-RED inside this process.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A folder in whose `node_modules` another Node-RED is than that of the project. */
const elsewhere = process.env.NODE_RED_INSTALL;

/** Node-RED has come to the end of starting flows: they run, or they cannot for what it says itself. */
async function settled(events) {
  await Promise.race([
    once(events, 'flows:started'),
    new Promise((resolve) => {
      const listen = ({ id, payload }) => {
        if (id !== 'runtime-state' || !payload?.error) return;
        events.off('runtime-event', listen);
        resolve();
      };
      events.on('runtime-event', listen);
    }),
  ]);
}

/** Starts Node-RED; resolves when the flows that it found are running. */
export async function serve({ host, port, ...settings }) {
  const installed = createRequire(elsewhere ? join(elsewhere, 'package.json') : import.meta.url);
  const RED = installed('node-red');
  const express = createRequire(installed.resolve('node-red'))('express');
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  RED.init(server, { uiHost: host, uiPort: port, httpAdminRoot: '/', httpNodeRoot: '/', ...settings });
  // As Node-RED's own command does it.
  const app = express();
  app.use('/', RED.httpAdmin);
  app.use('/', RED.httpNode);
  server.on('request', app);
  const flowsStarted = settled(RED.events);
  await RED.start();
  await flowsStarted;

  return {
    port: server.address().port,
    /** Node sets that could not be loaded, each with its reason. */
    failures: RED.nodes
      .getNodeList(({ err }) => err)
      .map(({ id, err }) => `${id}: ${String(err.message ?? err).split('\n', 1)}`),
    /** Replaces all flows; resolves when the new ones are saved and running. Nodes may carry `credentials`. */
    async deploy(nodes) {
      const started = settled(RED.events);
      await RED.runtime.flows.setFlows({ flows: { flows: nodes }, deploymentType: 'full' });
      await started;
    },
    async stop() {
      await RED.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}
