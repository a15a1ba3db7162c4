import { TelephonyError } from '../../runtime/errors.ts';
import type { InboundAnswer, InboundHead, InboundRequest } from '../../runtime/inbound/dispatcher.ts';
import { inSlices, type Steps } from '../../runtime/slices.ts';
import type { PartnerSettings } from '../nodes/settings.ts';
import { readBody } from '../wire/body.ts';
import { readChange } from '../wire/change.ts';
import { readConsultation } from '../wire/consultation.ts';
import { readOrder } from '../wire/order.ts';
import type { Consultation } from '../wire/plain.ts';
import { Refusal } from '../wire/refusal.ts';
import { admit } from './authentication.ts';
import type { Consultations } from './consultations.ts';
import type { Intake, Read } from './intake.ts';
import { isPing, type RouteTarget, targetOf } from './route.ts';
import type { Running } from './running.ts';
import type { PartnerHandler } from './standing.ts';

/** Largest body of a request in bytes: some ten thousand licences in an update. A ping, which needs no login, has none. */
export const bodyLimit = 1024 * 1024;
const pingLimit = 1024;

/** The limit for one request, where it is less. */
export function limitOf({ path }: InboundHead): number | undefined {
  return isPing(path) ? pingLimit : undefined;
}

/** What answering Orange takes. */
export interface EndpointParts {
  readonly settings: PartnerSettings;
  readonly intake: Intake;
  readonly inquiries: Consultations;
  readonly running: Running;
  /** Told of what went wrong on this side, and of what was odd about a request. */
  report(error: unknown): void;
  remark(text: string): void;
}

/** Refuses who may not come in, before anything of what they send is read. */
export function refusingStrangers({
  settings,
  remark,
}: EndpointParts): (head: InboundHead) => InboundAnswer | undefined {
  return ({ path, headers }) => {
    if (isPing(path)) return undefined;
    try {
      admit(settings.gate, headers);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      remark(`A request to ${settings.path} was refused (401): ${error.body.message}; ${compare}`);
      return refusalAnswer(error);
    }
  };
}

const compare = "compare them with what is entered on Orange's portal; if they agree, somebody else is trying";

/** Answers what Orange sends. Never rejects. */
export function answering(parts: EndpointParts): PartnerHandler {
  return async (request, deadline) => {
    try {
      return await answer(parts, request, deadline);
    } catch (error) {
      if (error instanceof Refusal) return refusalAnswer(error);
      parts.report(error);
      const problem = error instanceof TelephonyError ? 'unavailable' : 'internal';
      return refusalAnswer(new Refusal(problem, 'The request could not be kept; send it again later'));
    }
  };
}

/** The answer to a body that is not even read. */
export const tooLarge = refusalAnswer(new Refusal('tooLarge', `At most ${bodyLimit} bytes are accepted`));

/** The answer while there is no account at the address. */
export const absent = refusalAnswer(new Refusal('unavailable', 'Nobody serves this address at the moment'));

async function answer(parts: EndpointParts, request: InboundRequest, deadline: number): Promise<InboundAnswer> {
  const { settings, running } = parts;
  if (!isPing(request.path)) admit(settings.gate, request.headers);
  const target = targetOf(request.method, request.path);
  if (target.what === 'ping') return json(200, '{"status":"ok"}');
  const ready = await inSlices(read(target, request));
  if (!(await running.by(deadline))) throw new Refusal('unavailable', 'The flows are not running');
  if ('consultation' in ready) return json(200, await parts.inquiries.ask(ready.consultation, deadline));
  if (ready.warnings.length > 0) {
    parts.remark('A request of Orange was not quite as documented; msg.request.warnings says how');
  }
  const { body } = await parts.intake.receive(ready, deadline);
  return json(settings.statuses[ready.asked.api], body);
}

/** What is wrong with a request is found before anything is done. */
function* read(
  target: RouteTarget,
  { query, headers, body: bytes }: InboundRequest,
): Steps<Read | { readonly consultation: Consultation }> {
  if (target.what === 'licences') return { consultation: readConsultation(query) };
  if (target.what === 'licence') return { consultation: readConsultation(query, target.id) };
  const { body, warnings } = yield* readBody(bytes, headers['content-type']);
  if (target.what === 'order') {
    return { asked: { api: 'productOrder', order: readOrder(body) }, body, warnings };
  }
  const { change, warnings: more } = yield* readChange(body);
  return { asked: { api: 'userService', change }, body, warnings: [...warnings, ...more] };
}

function refusalAnswer({ status, headers, body }: Refusal): InboundAnswer {
  const answer = json(status, JSON.stringify(body));
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function json(status: number, body: string): InboundAnswer {
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body };
}
