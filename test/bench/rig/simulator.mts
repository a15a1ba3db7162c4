// A simulator in a process of its own, which floods one of its users with events when it is told to.
import { setTimeout as wait } from 'node:timers/promises';
import { sampleEvent } from '../../../nodes/simulator/opentouch/subscriptions/events.ts';
import { startSimulator } from '../../../nodes/simulator/server/simulator.ts';

/** What is asked for: so many events, so many a second. */
export interface SimulatedFlood {
  readonly count: number;
  readonly perSecond: number;
}

const simulator = await startSimulator({ port: 0, opentouch: { queueLimit: 1_000_000 } });
const event = { ...sampleEvent('OnCallModified'), loginName: 'alice' };

async function flood({ count, perSecond }: SimulatedFlood): Promise<number> {
  const began = performance.now();
  for (let sent = 0; sent < count; ) {
    const allowed = Math.ceil(((performance.now() - began) * perSecond) / 1000);
    for (const due = Math.min(count, allowed); sent < due; sent += 1) simulator.opentouch.notify('alice', event);
    await wait(5);
  }
  return performance.now() - began;
}

process.on('message', (what: SimulatedFlood) => {
  const before = process.cpuUsage();
  flood(what).then(
    (milliseconds) => {
      const { user, system } = process.cpuUsage(before);
      process.send?.({ milliseconds, busy: (user + system) / 1000 });
    },
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ url: simulator.url });
