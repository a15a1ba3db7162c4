import type { SimulatedSystem } from '../system.ts';
import { type FailingSystem, type FaultName, type NamedFault, namedFaults } from './catalogue.ts';
import type { Faults } from './faults.ts';
import type { FaultState } from './state.ts';

/** How a fault is started; all optional. */
export interface FaultStart {
  /** Until it ends by itself; 60 if absent, and 0 means that it lasts until somebody ends it. */
  readonly seconds?: number;
  /** Befalls this one only, of those that it can befall. */
  readonly system?: FailingSystem;
}

interface Running {
  readonly system: FailingSystem | undefined;
  /** On the clock of `performance.now()`. */
  readonly endsAt: number | undefined;
  end(): void;
}

/** Seconds of a fault for which nothing else is said. */
const usual = 60;
/** Seconds of the longest fault: what a timer can wait for. */
const longest = 86_400;

/** Starts and ends the faults of the catalogue in the systems that are played. */
export class NamedFaultControl {
  readonly #faults: Faults;
  readonly #systems: () => readonly SimulatedSystem[];
  readonly #running = new Map<FaultName, Running>();
  readonly #observers = new Set<() => void>();

  constructor(faults: Faults, systems: () => readonly SimulatedSystem[]) {
    this.#faults = faults;
    this.#systems = systems;
  }

  /** All faults that can befall something that is played, in the order of the catalogue. */
  states(): FaultState[] {
    return Object.keys(namedFaults).flatMap((name) => {
      if (!isFaultName(name)) return [];
      const systems = this.#played(namedFaults[name]);
      return systems.length ? [this.#state(name, systems)] : [];
    });
  }

  /**
   * Starts a fault; one that is on already starts again, with the new end.
   *
   * @throws Error if there is no such fault, if it cannot befall what is named, or if the time makes no sense
   */
  start(name: string, { seconds = usual, system }: FaultStart = {}): FaultState {
    const { known, fault, systems } = this.#find(name);
    if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= longest))
      throw new Error(`"seconds" of a fault is a number from 0 to ${longest}, not ${JSON.stringify(seconds)}`);
    if (system !== undefined && !systems.includes(system))
      throw new Error(`${name} cannot befall ${JSON.stringify(system)}, only ${systems.join(', ')}`);
    this.#running.get(known)?.end();
    const endsAt = seconds ? performance.now() + seconds * 1000 : undefined;
    const timer = seconds ? setTimeout(() => this.end(known), seconds * 1000).unref() : undefined;
    const stop = this.#begin(fault, system === undefined ? systems : [system]);
    this.#running.set(known, {
      system,
      endsAt,
      end: () => {
        clearTimeout(timer);
        stop();
      },
    });
    this.#changed();
    return this.#state(known, systems);
  }

  /** Ends a fault; one that is off stays so. Throws an error if there is no such fault. */
  end(name: string): FaultState {
    const { known, systems } = this.#find(name);
    const running = this.#running.get(known);
    this.#running.delete(known);
    running?.end();
    if (running) this.#changed();
    return this.#state(known, systems);
  }

  /** Ends all of them. */
  endAll(): void {
    for (const name of [...this.#running.keys()]) this.end(name);
  }

  /** Calls whenever a fault starts or ends. @returns what ends the calls */
  observe(observer: () => void): () => void {
    this.#observers.add(observer);
    return () => {
      this.#observers.delete(observer);
    };
  }

  #begin(fault: NamedFault, befallen: readonly FailingSystem[]): () => void {
    const { requests = [], switches = [], actions = [], every } = fault;
    const systems = this.#systems().filter(({ name }) => befallen.some((one) => one === name));
    const act = () => {
      for (const system of systems) for (const action of actions) system.actions[action]?.();
    };
    const turn = (on: boolean) => {
      for (const system of systems) for (const name of switches) system.switches?.set(name, on);
    };
    const names = new Set<string>(befallen);
    const remove = this.#faults.layer(requests, ({ name }) => names.has(name));
    turn(true);
    act();
    const timer = every ? setInterval(act, every * 1000).unref() : undefined;
    return () => {
      clearInterval(timer);
      turn(false);
      remove();
    };
  }

  #find(name: string) {
    if (!isFaultName(name)) throw new Error(`there is no fault ${JSON.stringify(name)}`);
    const fault: NamedFault = namedFaults[name];
    const systems = this.#played(fault);
    if (!systems.length) throw new Error(`${name} befalls ${fault.systems.join(', ')}, which is not played here`);
    return { known: name, fault, systems };
  }

  #played({ systems }: NamedFault): FailingSystem[] {
    return systems.filter((wanted) => this.#systems().some(({ name }) => name === wanted));
  }

  #state(name: FaultName, systems: readonly FailingSystem[]): FaultState {
    const { title, does, seen } = namedFaults[name];
    const running = this.#running.get(name);
    const { system, endsAt } = running ?? {};
    return {
      name,
      title,
      does,
      seen,
      systems,
      on: running !== undefined,
      ...(system !== undefined && { system }),
      ...(endsAt !== undefined && { secondsLeft: Math.max(0, Math.ceil((endsAt - performance.now()) / 1000)) }),
    };
  }

  #changed(): void {
    for (const observer of this.#observers) observer();
  }
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(namedFaults, name);
}
