import { createHash } from 'node:crypto';
import { isFromOtherSite } from '../../../runtime/nodes/same-origin.ts';
import { isPageFile, pageFile } from '../../page/files.ts';
import type { LivePages } from '../../page/live.ts';
import { telephoneActions } from '../../page/telephones.ts';
import type { FailingSystem } from '../faults/catalogue.ts';
import { type Faults, faultsFrom } from '../faults/faults.ts';
import type { NamedFaultControl } from '../faults/named.ts';
import { Routes } from '../http/routes.ts';
import { type Claim, type Incoming, json, type Reply, requestObject, type SimulatedSystem } from '../system.ts';
import { pageOf } from './page.ts';

interface Parts {
  readonly systems: readonly SimulatedSystem[];
  readonly faults: Faults;
  readonly named: NamedFaultControl;
  readonly live: LivePages;
}

type Handler = (ids: Readonly<Record<string, string>>, body: Record<string, unknown>, url: URL) => unknown;

/**
 * The simulator's own addresses:
 *
 * - `GET /simulator/faults`: `{ faults, actions, named }`, the faults that are switched on, the actions that there are, and the
 *   faults that can be started by name
 * - `GET /`: the page, and `GET /simulator/live`: what it is told, as server-sent events
 * - `POST /simulator/telephones/{system}/{id}/{action}`: what somebody does with their telephone
 * - `GET /simulator`: everything that there is as JSON, and `GET /simulator/tables` as a plain page
 * - `PUT /simulator/faults`: `{ faults?: Fault[], do?: (string | { action, milliseconds })[] }` replaces the faults and performs
 *   actions at once: `cut-channels`, `expire-sessions`, `switch-over`
 * - `PUT /simulator/faults/{name}`: `{ seconds?, system? }` starts one by its name; `DELETE` ends it, and `DELETE /simulator/faults`
 *   all of them
 * - and what the systems add: `POST /simulator/calls`, `POST /simulator/users`, …
 */
export class ControlSurface {
  readonly #parts: Parts;
  readonly #routes = new Routes<Handler>();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { systems, faults, named } = parts;
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
      })
      .add('DELETE', '/simulator/faults', () => {
        faults.clear();
        named.endAll();
        return this.#faults();
      })
      .add('PUT', '/simulator/faults/{name}', ({ name = '' }, { seconds, system, ...rest }) => {
        const [unknown] = Object.keys(rest);
        if (unknown !== undefined) throw new Error(`"${unknown}" is not known here`);
        // What is not right about them is said by the fault itself.
        return named.start(name, {
          ...(seconds !== undefined && { seconds: seconds as number }),
          ...(system !== undefined && { system: system as FailingSystem }),
        });
      })
      .add('DELETE', '/simulator/faults/{name}', ({ name = '' }) => named.end(name));
    this.#routes.add('POST', '/simulator/telephones/{system}/{id}/{action}', async (ids, body) => {
      const { telephones } = systems.find(({ name }) => name === ids['system']) ?? {};
      if (!telephones) throw new Error(`there are no telephones of "${ids['system']}" here`);
      const action = telephoneActions.find((known) => known === ids['action']);
      if (!action) throw new Error(`there is no action "${ids['action']}"`);
      await telephones.act(ids['id'] ?? '', action, body);
    });
    for (const [address, control] of systems.flatMap((system) => Object.entries(system.controls))) {
      const [method = '', path = ''] = address.split(' ');
      this.#routes.add(method, `/simulator${path}`, control);
    }
  }

  /** Whether there is anything at an address: `POST`, `/simulator/calls`. */
  knows(method: string, path: string): boolean {
    return this.#routes.match(method, path)?.found === true;
  }

  /**
   * Carries out what a request to one of the addresses would.
   * @throws Error that says what is in the way
   */
  async run(method: string, path: string, body: Record<string, unknown>): Promise<unknown> {
    const match = this.#routes.match(method, path);
    if (!match?.found) throw new Error(`there is nothing at ${method} ${path}`);
    return match.values[0]?.(match.ids, body, new URL(path, 'http://127.0.0.1'));
  }

  claim(incoming: Incoming): Claim | undefined {
    const { method, url, headers } = incoming;
    const { pathname } = url;
    const shown = (answer: Claim['answer']): Claim => ({ name: 'simulator', template: pathname, answer });
    if (method === 'GET' && isPageFile(pathname)) return shown(() => pageFile(pathname));
    if (method === 'GET' && pathname === '/simulator/live') return shown(() => this.#parts.live.reply());
    if (method === 'GET' && pathname === '/simulator/tables') return shown(() => this.#tablesPage(url));
    const match = this.#routes.match(method, url.pathname);
    if (!match) return undefined;
    const answer = async (): Promise<Reply> => {
      if (method !== 'GET' && isFromOtherSite(headers)) {
        return json(403, { error: 'a page of another site has sent this; only the simulator’s own page may' });
      }
      if (!match.found)
        return json(405, { error: `${method} is not possible here` }, { allow: match.allowed.join(', ') });
      try {
        const result = await match.values[0]?.(match.ids, requestObject(incoming.body), url);
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

  async #tablesPage({ origin }: URL): Promise<Reply> {
    const body = pageOf(await this.#sections(origin), origin);
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyFor(body),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    };
    return { status: 200, headers, body };
  }

  #sections(origin: string) {
    const sections = this.#parts.systems.map(async (system) => ({
      name: system.name,
      title: system.title,
      tables: { ...system.access(origin), ...(await system.snapshot()) },
      hints: system.hints(origin),
    }));
    return Promise.all(sections);
  }

  #faults() {
    const { systems, faults, named } = this.#parts;
    const actions = systems.flatMap((system) => Object.keys(system.actions));
    return { faults: faults.list, actions, named: named.states() };
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

/** Nothing runs, and nothing is drawn but what stands in the page, whatever text comes from elsewhere. */
function policyFor(html: string): string {
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return `${nothing}; style-src 'sha256-${hash}'`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
