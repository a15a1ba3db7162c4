import { call } from './call.ts';
import { callSource } from './calls.ts';
import { dnd } from './dnd.ts';
import { findPerson } from './find-person.ts';
import { forward } from './forward.ts';
import { messageTask } from './message.ts';
import { missedCalls } from './missed-calls.ts';
import { presenceTask } from './presence.ts';
import { recordCall } from './recording.ts';
import type { TaskDescription } from './types.ts';
import { voiceMessages } from './voice-messages.ts';

/** The tasks by node type, in the order of the palette. */
export const taskNodes = {
  'telephony-call': call,
  'telephony-calls': callSource,
  'telephony-missed-calls': missedCalls,
  'telephony-voice-messages': voiceMessages,
  'telephony-forward': forward,
  'telephony-dnd': dnd,
  'telephony-presence': presenceTask,
  'telephony-message': messageTask,
  'telephony-find-person': findPerson,
  'telephony-record-call': recordCall,
} as const satisfies Readonly<Record<string, TaskDescription>>;
