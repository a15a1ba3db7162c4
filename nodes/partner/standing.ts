import type { NodeAPI } from 'node-red';
import {
  type Endpoint,
  type EndpointOptions,
  type InboundAnswer,
  type InboundRequest,
  openEndpoint,
} from '../runtime/inbound.ts';

type Handle = (request: InboundRequest) => Promise<InboundAnswer>;

/** What stands at an address while accounts come and go there. */
interface Place {
  readonly endpoint: Endpoint;
  handle: Handle | undefined;
  /** Requests that came between two accounts. */
  readonly waiting: Set<() => void>;
}

/** By path; there is one HTTP side in a process. */
const places = new Map<string, Place>();

/**
 * Serves an address. While the account is deployed anew, requests wait for the next one instead of finding nothing.
 * @param absent the answer to requests for which no next account has come
 * @throws Error when the path is taken
 */
export function serveAt(
  RED: NodeAPI,
  path: string,
  options: Omit<EndpointOptions, 'handle'>,
  handle: Handle,
  absent: InboundAnswer,
): Endpoint {
  const known = places.get(path);
  if (known?.handle) throw new Error(`The path ${path} is taken already`);
  const place = known ?? open(RED, path, options, absent);
  place.handle = handle;
  resume(place);
  return {
    close() {
      place.handle = undefined;
      RED.events.once('flows:started', () => {
        if (place.handle || places.get(path) !== place) return;
        places.delete(path);
        place.endpoint.close();
        resume(place);
      });
    },
  };
}

function open(RED: NodeAPI, path: string, options: Omit<EndpointOptions, 'handle'>, absent: InboundAnswer): Place {
  const waiting = new Set<() => void>();
  const answer: Handle = async (request) => {
    if (!place.handle) await new Promise<void>((resolve) => waiting.add(resolve));
    return place.handle?.(request) ?? absent;
  };
  const place: Place = {
    endpoint: openEndpoint(RED, path, { ...options, handle: answer }),
    handle: undefined,
    waiting,
  };
  places.set(path, place);
  return place;
}

function resume({ waiting }: Place): void {
  for (const go of waiting) go();
  waiting.clear();
}
