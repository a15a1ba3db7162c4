import { type EventFault, invalid, missing } from './event-fault.ts';
import { at, emptiesIn, isObject, type Json, quoted, textAt } from './json.ts';
import { operationProblems } from './operations.ts';
import { licencesOf } from './update.ts';
import { isDate } from './words.ts';

/** Which of the two APIs an event belongs to. */
export type Api = 'productordering' | 'userservice';

/** Reads the body of an event, or says why it is none. */
export function readEvent(text: string): { readonly event?: Json; readonly faults: readonly EventFault[] } {
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
export function eventFaults(api: Api, event: Json): readonly EventFault[] {
  const empties = emptiesIn(event).map((found) => invalid(`${found}: a node with nothing in it must be left out`));
  const { resource, time } = event;
  if (!textAt(event, 'type')) return [...empties, missing('the event has no type')];
  if (!isObject(resource)) return [...empties, missing('the event has no resource')];
  const when =
    time === undefined
      ? [missing('the event has no time')]
      : isDate(time)
        ? []
        : [invalid(`time is ${quoted(time)}, no date and time with a zone in ISO 8601`)];
  return [...empties, ...when, ...(api === 'productordering' ? orderFaults(event) : licenceFaults(event))];
}

const stateByType: Readonly<Record<string, string>> = {
  completedStateNotification: 'completed',
  failedStateNotification: 'failed',
};

function orderFaults(event: Json): readonly EventFault[] {
  const type = textAt(event, 'type') ?? '';
  const state = at(event, 'resource.state');
  const wanted = stateByType[type];
  return [
    ...(wanted
      ? []
      : [invalid(`type is "${type}", ${Object.keys(stateByType).join(' or ')} is expected for an order`)]),
    ...(textAt(event, 'resource.id') ? [] : [missing('resource.id is missing, the id of the order')]),
    ...finalFaults(state),
    ...(wanted && isFinal(state) && state !== wanted
      ? [invalid(`the type ${type} does not go with the state "${state}"`)]
      : []),
  ];
}

/** An answer to an update has a state; a change of the partner's own has operations instead. */
function licenceFaults(event: Json): readonly EventFault[] {
  const licences = licencesOf(event['resource']);
  const state = at(event, 'resource.state');
  return [
    ...(licences.length ? [] : [missing('resource.userService is missing, the list of licences')]),
    ...licences.flatMap((licence, index) =>
      textAt(licence, 'id') ? [] : [missing(`resource.userService.${index}.id is missing`)],
    ),
    ...(state === undefined ? licences.flatMap(operationProblems) : finalFaults(state)),
  ];
}

const isFinal = (state: unknown) => state === 'completed' || state === 'failed';

function finalFaults(state: unknown): readonly EventFault[] {
  if (isFinal(state)) return [];
  if (state === undefined) return [missing('resource.state is missing')];
  if (state === 'partial') return [invalid('the state "partial" is not used')];
  return [invalid(`resource.state is ${quoted(state)}, completed or failed is expected`)];
}
