import type { Exchange } from '../exchange/index.ts';
import {
  type Directory,
  type Handlers,
  type Notify,
  type OperationAnswer,
  type OperationCall,
  Refused,
} from '../server/contract.ts';
import { calendarOf } from './calendar.ts';
import { entryIn } from './calendar-reader.ts';
import { Conferences } from './conferences.ts';
import { documentNamed, isPresentation, nameOf } from './documents.ts';
import type { Conference, ConferenceParticipant, ConferenceRequest, JoinRequest } from './model.ts';
import { leadersKept } from './people.ts';
import { bridgeNumber } from './seed.ts';

const done: OperationAnswer = { status: 204 };
const ok = (body: unknown): OperationAnswer => ({ status: 200, body });
const wants = ({ query }: OperationCall, name: string) => query.get(name) === 'true';
const listed = ({ query }: OperationCall, name: string) => (query.get(name) ?? '').split(/[,;]/).filter(Boolean);

/** The conference that was changed, if the caller asks for it. */
const changed = (call: OperationCall, conference: Conference): OperationAnswer =>
  wants(call, 'details') ? ok(conference) : done;

function created(call: OperationCall, conference: Conference): OperationAnswer {
  const reference = conference.conferenceId ?? '';
  return { status: 201, reference, ...(wants(call, 'details') && { body: conference }) };
}

/**
 * The handlers of chapter "Conference", by node type.
 * @param processing milliseconds until a presentation is cut into slides
 */
export function conferenceHandlers(
  directory: Directory,
  notify: Notify,
  exchange: Exchange,
  processing: number,
): Handlers {
  const conferences = new Conferences(directory, notify);
  const { delegates } = conferences;
  /** References of the conversations that are or were under way. */
  const conversations = new Map<string, string>();
  let documents = 100;

  const idOf = ({ ids }: OperationCall) => ids['conferenceId'] ?? '';
  const seen = (call: OperationCall) => conferences.seen(idOf(call), call.loginName);
  const managed = (call: OperationCall) => conferences.managed(idOf(call), call.loginName);
  const listOf = (call: OperationCall) => conferences.of(call.loginName, wants(call, 'expired'));
  const participantIds = ({ body }: OperationCall) => (body as { participantIds?: string[] }).participantIds ?? [];
  const calendar = (list: readonly Conference[]) => ok(calendarOf(list, bridgeNumber, new Date()));

  const regroup = (call: OperationCall, names: readonly string[], as: 'out' | 'leader' | 'participant') => {
    managed(call);
    return changed(call, conferences.regroup(idOf(call), names, as));
  };

  const addDocument = (conferenceId: string, name: string) => {
    if (!conferences.has(conferenceId)) return;
    documents += 1;
    const before = conferences.shown(conferenceId).documents ?? [];
    conferences.update(conferenceId, { documents: [...before, documentNamed(conferenceId, name, documents)] });
  };

  const join = (call: OperationCall): OperationAnswer => {
    const conference = seen(call);
    const { phone, webOnly, audioOnly, webPassword } = call.body as JoinRequest;
    if (webOnly && audioOnly) throw new Refused('BAD_PARAMETER', 'webOnly and audioOnly exclude each other');
    if (Date.parse(conference.endDate ?? '') <= Date.now()) throw new Refused('NOT_EXPECTED', 'the conference is over');
    if (!audioOnly && conference.webPassword && webPassword !== conference.webPassword) {
      throw new Refused('NOT_ALLOWED', 'webPassword is wrong');
    }
    if (webOnly) return { status: 200 };
    const conferenceId = idOf(call);
    const callId = exchange.callFromConference(bridgeNumber, phone, conversations.get(conferenceId));
    if (callId && callId !== conversations.get(conferenceId)) {
      conversations.set(conferenceId, callId);
      conferences.update(conferenceId, { callId });
    }
    return { status: 200 };
  };

  return {
    'opentouch-get-conferences': (call) => ok({ conferences: listOf(call) }),
    'opentouch-get-conferences-calendar': (call) => calendar(listOf(call)),
    'opentouch-create-conference': (call) =>
      created(call, conferences.create(call.loginName, call.query.get('delegator'), call.body as ConferenceRequest)),
    'opentouch-create-conference-from-calendar': (call) => {
      const { uid, request } = entryIn(String(call.body));
      if (uid === undefined || !conferences.has(uid)) {
        return created(call, conferences.create(call.loginName, call.query.get('delegator'), request, uid));
      }
      const { participants: before = [] } = conferences.managed(uid, call.loginName);
      const participants = leadersKept(before, request.participants ?? []);
      return created(call, conferences.change(uid, { ...request, participants }));
    },
    'opentouch-get-delegates': ({ loginName }) => ok({ participantIds: delegates.of(loginName) }),
    'opentouch-add-delegates': (call) => {
      delegates.add(call.loginName, participantIds(call));
      return done;
    },
    'opentouch-remove-delegates': (call) => {
      delegates.remove(call.loginName, listed(call, 'partIds'));
      return done;
    },
    'opentouch-get-conference': (call) => ok(seen(call)),
    'opentouch-change-conference': (call) => {
      managed(call);
      return ok(conferences.change(idOf(call), call.body as ConferenceRequest));
    },
    'opentouch-get-conference-calendar': (call) => calendar([seen(call)]),
    'opentouch-delete-conference': (call) => {
      managed(call);
      conferences.delete(idOf(call));
      return done;
    },
    'opentouch-upload-document': (call) => {
      managed(call);
      const name = nameOf((call.body as { file: unknown }).file);
      const conferenceId = idOf(call);
      if (isPresentation({ name })) exchange.switchboard.after(processing, () => addDocument(conferenceId, name));
      else addDocument(conferenceId, name);
      return done;
    },
    'opentouch-delete-document': (call) => {
      const { documents: before = [] } = managed(call);
      const kept = before.filter(({ id }) => id !== call.ids['documentId']);
      if (kept.length === before.length) throw new Refused('NOT_FOUND', `no document ${call.ids['documentId']}`);
      return changed(call, conferences.update(idOf(call), { documents: kept }));
    },
    'opentouch-join-conference': join,
    'opentouch-add-conference-participants': (call) => {
      managed(call);
      const { participants = [] } = call.body as { participants?: ConferenceParticipant[] };
      return changed(call, conferences.invite(idOf(call), participants));
    },
    'opentouch-remove-conference-participants': (call) => regroup(call, listed(call, 'partIds'), 'out'),
    'opentouch-promote-participants': (call) => regroup(call, participantIds(call), 'leader'),
    'opentouch-demote-participants': (call) => regroup(call, listed(call, 'partIds'), 'participant'),
  };
}
