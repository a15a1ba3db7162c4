import type { SystemName } from '../catalogue/types.ts';
import { ControlSurface } from './control.ts';
import { Faults } from './faults.ts';
import { type ListenOptions, listen } from './http.ts';
import { OpenTouch } from './opentouch/index.ts';
import type { OpenTouchOptions } from './opentouch/options.ts';
import { Requests, type SeenRequest } from './requests.ts';
import { type Claim, type Incoming, json, type Reply, type SimulatedSystem } from './system.ts';

export interface SimulatorOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** PEM texts; with them the simulator speaks HTTPS. */
  readonly tls?: ListenOptions['tls'];
  /** Default: all. */
  readonly systems?: readonly SystemName[];
  readonly opentouch?: OpenTouchOptions;
}

export interface SimulatorUser {
  readonly login: string;
  readonly password: string;
  readonly description: string;
}

export interface Simulator {
  readonly url: string;
  readonly port: number;
  /** Who can log in. */
  readonly users: readonly SimulatorUser[];
  readonly opentouch: OpenTouch;
  readonly faults: Faults;
  /** Requests to the simulated systems, oldest first; the last 10,000. */
  requests(): readonly SeenRequest[];
  /** How often each was asked for, by method and path with ids in braces. */
  counts(): Readonly<Record<string, number>>;
  /** Closes every connection and timer. May be called again. */
  stop(): Promise<void>;
}

/** Starts a server that plays the telephony systems. Rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const opentouch = new OpenTouch(options.opentouch);
  const { systems: wanted = ['opentouch'] } = options;
  const systems: readonly SimulatedSystem[] = [opentouch].filter(({ name }) => wanted.includes(name));
  const faults = new Faults();
  const requests = new Requests();
  const control = new ControlSurface({ systems, faults });

  const serve = async (incoming: Incoming): Promise<Reply> => {
    const own = control.claim(incoming);
    if (own) return own.answer();
    for (const system of systems) {
      const claim = system.claim(incoming);
      if (claim) return served(claim, system, incoming);
    }
    return json(404, { error: `there is nothing at ${incoming.url.pathname}` });
  };

  const served = async (claim: Claim, system: SimulatedSystem, incoming: Incoming): Promise<Reply> => {
    const seen = requests.add(incoming, claim);
    const reply = await faults.answer(claim, system);
    seen.status = reply.status;
    return reply;
  };

  const { host = '127.0.0.1', port, tls } = options;
  const stopSystems = () => {
    faults.stop();
    opentouch.stop();
  };
  const server = await listen({ port, host, ...(tls && { tls }) }, serve).catch((error: unknown) => {
    stopSystems();
    throw error;
  });
  return {
    url: server.url,
    port: server.port,
    get users() {
      return usersOf(opentouch);
    },
    opentouch,
    faults,
    requests: () => requests.list(),
    counts: () => requests.counts(),
    stop: () => {
      stopSystems();
      return server.stop();
    },
  };
}

function usersOf({ company }: OpenTouch): SimulatorUser[] {
  return company.all.map(({ loginName, user }) => ({
    login: loginName,
    password: company.passwordOf(loginName) ?? '',
    description: user
      ? `${user.firstName} ${user.lastName}, ${user.companyPhone}, ${user.type}`
      : 'administrator of all users',
  }));
}
