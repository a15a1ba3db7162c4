import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Caught } from '../support/bench.ts';
import { privateAuthority } from '../support/certificate.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { Simulators } from '../support/opentouch-site.ts';
import { flowTo, timing, works } from './flow.ts';
import { installedAt, type Program } from './program.ts';
import { startSquid, startTinyproxy } from './proxies.ts';

const authority = privateAuthority();
const login = { username: 'node-red', password: 'secret-of-the-proxy' };
const simulators = new Simulators();
let red: NodeRed;
let proxy: Program | undefined;

before(async () => {
  red = await startNodeRed({ settings: { opentouchServerTiming: timing } });
});
afterEach(async () => {
  await red.deploy([]);
  await proxy?.stop();
  await simulators.stop();
});
after(() => red.stop());

const programs = [
  ['tinyproxy', startTinyproxy],
  ['squid', startSquid],
] as const;

for (const [name, start] of programs) {
  const command = installedAt(name);
  const skip = command ? false : `${name} is not installed`;

  for (const scheme of ['http', 'https']) {
    const serve = async () => {
      const simulator = await simulators.start(
        { minute: timing.minute },
        0,
        scheme === 'https' ? authority.issue() : undefined,
      );
      const started = await start(command ?? '', login);
      proxy = started;
      const access = { ...(scheme === 'https' && { authority: authority.cert }) };
      return { simulator, started, access };
    };

    test(`requests and the channel go through ${name} with a password, to ${scheme}`, { skip }, async () => {
      const { simulator, started, access } = await serve();
      await red.deploy(flowTo(simulator.url, { ...access, proxy: { port: started.port, login } }));
      await works(red, simulator, 'first');
      assert.deepEqual(red.waiting('errors'), []);
      // It goes, and comes back.
      await started.halt();
      await red.untilStatus('source', ({ fill }) => fill === 'red');
      await started.run();
      await works(red, simulator, 'second');
    });

    test(`a wrong password of ${name} is called that, on the way to ${scheme}`, { skip }, async () => {
      const { simulator, started, access } = await serve();
      const wrong = { ...login, password: 'not-it' };
      await red.deploy(flowTo(simulator.url, { ...access, proxy: { port: started.port, login: wrong } }));
      red.inject('operation');
      const { error } = (await red.next('errors')) as unknown as { error: Caught };
      // tinyproxy says 401 where 407 is due.
      assert.match(String(error.cause['type']), /^PROXY_40[17]$/, error.message);
      assert.match(error.message, /proxy 127\.0\.0\.1:\d+ .*password/);
      assert.equal(error.cause['sent'], 'no');
      assert.doesNotMatch(JSON.stringify(error), /not-it/);
      assert.equal(simulator.requests().length, 0);
    });
  }
}
