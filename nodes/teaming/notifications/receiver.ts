import type { NodeAPI } from 'node-red';
import {
  type Endpoint,
  type InboundAnswer,
  type InboundRequest,
  openEndpoint,
} from '../../runtime/inbound/dispatcher.ts';
import { sameSecret } from '../../runtime/inbound/secrets.ts';
import { type FlowState, flowStateOf } from '../../runtime/nodes/flow-state.ts';
import { ThrottledLog } from '../../runtime/nodes/throttled-log.ts';
import { webhookPath } from '../subscriptions/callback.ts';
import type { TeamingEvent } from './event.ts';
import type { Reception } from './inbox.ts';
import { readNotification } from './notification.ts';

/** Bytes of a notification at most. They have some hundreds. */
const limit = 256 * 1024;

/** One account, listening. */
export interface Recipient {
  /** The last step of its address. */
  readonly secret: string;
  /** Takes a notification over, to be told of it later. */
  accept(event: TeamingEvent): Reception;
}

/** Milliseconds that a notification waits for an account that is being deployed. */
const longestHold = 10_000;

/** The address of an account, open. */
export interface ReceiverHandle extends Endpoint {
  /** Closes it for now: what is sent to it waits for the account's successor, which is given these events first. */
  handOver(undelivered: readonly TeamingEvent[]): void;
  /** What a predecessor has taken and not delivered; told once. */
  inherited(): readonly TeamingEvent[];
}

/** What an account has left to its successor. */
interface Handover {
  readonly undelivered: readonly TeamingEvent[];
  /** Requests that wait for it. */
  readonly waiting: Set<() => void>;
  readonly timer: NodeJS.Timeout;
}

/** By secret: accounts that are being deployed anew. */
const handovers = new Map<string, Handover>();
/** The accounts of this process that listen, behind one endpoint. */
const recipients = new Set<Recipient>();
let endpoint: Endpoint | undefined;
/** Outlives deployments, as attacks do. */
let offences: ThrottledLog | undefined;

/** Lets an account hear what is sent to its address, until it is closed. */
export function receive(RED: NodeAPI, recipient: Recipient): ReceiverHandle {
  const told = offences ?? new ThrottledLog((line) => RED.log.warn(line));
  offences = told;
  recipients.add(recipient);
  const flows = flowStateOf(RED);
  const held = async (request: InboundRequest) => {
    if (flows.deploying) await deployed(flows);
    return handle(request, told);
  };
  endpoint ??= openEndpoint(RED, webhookPath, { limit, handle: held });
  let inheritance = endHandover(recipient.secret);
  return {
    inherited() {
      const events = inheritance;
      inheritance = [];
      return events;
    },
    close() {
      recipients.delete(recipient);
      closeUnused();
    },
    handOver(undelivered) {
      recipients.delete(recipient);
      const { secret } = recipient;
      const timer = setTimeout(() => {
        endHandover(secret);
        closeUnused();
      }, longestHold);
      timer.unref();
      handovers.set(secret, { undelivered: [...inheritance, ...undelivered], waiting: new Set(), timer });
    },
  };
}

/** Whether an account that was deployed anew has left something to its successor. */
export function isHandedOver(secret: string): boolean {
  return handovers.has(secret);
}

function closeUnused(): void {
  if (recipients.size > 0 || handovers.size > 0) return;
  endpoint?.close();
  endpoint = undefined;
}

function endHandover(secret: string): readonly TeamingEvent[] {
  const handover = handovers.get(secret);
  if (!handover) return [];
  handovers.delete(secret);
  clearTimeout(handover.timer);
  for (const go of handover.waiting) go();
  return handover.undelivered;
}

/** Resolves when the flows have been replaced, or when that takes too long. */
async function deployed(flows: FlowState): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let unsubscribe = () => {};
  await new Promise<void>((resolve) => {
    unsubscribe = flows.subscribe({ started: resolve });
    timer = setTimeout(resolve, longestHold);
  });
  clearTimeout(timer);
  unsubscribe();
}

async function handle({ method, path, body }: InboundRequest, offences: ThrottledLog): Promise<InboundAnswer> {
  const secret = path.slice(1);
  const successor = [...handovers].filter(([known]) => sameSecret(known, secret))[0]?.[1];
  if (successor) await new Promise<void>((resolve) => successor.waiting.add(resolve));
  const recipient = recipientAt(secret);
  if (!recipient && successor) return { status: 503 };
  if (!recipient) {
    offences.log('A notification for Teaming came to an address that nobody has; it was refused');
    return { status: 404 };
  }
  if (method !== 'POST') {
    offences.log('The address for notifications of Teaming was called with another method than POST; it was refused');
    return { status: 405, headers: { allow: 'POST' } };
  }
  let events: readonly TeamingEvent[];
  try {
    events = await readNotification(body);
  } catch {
    offences.log('A notification for Teaming was neither JSON nor XML that can be read; it was refused');
    return { status: 400 };
  }
  const receptions = new Set(events.map((event) => recipient.accept(event)));
  if (receptions.has('repeated')) offences.log('A notification for Teaming came again; it was ignored');
  if (!receptions.has('foreign')) return { status: 204 };
  offences.log('A notification for Teaming belonged to no subscription of ours; it was refused');
  return { status: receptions.size > 1 ? 204 : 404 };
}

/** Compares with all of them, so that the time tells nothing. */
function recipientAt(secret: string): Recipient | undefined {
  return [...recipients].filter((recipient) => sameSecret(recipient.secret, secret))[0];
}
