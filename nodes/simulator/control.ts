import { type Faults, faultsFrom } from './faults.ts';
import { pageOf } from './page.ts';
import { Routes } from './routes.ts';
import { type Claim, type Incoming, json, objectIn, type Reply, type SimulatedSystem } from './system.ts';

interface Parts {
  readonly systems: readonly SimulatedSystem[];
  readonly faults: Faults;
}

type Handler = (ids: Readonly<Record<string, string>>, body: Record<string, unknown>, url: URL) => unknown;

/**
 * The simulator's own addresses:
 *
 * - `GET /`: a page to look at
 * - `GET /simulator`: the same as JSON
 * - `GET /simulator/faults`: `{ faults, actions }`, the faults that are switched on and the actions that there are
 * - `PUT /simulator/faults`: `{ faults?: Fault[], do?: (string | { action, milliseconds })[] }` replaces the faults and performs
 *   actions at once: `cut-channels`, `expire-sessions`, `switch-over`
 * - and what the systems add: `POST /simulator/calls`, `POST /simulator/users`, …
 */
export class ControlSurface {
  readonly #parts: Parts;
  readonly #routes = new Routes<Handler>();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { systems, faults } = parts;
    this.#routes
      .add('GET', '/simulator', async (_ids, _body, { origin }) => ({ url: origin, ...(await this.#tables(origin)) }))
      .add('GET', '/simulator/faults', () => this.#faults())
      .add('PUT', '/simulator/faults', (_ids, body) => {
        const { faults: wanted, do: actions = [], ...rest } = body;
        const [unknown] = Object.keys(rest);
        if (unknown !== undefined) throw new Error(`"${unknown}" is not known here`);
        const performs = listOf(actions).map((action) => this.#action(action));
        if (wanted !== undefined) faults.set(faultsFrom(wanted));
        for (const perform of performs) perform();
        return this.#faults();
      });
    for (const [address, control] of systems.flatMap((system) => Object.entries(system.controls))) {
      const [method = '', path = ''] = address.split(' ');
      this.#routes.add(method, `/simulator${path}`, control);
    }
  }

  claim(incoming: Incoming): Claim | undefined {
    const { method, url } = incoming;
    if (url.pathname === '/' && method === 'GET') {
      return { name: 'simulator', template: '/', answer: () => this.#page(url) };
    }
    const match = this.#routes.match(method, url.pathname);
    if (!match) return undefined;
    const answer = async (): Promise<Reply> => {
      if (!match.found)
        return json(405, { error: `${method} is not possible here` }, { allow: match.allowed.join(', ') });
      try {
        const result = await match.values[0]?.(match.ids, objectIn(incoming.body), url);
        return result === undefined ? { status: 204 } : json(method === 'POST' ? 201 : 200, result);
      } catch (error) {
        return json(400, { error: error instanceof Error ? error.message : String(error) });
      }
    };
    return { name: 'simulator', template: match.template, answer };
  }

  async #tables(origin: string) {
    const sections = await this.#sections(origin);
    return Object.fromEntries(sections.map(({ name, tables }) => [name, tables]));
  }

  async #page({ origin }: URL): Promise<Reply> {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    return { status: 200, headers, body: pageOf(await this.#sections(origin), origin) };
  }

  #sections(origin: string) {
    const sections = this.#parts.systems.map(async (system) => ({
      name: system.name,
      title: system.title,
      tables: { ...system.access(origin), ...(await system.snapshot()) },
      hints: system.hints(origin),
      panel: system.panel,
    }));
    return Promise.all(sections);
  }

  #faults() {
    const { systems, faults } = this.#parts;
    return { faults: faults.list, actions: systems.flatMap(({ actions }) => Object.keys(actions)) };
  }

  #action(asked: unknown): () => void {
    const { action, milliseconds } = (typeof asked === 'object' ? asked : { action: asked }) as Record<string, unknown>;
    const known = this.#parts.systems.flatMap(({ actions }) =>
      Object.hasOwn(actions, String(action)) ? [actions] : [],
    );
    if (!known.length) throw new Error(`there is no action ${JSON.stringify(action)}`);
    if (milliseconds !== undefined && typeof milliseconds !== 'number')
      throw new Error('"milliseconds" must be a number');
    return () => {
      for (const actions of known) actions[String(action)]?.(milliseconds);
    };
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
