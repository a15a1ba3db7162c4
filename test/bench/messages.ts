import { account, operation, tab } from '../support/flow.ts';
import { type FlowNode, startNodeRed } from '../support/node-red.ts';
import { runtime } from '../support/runtime.ts';
import { compare } from './measure.ts';
import { openSession, startServer } from './server.ts';

const messages = 1500;

/** Messages per second through an operation node and through the core http request node, for the same request. */
export async function compareMessages(): Promise<void> {
  const server = await startServer();
  const red = await startNodeRed();
  try {
    const cookie = await openSession(server.url);
    const alice = { credentials: { login: 'alice', password: 'alice-secret' } };
    await red.deploy(
      tab(account(server.url, alice), operation('opentouch-get-logins'), httpRequest(server.url), prepare(cookie)),
    );
    for (const id of ['operation', 'prepare']) {
      red.inject(id);
      await red.next('out');
    }
    for (const concurrency of [1, 50]) {
      await compare(`GET /logins, ${concurrency} at a time`, 'messages/s', 'more', [
        { name: 'opentouch-get-logins', run: () => through('operation', concurrency) },
        { name: 'http request', run: () => through('prepare', concurrency) },
      ]);
    }
  } finally {
    await red.stop();
    await server.stop();
  }

  function through(id: string, concurrency: number): Promise<number> {
    const { events } = runtime();
    let [sent, arrived] = [0, 0];
    const started = performance.now();
    return new Promise((resolve) => {
      const next = () => {
        if (sent >= messages) return;
        sent += 1;
        red.inject(id);
      };
      const take = ({ sink }: { sink: string }) => {
        if (sink !== 'out') return;
        arrived += 1;
        if (arrived < messages) return next();
        events.off('test-sink', take);
        resolve((messages * 1000) / (performance.now() - started));
      };
      events.on('test-sink', take);
      for (let turn = 0; turn < concurrency; turn += 1) next();
    });
  }
}

/** Gives a message the headers that the request needs. */
function prepare(cookie: string): FlowNode {
  const func = `msg.headers = ${JSON.stringify({ cookie, accept: 'application/json' })}; return msg;`;
  return { id: 'prepare', type: 'function', z: 'tab', name: '', func, outputs: 1, wires: [['request']] };
}

function httpRequest(url: string): FlowNode {
  return {
    ...{ id: 'request', type: 'http request', z: 'tab', name: '', method: 'GET', ret: 'obj', paytoqs: 'ignore' },
    ...{
      url: `${url}/api/rest/1.0/logins`,
      tls: '',
      persist: true,
      proxy: '',
      authType: '',
      senderr: true,
      headers: [],
    },
    wires: [['out']],
  };
}
