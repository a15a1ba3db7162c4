import type { OpenTouch } from '../../../catalogue/static.ts';
import type { Handlers, OperationAnswer, OperationCall } from '../server/contract.ts';
import { listInQuery } from '../server/operation.ts';
import type { Conversations } from './conversations.ts';
import type { DeferredMessages } from './deferred.ts';

type Structure<Name extends 'ParticipantIds' | 'IMMessage' | 'IMState' | 'DeferredMessagesIds'> = OpenTouch<
  'opentouch-im',
  Name
>;

const ok = (body: unknown): OperationAnswer => ({ status: 200, body });
const refOf = ({ ids }: OperationCall): string => ids['callRef'] ?? '';

/** The twelve operations of the chapter "Instant Messaging". */
export function imHandlers(conversations: Conversations, deferred: DeferredMessages): Handlers {
  const act =
    (handle: (call: OperationCall) => void) =>
    (call: OperationCall): OperationAnswer => {
      handle(call);
      return { status: 204 };
    };

  return {
    'opentouch-get-im-calls': ({ loginName }) => ok({ imSessions: conversations.of(loginName) }),
    'opentouch-open-im-call': ({ loginName }) => ({ status: 201, reference: conversations.open(loginName) }),
    'opentouch-close-im-call': act((call) => conversations.close(call.loginName, refOf(call))),
    'opentouch-get-im-participants': (call) =>
      ok({ participants: conversations.participants(call.loginName, refOf(call)) }),
    'opentouch-add-im-participants': act((call) => {
      const { participantIds } = call.body as Structure<'ParticipantIds'>;
      conversations.add(call.loginName, refOf(call), participantIds ?? []);
    }),
    'opentouch-drop-im-participants': act((call) =>
      conversations.drop(call.loginName, refOf(call), listInQuery(call.query, 'partIds')),
    ),
    'opentouch-send-im': act((call) => {
      const { message, recipients } = call.body as Structure<'IMMessage'>;
      conversations.send(call.loginName, refOf(call), message, recipients ?? []);
    }),
    'opentouch-set-im-typing-state': act((call) => {
      const { imTypingState, recipients } = call.body as Structure<'IMState'>;
      conversations.type(call.loginName, refOf(call), imTypingState, recipients ?? []);
    }),
    'opentouch-get-deferred-messages': ({ loginName }) => ok({ messages: deferred.of(loginName) }),
    'opentouch-delete-deferred-messages': act(({ loginName, query }) =>
      deferred.delete(loginName, listInQuery(query, 'msgIds')),
    ),
    'opentouch-mark-deferred-messages': act(({ loginName, query, body }) => {
      const { ids } = body as Structure<'DeferredMessagesIds'>;
      deferred.mark(loginName, ids ?? [], query.get('read') === 'false');
    }),
    'opentouch-get-deferred-counters': ({ loginName }) => ok(deferred.countersOf(loginName)),
  };
}
