import type { NodeAPI } from 'node-red';
import { monotonic } from '../../runtime/backoff.ts';
import {
  type Endpoint,
  type EndpointOptions,
  type InboundAnswer,
  type InboundRequest,
  openEndpoint,
} from '../../runtime/inbound/dispatcher.ts';
import { flowStateOf } from '../../runtime/nodes/flow-state.ts';

/**
 * Answers a request.
 * @param deadline on the monotonic clock; by then there has to be an answer
 */
export type PartnerHandler = (request: InboundRequest, deadline: number) => Promise<InboundAnswer>;

/** How an account serves its address. */
export interface ServedAddress extends Omit<EndpointOptions, 'handle'> {
  /** Milliseconds within which every request is answered. */
  readonly deadline: number;
  readonly handle: PartnerHandler;
  /** The answer when there is no account at the address by the deadline. */
  readonly absent: InboundAnswer;
}

/** What stands at an address while accounts come and go there. */
interface Place {
  readonly endpoint: Endpoint;
  /** Of the account that is there; of the last one while there is none. */
  served: ServedAddress;
  present: boolean;
  /** Requests that came between two accounts. */
  readonly waiting: Set<() => void>;
}

/** By path; there is one HTTP side in a process. */
const places = new Map<string, Place>();

/**
 * Serves an address. While the account is deployed anew, requests wait for the next one instead of finding nothing; where
 * none comes, for the flows were stopped, they are told so by their deadline.
 * @throws Error when the path is taken
 */
export function serveAt(RED: NodeAPI, path: string, served: ServedAddress): Endpoint {
  const known = places.get(path);
  if (known?.present) throw new Error(`The path ${path} is taken already`);
  const place = known ?? open(RED, path, served);
  place.served = served;
  place.present = true;
  resume(place);
  return {
    close() {
      place.present = false;
      const unsubscribe = flowStateOf(RED).subscribe({
        started() {
          unsubscribe();
          if (place.present || places.get(path) !== place) return;
          places.delete(path);
          place.endpoint.close();
          resume(place);
        },
      });
    },
  };
}

function open(RED: NodeAPI, path: string, served: ServedAddress): Place {
  const { limit, limitOf, tooLarge } = served;
  const answer = async (request: InboundRequest): Promise<InboundAnswer> => {
    const deadline = monotonic() + place.served.deadline;
    if (!place.present) await someoneBy(place, deadline);
    return place.present ? place.served.handle(request, deadline) : place.served.absent;
  };
  const place: Place = {
    endpoint: openEndpoint(RED, path, {
      limit,
      ...(limitOf && { limitOf }),
      ...(tooLarge && { tooLarge }),
      // Between two accounts nobody knows what the next one lets in.
      refuse: (head) => (place.present ? place.served.refuse?.(head) : undefined),
      handle: answer,
    }),
    served,
    present: false,
    waiting: new Set(),
  };
  places.set(path, place);
  return place;
}

/** Waits for the next account, or for the deadline. */
async function someoneBy({ waiting }: Place, deadline: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let resume = () => {};
  await new Promise<void>((resolve) => {
    resume = resolve;
    waiting.add(resume);
    timer = setTimeout(resolve, Math.max(0, deadline - monotonic()));
  });
  clearTimeout(timer);
  waiting.delete(resume);
}

function resume({ waiting }: Place): void {
  for (const go of waiting) go();
  waiting.clear();
}
