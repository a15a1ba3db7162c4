import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systems } from '../../catalogue/index.ts';
import { listenWith } from '../../opentouch/channel/source.ts';
import { inBackground } from '../../runtime/background.ts';
import { asError } from '../../runtime/error-code.ts';
import { retry } from '../../runtime/http/retry.ts';
import type { SourceHandle } from '../../runtime/nodes/event-source.ts';
import { accountOf } from '../../runtime/nodes/used-account.ts';
import type { Account } from '../../runtime/operation/connection.ts';
import { perform } from '../../runtime/operation/perform.ts';
import { operationsOf } from '../../schema/describe.ts';
import { isObject, type Json, textOf } from '../../schema/json.ts';
import { namesIn } from '../../schema/names.ts';
import { voicemailType } from '../../teaming/mailboxes/mailboxes.ts';
import { listenAt } from '../../teaming/source.ts';
import { voiceMessageEvent } from './voice-message.ts';

/** What a flow stores for a source of voice messages. */
interface VoiceMessagesConfig extends NodeDef {
  readonly system?: string;
  readonly server?: string;
  readonly account?: string;
  /** Comma-separated login names or user ids; empty: the account's own user. */
  readonly userNames?: string;
}

const reading = operationsOf(systems.opentouch).find(({ type }) => type === 'opentouch-get-voicemail');

/** Registers the source of voice messages, of either system. */
export function registerVoiceMessages(RED: NodeAPI): void {
  RED.nodes.registerType('telephony-voice-messages', function (this: Node, config: VoiceMessagesConfig) {
    RED.nodes.createNode(this, config);
    if (config.system === 'teaming') followTeaming(RED, this, config);
    else followOpenTouch(RED, this, config);
  });
}

function followOpenTouch(RED: NodeAPI, node: Node, config: VoiceMessagesConfig): void {
  const closing = new AbortController();
  node.on('close', () => closing.abort());
  const account = accountOf<Account>(RED, config.server, 'connection');
  listenWith(RED, node, config, {
    listener: (source) => ({
      interest: { packages: [], events: ['OnMessageAdded'], loginNames: namesIn(config.userNames) },
      onEvent: (event) => {
        if (account)
          inBackground(announce(account, event, source, closing.signal), (error) => source.report(asError(error)));
      },
      onResync: () => {},
    }),
  });
}

/** Hands a message on with what was said; where that cannot be had, the message has to do. Never rejects. */
async function announce(
  { connection }: Account,
  { mailboxId, loginName, message }: Json,
  { emit, report }: SourceHandle,
  signal: AbortSignal,
): Promise<void> {
  const known = isObject(message) ? message : {};
  const values = { mailboxId, voicemailId: known['voicemailId'], loginName };
  const fetched = await fetchMessage(connection, values, signal).catch((error: unknown) => {
    if (!signal.aborted) report(asError(error));
    return {};
  });
  if (!signal.aborted) emit(voiceMessageEvent({ mailboxId, ...known, ...fetched }, textOf(loginName), 1));
}

async function fetchMessage(connection: Account['connection'], values: Json, signal: AbortSignal): Promise<object> {
  if (!reading) return {};
  const ask = () => perform(connection, reading, values, { signal, withAttachment: true });
  const { payload } = await retry(ask, signal);
  return isObject(payload) ? payload : {};
}

function followTeaming(RED: NodeAPI, node: Node, config: VoiceMessagesConfig): void {
  listenAt(RED, node, config, {
    listener: ({ emit }) => ({
      interest: { users: namesIn(config.userNames), eventTypes: [voicemailType], audio: true },
      onNews: ({ topic, payload, userId }) => {
        if (topic === 'new-message') emit(voiceMessageEvent(payload, userId, 0.001));
      },
    }),
  });
}
