import { setTimeout as wait } from 'node:timers/promises';
import type { Claim, Reply, SimulatedSystem } from '../system.ts';

/** Trouble that can be switched on. Without `status` and `reset` the request is served, after its `delay`. */
export interface Fault {
  /** Node type of the operation, or `authenticate`, `discovery`, `channel`. Absent: every request. */
  readonly on?: string;
  /** How many requests it meets. Absent: all, until it is taken away. */
  readonly times?: number;
  /** Milliseconds that pass before anything else happens. */
  readonly delay?: number;
  /** The request is not carried out but answered with this status. */
  readonly status?: number;
  /** What the answer carries: the system's own error (default), a web page as proxies send it, or nothing. */
  readonly body?: 'error' | 'html' | 'empty';
  /** Type of the system's own error, for example `NOT_READY`. */
  readonly type?: string;
  /** The connection is reset without an answer. */
  readonly reset?: boolean;
  /** The request is carried out, and the connection is reset instead of the answer. */
  readonly lost?: boolean;
}

/** The client's connection is to be reset instead of answered. */
export class Reset extends Error {}

/** Faults that lie behind the list: they meet requests to some of the systems that nothing in the list was meant for. */
interface Layer {
  readonly faults: readonly Fault[];
  readonly concerns: (system: SimulatedSystem) => boolean;
}

/** The faults that are switched on, in the order in which they are tried. */
export class Faults {
  #list: Fault[] = [];
  readonly #layers = new Set<Layer>();
  readonly #stopped = new AbortController();

  get list(): readonly Fault[] {
    return this.#list;
  }

  /** Replaces all faults. */
  set(faults: readonly Fault[]): void {
    this.#list = [...faults];
  }

  add(fault: Fault): void {
    this.#list.push(fault);
  }

  clear(): void {
    this.#list = [];
  }

  /**
   * Puts faults behind the list, for requests to some of the systems; they meet all of those until they are taken away.
   *
   * @returns what takes them away
   */
  layer(faults: readonly Fault[], concerns: (system: SimulatedSystem) => boolean): () => void {
    const layer: Layer = { faults, concerns };
    this.#layers.add(layer);
    return () => {
      this.#layers.delete(layer);
    };
  }

  /** Ends the delays that are running; their requests count as reset. */
  stop(): void {
    this.#stopped.abort();
  }

  /** Answers a request, or lets the first fault that is meant for it have it. Rejects with {@link Reset}. */
  async answer(claim: Claim, system: SimulatedSystem): Promise<Reply> {
    const fault = this.#take(claim.name) ?? this.#layered(claim.name, system);
    if (fault?.delay) await this.#wait(fault.delay);
    if (fault?.reset) throw new Reset();
    if (fault?.lost) {
      await claim.answer();
      throw new Reset();
    }
    if (fault?.status) return faulty(fault, fault.status, system);
    return claim.answer();
  }

  #take(name: string): Fault | undefined {
    const index = this.#list.findIndex((fault) => meets(fault, name));
    const fault = this.#list[index];
    if (fault?.times !== undefined) {
      const left = fault.times - 1;
      this.#list.splice(index, 1, ...(left > 0 ? [{ ...fault, times: left }] : []));
    }
    return fault;
  }

  /** Of several, the one that answers for the server goes before one that only delays. */
  #layered(name: string, system: SimulatedSystem): Fault | undefined {
    const faults = [...this.#layers]
      .flatMap((layer) => (layer.concerns(system) ? layer.faults : []))
      .filter((fault) => meets(fault, name));
    return faults.find(({ reset, status, lost }) => reset || status || lost) ?? faults[0];
  }

  async #wait(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.#stopped.signal }).catch(() => {
      throw new Reset();
    });
  }
}

const meets = ({ on }: Fault, name: string) => on === undefined || on === name;

function faulty(fault: Fault, status: number, system: SimulatedSystem): Reply {
  if (fault.body === 'empty') return { status };
  if (fault.body !== 'html') return system.refusal(status, fault.type);
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><head><title>${status}</title></head><body><h1>Proxy error ${status}</h1></body></html>`,
  };
}

const checks: Readonly<Record<keyof Fault, (value: unknown) => boolean>> = {
  on: (value) => typeof value === 'string' && value !== '',
  times: (value) => Number.isInteger(value) && Number(value) > 0,
  delay: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 600_000,
  status: (value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599,
  body: (value) => value === 'error' || value === 'html' || value === 'empty',
  type: (value) => typeof value === 'string',
  reset: (value) => typeof value === 'boolean',
  lost: (value) => typeof value === 'boolean',
};

/** Reads faults out of JSON. Throws an error that names the field. */
export function faultsFrom(value: unknown): Fault[] {
  if (!Array.isArray(value)) throw new Error('"faults" is a list');
  for (const fault of value) {
    if (typeof fault !== 'object' || fault === null) throw new Error('a fault is an object');
    for (const [name, given] of Object.entries(fault)) {
      if (!Object.hasOwn(checks, name)) throw new Error(`a fault has no "${name}"`);
      if (!checks[name as keyof Fault](given))
        throw new Error(`"${name}" of a fault cannot be ${JSON.stringify(given)}`);
    }
  }
  return value as Fault[];
}
