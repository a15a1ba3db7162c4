// A simulator in a process of its own, which floods one of its users with events when it is told to.
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { sampleEvent } from '../../../nodes/simulator/opentouch/subscriptions/events.ts';
import { startSimulator } from '../../../nodes/simulator/server/simulator.ts';

/** What is asked for: so many events, as fast as they go or so many a second. */
export interface SimulatedFlood {
  readonly count: number;
  readonly perSecond?: number;
}

/** Events between two looks at whatever else there is to do. */
const batch = 50;

const simulator = await startSimulator({ port: 0, opentouch: { queueLimit: 1_000_000 } });
const event = { ...sampleEvent('OnCallModified'), loginName: 'alice' };

async function flood({ count, perSecond }: SimulatedFlood): Promise<number> {
  const began = performance.now();
  for (let sent = 0; sent < count; ) {
    const allowed = perSecond ? Math.ceil(((performance.now() - began) * perSecond) / 1000) : sent + batch;
    for (const due = Math.min(count, allowed); sent < due; sent += 1) simulator.opentouch.notify('alice', event);
    await (perSecond ? wait(5) : turn());
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
