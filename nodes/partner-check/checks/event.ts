import { type EventFault, invalidField, missingField } from './event-fault.ts';
import { emptiesIn, isObject, type Json, quoted, textAt, valueAt } from './json.ts';
import { operationProblems } from './operations.ts';
import { isIsoDate } from './problems.ts';
import { licencesOf } from './update.ts';

/** Which of the two APIs an event belongs to. */
export type PartnerApi = 'productordering' | 'userservice';

/** Reads the body of an event, or says why it is none. */
export function readPartnerEvent(text: string): { readonly event?: Json; readonly faults: readonly EventFault[] } {
  if (!text.trim()) return { faults: [{ code: 21, words: 'the event has no body' }] };
  try {
    const event: unknown = JSON.parse(text);
    if (isObject(event)) return { event, faults: [] };
    return { faults: [{ code: 22, words: 'the event is no JSON object' }] };
  } catch {
    return { faults: [{ code: 22, words: 'the event is no valid JSON' }] };
  }
}

/** What is wrong with an event by itself, whatever is known of its order or licences. */
export function eventFaults(api: PartnerApi, event: Json): readonly EventFault[] {
  const empties = emptiesIn(event).map((found) => invalidField(`${found}: a node with nothing in it must be left out`));
  const { resource, time } = event;
  if (!textAt(event, 'type')) return [...empties, missingField('the event has no type')];
  if (!isObject(resource)) return [...empties, missingField('the event has no resource')];
  const when =
    time === undefined
      ? [missingField('the event has no time')]
      : isIsoDate(time)
        ? []
        : [invalidField(`time is ${quoted(time)}, no date and time with a zone in ISO 8601`)];
  return [...empties, ...when, ...(api === 'productordering' ? orderFaults(event) : licenceFaults(event))];
}

const stateByType: Readonly<Record<string, string>> = {
  completedStateNotification: 'completed',
  failedStateNotification: 'failed',
};

function orderFaults(event: Json): readonly EventFault[] {
  const type = textAt(event, 'type') ?? '';
  const state = valueAt(event, 'resource.state');
  const wanted = stateByType[type];
  return [
    ...(wanted
      ? []
      : [invalidField(`type is "${type}", ${Object.keys(stateByType).join(' or ')} is expected for an order`)]),
    ...(textAt(event, 'resource.id') ? [] : [missingField('resource.id is missing, the id of the order')]),
    ...finalFaults(state),
    ...(wanted && isFinal(state) && state !== wanted
      ? [invalidField(`the type ${type} does not go with the state "${state}"`)]
      : []),
  ];
}

/** An answer to an update has a state; a change of the partner's own has operations instead. */
function licenceFaults(event: Json): readonly EventFault[] {
  const licences = licencesOf(event['resource']);
  const state = valueAt(event, 'resource.state');
  return [
    ...(licences.length ? [] : [missingField('resource.userService is missing, the list of licences')]),
    ...licences.flatMap((licence, index) =>
      textAt(licence, 'id') ? [] : [missingField(`resource.userService.${index}.id is missing`)],
    ),
    ...(state === undefined ? licences.flatMap(operationProblems) : finalFaults(state)),
  ];
}

const isFinal = (state: unknown) => state === 'completed' || state === 'failed';

function finalFaults(state: unknown): readonly EventFault[] {
  if (isFinal(state)) return [];
  if (state === undefined) return [missingField('resource.state is missing')];
  if (state === 'partial') return [invalidField('the state "partial" is not used')];
  return [invalidField(`resource.state is ${quoted(state)}, completed or failed is expected`)];
}
