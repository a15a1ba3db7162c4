import type { Node, NodeAPI, NodeDef, NodeMessage, NodeStatus } from 'node-red';
import type { Shared } from '../../runtime/connection.ts';
import { invalidInput, TelephonyError } from '../../runtime/errors.ts';
import { failAtStart } from '../../runtime/fail-at-start.ts';
import { namesIn } from '../../runtime/names.ts';
import { webhookOrigin } from './api.ts';
import type { Hub } from './hub.ts';
import type { HubState, Listener, News } from './listener.ts';

/** What a flow stores for a `teaming-events` node. */
export interface TeamingEventsConfig extends NodeDef {
  readonly account?: string;
  /** Comma-separated. */
  readonly userIds?: string;
  readonly eventTypes?: readonly string[];
  readonly audio?: boolean;
  readonly outputMode?: 'one' | 'per kind';
}

/** The account as event sources see it. */
export interface NotifyingAccount extends Shared {
  readonly notifications: Hub;
}

/** Registers the event source of Teaming. */
export function registerTeamingEvents(RED: NodeAPI): void {
  RED.nodes.registerType('teaming-events', function (this: Node, config: TeamingEventsConfig) {
    RED.nodes.createNode(this, config);
    const account = RED.nodes.getNode(config.account ?? '') as unknown as NotifyingAccount | null;
    const problem = problemWith(config, account);
    if (problem || !account) failAtStart(RED, this, problem ?? noAccount());
    else listen(RED, this, config, account);
  });
}

function problemWith({ eventTypes = [] }: TeamingEventsConfig, account: NotifyingAccount | null) {
  if (!account || !('notifications' in account)) return noAccount();
  if (eventTypes.length === 0) return invalidInput(webhookOrigin, 'eventTypes', 'is missing; choose at least one kind');
  return account.notifications.obstacle;
}

function noAccount(): TelephonyError {
  const message = 'teaming-events: no account is chosen, or it could not be started';
  return new TelephonyError('NO_ACCOUNT', message, { ...webhookOrigin, canRetry: false });
}

function listen(RED: NodeAPI, node: Node, config: TeamingEventsConfig, account: NotifyingAccount): void {
  const { notifications } = account;
  const { eventTypes = [], audio = false } = config;
  const output = config.outputMode === 'per kind' ? perKind(eventTypes) : single;
  const listener: Listener = {
    interest: { users: namesIn(config.userIds), eventTypes, audio },
    // Flows change what they get, and others get the same.
    onNews: (news) => node.send(output(RED.util.cloneMessage(messageOf(news)), news)),
    onState: (state) => node.status(statusOf(state, notifications.doubt !== undefined)),
    onProblem: (problem) => node.error(problem, {}),
    onWarning: (text) => node.warn(text),
  };
  if (notifications.doubt) node.warn(notifications.doubt);
  account.attach(node);
  notifications.add(listener);
  node.on('close', (removed: boolean, done: () => void) => {
    node.status({});
    const farewell = async () => {
      await notifications.remove(listener, removed);
      await account.detach(node);
    };
    void farewell().then(done, done);
  });
}

function messageOf({ topic, payload, userId, eventType }: News): NodeMessage {
  const event = { system: 'teaming', package: eventType, userId, receivedAt: new Date().toISOString() };
  return { topic, payload, event } as NodeMessage;
}

type Output = (message: NodeMessage, news: News) => NodeMessage | (NodeMessage | null)[];

const single: Output = (message) => message;

/** One output for each chosen kind, and a last one for everything else. */
function perKind(eventTypes: readonly string[]): Output {
  return (message, { eventType = '' }) => {
    const index = eventTypes.indexOf(eventType);
    const place = index < 0 ? eventTypes.length : index;
    return Array.from({ length: place + 1 }, (_, output) => (output === place ? message : null));
  };
}

function statusOf(state: HubState, doubtful: boolean): NodeStatus {
  switch (state.kind) {
    case 'connecting':
      return { fill: 'yellow', shape: 'ring', text: 'node-red:common.status.connecting' };
    case 'waiting':
      return { fill: 'red', shape: 'ring', text: `${state.reason.code}, ${state.seconds} s` };
    case 'connected': {
      const time = state.renewal.toTimeString().slice(0, 5);
      const text = `${state.count} subscribed, renewal ${time}`;
      return doubtful ? { fill: 'yellow', shape: 'dot', text: `? ${text}` } : { fill: 'green', shape: 'dot', text };
    }
  }
}
