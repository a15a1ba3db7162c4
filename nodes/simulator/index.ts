import type { SystemName } from '../catalogue/types.ts';
import type { BusinessApps } from './business-apps/index.ts';
import type { BusinessTalk } from './business-talk/index.ts';
import { ControlSurface } from './control.ts';
import { Faults } from './faults.ts';
import { type ListenOptions, listen } from './http.ts';
import type { OpenTouch } from './opentouch/index.ts';
import type { Orange } from './orange/index.ts';
import { Requests, type SeenRequest } from './requests.ts';
import { type Claim, type Incoming, json, type Reply, type Row, type SimulatedSystem } from './system.ts';
import { createSystems, type SystemOptions } from './systems.ts';
import type { Teaming } from './teaming/index.ts';

export interface SimulatorOptions extends SystemOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** PEM texts; with them the simulator speaks HTTPS. */
  readonly tls?: ListenOptions['tls'];
  /** Default, and if empty: all. */
  readonly systems?: readonly SystemName[];
}

export interface SimulatorUser {
  readonly login: string;
  readonly password: string;
  readonly description: string;
}

/** What it takes to get into one of the systems, by title. */
export interface SimulatorAccess {
  readonly title: string;
  readonly tables: Readonly<Record<string, readonly Row[]>>;
}

export interface Simulator {
  readonly url: string;
  readonly port: number;
  /** Who can log in to OpenTouch. */
  readonly users: readonly SimulatorUser[];
  readonly opentouch: OpenTouch;
  /** What the APIs behind Orange's gateway share: sign-in, consent, tokens, quotas. */
  readonly orange: Orange;
  readonly teaming: Teaming;
  readonly businessTalk: BusinessTalk;
  readonly businessApps: BusinessApps;
  readonly faults: Faults;
  /** Addresses, users, clients and keys of everything that is played. */
  access(): readonly SimulatorAccess[];
  /** Plays these systems as well; all if there are none. */
  play(systems?: readonly SystemName[]): void;
  /** Requests to the simulated systems, oldest first; the last 10,000. */
  requests(): readonly SeenRequest[];
  /** How often each was asked for, by method and path with ids in braces. */
  counts(): Readonly<Record<string, number>>;
  /** Closes every connection and timer. May be called again. */
  stop(): Promise<void>;
}

/** Starts a server that plays the telephony systems. Rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { behind, ...known } = createSystems(options);
  const faults = new Faults();
  const requests = new Requests();
  let systems: readonly SimulatedSystem[] = [];
  let control = new ControlSurface({ systems, faults });

  const play = (names: readonly SystemName[] = []) => {
    const wanted = names.length ? names : (Object.keys(behind) as SystemName[]);
    systems = [...new Set([...systems, ...wanted.flatMap((name) => behind[name])])];
    control = new ControlSurface({ systems, faults });
  };
  play(options.systems);

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
    for (const system of Object.values(known)) system.stop();
  };
  const server = await listen({ port, host, ...(tls && { tls }) }, serve).catch((error: unknown) => {
    stopSystems();
    throw error;
  });
  return {
    ...known,
    url: server.url,
    port: server.port,
    get users() {
      return known.opentouch.access().users;
    },
    faults,
    access: () => systems.map((system) => ({ title: system.title, tables: system.access(server.url) })),
    play,
    requests: () => requests.list(),
    counts: () => requests.counts(),
    stop: () => {
      stopSystems();
      return server.stop();
    },
  };
}
