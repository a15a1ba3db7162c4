import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { invalidInput, type Origin, TelephonyError } from '../../runtime/errors.ts';
import { runInputNode } from '../../runtime/nodes/input-node.ts';
import { evaluate, isSet, type StoredInput } from '../../runtime/operation/inputs.ts';
import { isObject } from '../../schema/json.ts';
import type { RequestOutcome } from '../ledger/ledger.ts';
import { givenLicences } from '../wire/given.ts';
import type { GivenLicence, Licence } from '../wire/plain.ts';
import { Refusal } from '../wire/refusal.ts';
import { type Partner, partnerOf, partnersOf, type Shown, system } from './partner.ts';

const inputs = ['request', 'note', 'customerId', 'contactIds', 'fleetId', 'licences'] as const;
type Given = Partial<Record<(typeof inputs)[number], unknown>>;

/** What a flow stores for a `business-apps-reply` node. */
interface ReplyConfig extends NodeDef, Partial<Record<(typeof inputs)[number], StoredInput>> {
  readonly action?: Action | 'message';
  /** Whether messages that failed leave by a second output. */
  readonly errorOutput?: boolean;
}

type Action = 'complete' | 'fail' | 'acknowledge';

/** What became of a reply, for the message that goes on. */
interface Replied {
  readonly payload: unknown;
  readonly eventId?: string;
}

const origin: Origin = { system, operation: 'business-apps-reply' };
const actions: Readonly<Record<string, Action>> = {
  complete: 'complete',
  completed: 'complete',
  fail: 'fail',
  failed: 'fail',
  acknowledge: 'acknowledge',
  acknowledged: 'acknowledge',
};

/** Registers the node type that answers Orange. */
export function registerReply(RED: NodeAPI): void {
  RED.nodes.registerType('business-apps-reply', function (this: Node, config: ReplyConfig) {
    RED.nodes.createNode(this, config);
    runInputNode(this, {
      origin,
      errorOutput: config.errorOutput === true,
      perform: async (message, { send }) => {
        const replied = await reply(RED, this, config, message);
        send(Object.assign(message, replied, { operation: origin.operation }));
      },
    });
  });
}

async function reply(RED: NodeAPI, node: Node, config: ReplyConfig, message: NodeMessageInFlow): Promise<Replied> {
  const action = actionOf(config, message);
  const given: Given = {};
  for (const name of inputs) {
    const input = config[name];
    if (isSet(input)) given[name] = await evaluate(RED, node, message, input, origin, name);
  }
  const { id, partner, asks } = await find(RED, given.request);
  return asks ? show(partner, id, action, given) : conclude(partner, id, action, given);
}

function actionOf({ action = 'complete' }: ReplyConfig, message: NodeMessage): Action {
  const wanted = action === 'message' ? (message as { action?: unknown }).action : action;
  const known = typeof wanted === 'string' ? actions[wanted] : undefined;
  if (known) return known;
  throw invalidInput(origin, 'action', 'expected complete, fail or acknowledge; there is no partial result');
}

/** The request that is meant, and the account that has it. */
async function find(RED: NodeAPI, request: unknown) {
  const reference = isObject(request) ? request : { id: request };
  const id = String(reference['id'] ?? '');
  if (!id) throw invalidInput(origin, 'request', 'is missing; leave msg.request on the message, or give its id');
  const named = typeof reference['account'] === 'string' ? partnerOf(RED, reference['account']) : undefined;
  const asks = reference['api'] === 'consultation';
  if (named) return { id, partner: named, asks };
  for (const partner of partnersOf(RED)) {
    if (partner.hasConsultation(id)) return { id, partner, asks: true };
    const ledger = await partner.ledger.catch(() => undefined);
    if (await ledger?.request(id)) return { id, partner, asks: false };
  }
  const text = `there is no request ${id}`;
  throw new TelephonyError('NOT_FOUND', text, { ...origin, field: 'request', canRetry: false });
}

async function conclude(partner: Partner, id: string, action: Action, given: Given): Promise<Replied> {
  const ledger = await partner.ledger;
  if (action === 'acknowledge') return { payload: JSON.parse((await ledger.acknowledge(id)).body) };
  const { result, eventId } = await ledger.conclude(id, outcomeOf(action, given));
  return { payload: result, ...(eventId && { eventId }) };
}

function outcomeOf(action: Action, given: Given): RequestOutcome {
  const note = textOf(given.note);
  if (action === 'fail') return { state: 'failed', note: { text: note ?? 'The request was refused' } };
  const customerId = textOf(given.customerId);
  const fleetId = textOf(given.fleetId);
  const contactIds = listOf(given.contactIds);
  const licences = licencesOf(given.licences);
  return {
    state: 'completed',
    ...(note && { note: { text: note } }),
    ...(customerId && { customerId }),
    ...(fleetId && { fleetId }),
    ...(contactIds.length > 0 && { contactIds }),
    ...(licences.length > 0 && { licences }),
  };
}

function show(partner: Partner, id: string, action: Action, given: Given): Replied {
  if (action === 'acknowledge') {
    throw invalidInput(origin, 'action', 'a consultation is answered or not; it cannot be acknowledged');
  }
  const licences = action === 'fail' ? [] : licencesOf(given.licences).map(withId);
  const shown: Shown = action === 'fail' ? { failed: textOf(given.note) ?? 'Not possible' } : { licences };
  if (partner.show(id, shown)) return { payload: licences };
  const text = `nobody is waiting for an answer to this consultation any more`;
  throw new TelephonyError('CONFLICT', text, { ...origin, field: 'request', canRetry: false });
}

function withId(licence: GivenLicence, index: number): Licence {
  const { id } = licence;
  if (!id) throw invalidInput(origin, `licences[${index}].id`, 'is missing');
  return { ...licence, id };
}

function licencesOf(value: unknown): GivenLicence[] {
  try {
    return givenLicences(value);
  } catch (error) {
    if (error instanceof Refusal) throw invalidInput(origin, 'licences', error.message);
    throw error;
  }
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

function listOf(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : (textOf(value)?.split(',') ?? []);
  return list.map((item) => String(item).trim());
}
