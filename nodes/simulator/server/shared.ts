import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';

interface Shared {
  readonly simulator: Promise<Simulator>;
  users: number;
}

const running = new Map<number, Shared>();
const stopping = new Map<number, Promise<unknown>>();

/**
 * The simulator on a port, started by its first user and stopped by its last: every imported example brings a simulator node,
 * and all of them mean the same one. It plays what any of them asked for. Rejects when the port is taken by somebody else.
 */
export async function acquireSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { port } = options;
  let shared = running.get(port);
  if (!shared) {
    // A redeploy may start the new node before the old server has let go of the port.
    const free = stopping.get(port) ?? Promise.resolve();
    shared = { simulator: free.then(() => startSimulator(options)), users: 0 };
    running.set(port, shared);
  }
  shared.users += 1;
  try {
    const simulator = await shared.simulator;
    simulator.play(options.systems);
    return simulator;
  } catch (error) {
    if (running.get(port) === shared) running.delete(port);
    throw error;
  }
}

/** Gives back what {@link acquireSimulator} gave. Resolves when the server has stopped, if this was its last user. */
export async function releaseSimulator(port: number): Promise<void> {
  const shared = running.get(port);
  if (!shared) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  running.delete(port);
  const stopped = shared.simulator.then((simulator) => simulator.stop()).catch(() => undefined);
  stopping.set(port, stopped);
  await stopped;
  if (stopping.get(port) === stopped) stopping.delete(port);
}
