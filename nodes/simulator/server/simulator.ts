import type { SystemName } from '../../catalogue/types.ts';
import type { BusinessApps } from '../business-apps/index.ts';
import type { BusinessTalk } from '../business-talk/index.ts';
import type { SimulatedOpenTouch } from '../opentouch/server/opentouch.ts';
import type { Orange } from '../orange/index.ts';
import { LivePages } from '../page/live.ts';
import { Log } from '../page/log.ts';
import { logEvents, logRequest } from '../page/log-sources.ts';
import { pageState, pageTables } from '../page/sources.ts';
import type { Teaming } from '../teaming/index.ts';
import { ControlSurface } from './control/control-surface.ts';
import { Faults } from './faults/faults.ts';
import { NamedFaultControl } from './faults/named.ts';
import { type ListenOptions, listen } from './http/listen.ts';
import { type SeenRequest, SeenRequests } from './http/seen-requests.ts';
import { type Claim, type Incoming, json, type Reply, type SimulatedSystem, type TableRow } from './system.ts';
import { createSystems, type SystemOptions } from './systems.ts';

/** What a simulator is started with, all optional. */
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

/** Somebody who can log in to a simulated system. */
export interface SimulatorUser {
  readonly login: string;
  readonly password: string;
  readonly description: string;
}

/** What it takes to get into one of the systems, by title. */
export interface SimulatorAccess {
  readonly title: string;
  readonly tables: Readonly<Record<string, readonly TableRow[]>>;
}

/** A running simulator. */
export interface Simulator {
  readonly url: string;
  readonly port: number;
  /** Who can log in to OpenTouch. */
  readonly users: readonly SimulatorUser[];
  readonly opentouch: SimulatedOpenTouch;
  /** What the APIs behind Orange's gateway share: sign-in, consent, tokens, quotas. */
  readonly orange: Orange;
  readonly teaming: Teaming;
  readonly businessTalk: BusinessTalk;
  readonly businessApps: BusinessApps;
  readonly faults: Faults;
  /** Trouble as it is known from the field, to be started by name. */
  readonly namedFaults: NamedFaultControl;
  /** Addresses, users, clients and keys of everything that is played. */
  access(): readonly SimulatorAccess[];
  /** What is played. */
  systems(): readonly SimulatedSystem[];
  /** What can be told to it below `/simulator`, without a request. */
  control(): Pick<ControlSurface, 'knows' | 'run'>;
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
  const requests = new SeenRequests();
  let systems: readonly SimulatedSystem[] = [];
  const named = new NamedFaultControl(faults, () => systems);
  const log = new Log();
  const live = new LivePages({ state: () => pageState(systems, named), tables: () => pageTables(systems) }, log);
  let control = new ControlSurface({ systems, faults, named, live });

  const play = (names: readonly SystemName[] = []) => {
    const wanted = names.length ? names : (Object.keys(behind) as SystemName[]);
    systems = [...new Set([...systems, ...wanted.flatMap((name) => behind[name])])];
    control = new ControlSurface({ systems, faults, named, live });
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
    logRequest(log, seen, reply, system);
    return reply;
  };

  const { host = '127.0.0.1', port, tls } = options;
  for (const system of Object.values(behind).flat()) logEvents(log, system);
  const stopSystems = () => {
    named.endAll();
    faults.stop();
    live.stop();
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
    namedFaults: named,
    access: () => systems.map((system) => ({ title: system.title, tables: system.access(server.url) })),
    systems: () => systems,
    control: () => control,
    play,
    requests: () => requests.list(),
    counts: () => requests.counts(),
    stop: () => {
      stopSystems();
      return server.stop();
    },
  };
}
