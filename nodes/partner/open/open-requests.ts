import { TelephonyError } from '../../runtime/errors.ts';
import type { Ledger, Request, UseCase } from '../ledger/ledger.ts';
import type { OpenCounts, OpenWatch } from './open-watch.ts';

/** Ids of licences that are shown at most. */
const longest = 10;

/** An open request as people and flows see it. */
export interface ShownRequest {
  readonly id: string;
  readonly api: Request['api'];
  readonly useCase: UseCase;
  /** Our id of the customer, or what Orange calls it; absent if neither is known. */
  readonly customer?: string;
  /** What was ordered, or the ids of the licences that are to change. */
  readonly about: string;
  /** ISO 8601. */
  readonly acceptedAt: string;
  /** Orange was told that the result comes later. */
  readonly acknowledged: boolean;
  /** A flow has it; the others wait until a source is wired that takes them. */
  readonly handedOut: boolean;
  /** ISO 8601; absent if nothing is ever overdue. */
  readonly dueAt?: string;
  readonly overdue: boolean;
}

/** What Orange has asked for and no flow has answered yet. */
export interface OpenRequests {
  /** Those of some use cases; all if none are given. */
  counts(useCases?: readonly UseCase[]): OpenCounts;
  /** Calls back when the numbers may have changed, until the function it returns is called. */
  onChange(listener: () => void): () => void;
  /** The oldest first. */
  list(limit: number): Promise<readonly ShownRequest[]>;
  /**
   * Hands one to its flow again, whether or not the flow still works on it.
   * @throws NOT_FOUND, CONFLICT if it was answered, or no source takes such requests
   */
  handOutAgain(id: string): Promise<ShownRequest>;
  /** Hands out again all that some source takes. */
  handOutAll(): Promise<readonly ShownRequest[]>;
}

/** What open requests are handed out with. */
export interface OpenRequestsParts {
  readonly ledger: Ledger;
  readonly watch: OpenWatch;
  /** Milliseconds after which they are overdue. */
  readonly after: number | undefined;
  handOutAgain(id: string): Promise<Request>;
}

/** The open requests of an account. */
export function openRequestsOf({ ledger, watch, after, handOutAgain }: OpenRequestsParts): OpenRequests {
  const shown = (request: Request): ShownRequest => {
    const { id, api, useCase, customer, acceptedAt, acknowledged } = request;
    return {
      id,
      api,
      useCase,
      ...(customer && { customer }),
      about: aboutOf(request),
      acceptedAt,
      acknowledged,
      handedOut: ledger.isTaken(id),
      ...(after !== undefined && { dueAt: new Date(Date.parse(acceptedAt) + after).toISOString() }),
      overdue: watch.isOverdue(id),
    };
  };
  return {
    counts: (useCases) => watch.counts(useCases),
    onChange: (listener) => watch.onChange(listener),
    list: async (limit) => (await ledger.requests({ states: ['open'], oldestFirst: true, limit })).map(shown),
    handOutAgain: async (id) => shown(await handOutAgain(id)),
    async handOutAll() {
      const handedOut: ShownRequest[] = [];
      for (const id of watch.ids()) {
        const request = await handOutAgain(id).catch(unlessAnswered);
        if (request) handedOut.push(shown(request));
      }
      return handedOut;
    },
  };
}

/** Those that were answered meanwhile, or that nobody takes, stay as they are. */
function unlessAnswered(error: unknown): undefined {
  if (error instanceof TelephonyError && ['CONFLICT', 'NOT_FOUND'].includes(error.code)) return undefined;
  throw error;
}

/** Ids of licences, not more than anybody would read. */
export function idsInShort(ids: readonly string[]): string {
  const more = ids.length > longest ? ` and ${ids.length - longest} more` : '';
  return `${ids.slice(0, longest).join(', ')}${more}`;
}

/** What a request is about, in a few words. */
export function aboutOf(request: Request): string {
  if (request.api === 'userService') return idsInShort(request.change.licences.map(({ id }) => id));
  const { customer, offer, quantity } = request.order;
  if (request.useCase === 'customer') return customer?.name ?? customer?.reference ?? '';
  const name = offer?.name ?? offer?.reference ?? '';
  return quantity === undefined ? name : `${quantity} × ${name}`;
}
