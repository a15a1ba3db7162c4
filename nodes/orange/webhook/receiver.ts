import type { NodeAPI } from 'node-red';
import { type Endpoint, type InboundAnswer, type InboundRequest, openEndpoint } from '../../runtime/inbound.ts';
import { Sparingly } from '../../runtime/once.ts';
import { sameSecret } from '../../runtime/secrets.ts';
import { webhookPath } from './callback.ts';
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

/** The accounts of this process that listen, behind one endpoint. */
const recipients = new Set<Recipient>();
let endpoint: Endpoint | undefined;
/** Outlives deployments, as attacks do. */
let offences: Sparingly | undefined;

/** Lets an account hear what is sent to its address, until it is closed. */
export function receive(RED: NodeAPI, recipient: Recipient): Endpoint {
  const told = offences ?? new Sparingly((line) => RED.log.warn(line));
  offences = told;
  recipients.add(recipient);
  endpoint ??= openEndpoint(RED, webhookPath, { limit, handle: (request) => handle(request, told) });
  return {
    close: () => {
      recipients.delete(recipient);
      if (recipients.size > 0) return;
      endpoint?.close();
      endpoint = undefined;
    },
  };
}

async function handle({ method, path, body }: InboundRequest, offences: Sparingly): Promise<InboundAnswer> {
  const recipient = recipientAt(path.slice(1));
  if (!recipient) {
    offences.tell('A notification for Teaming came to an address that nobody has; it was refused');
    return { status: 404 };
  }
  if (method !== 'POST') {
    offences.tell('The address for notifications of Teaming was called with another method than POST; it was refused');
    return { status: 405, headers: { allow: 'POST' } };
  }
  let events: readonly TeamingEvent[];
  try {
    events = await readNotification(body);
  } catch {
    offences.tell('A notification for Teaming was neither JSON nor XML that can be read; it was refused');
    return { status: 400 };
  }
  const receptions = new Set(events.map((event) => recipient.accept(event)));
  if (receptions.has('repeated')) offences.tell('A notification for Teaming came again; it was ignored');
  if (!receptions.has('foreign')) return { status: 204 };
  offences.tell('A notification for Teaming belonged to no subscription of ours; it was refused');
  return { status: receptions.size > 1 ? 204 : 404 };
}

/** Compares with all of them, so that the time tells nothing. */
function recipientAt(secret: string): Recipient | undefined {
  return [...recipients].filter((recipient) => sameSecret(recipient.secret, secret))[0];
}
