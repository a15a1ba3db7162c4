import { errorOutput, opentouchAccount, palette, typed, user } from './common.ts';
import type { TaskAction, TaskDescription } from './types.ts';

function listed(unseen: boolean): TaskAction {
  return {
    steps: [
      {
        operation: 'opentouch-get-com-records',
        values: {
          unanswered: true,
          role: 'CALLEE',
          afterDate: { input: 'since' },
          ...(unseen && { unacknowledged: true }),
        },
        result: { field: { type: 'MissedCall', many: true, at: 'comHistoryRecords' } },
      },
    ],
  };
}

/** Lists the calls that nobody answered. Teaming keeps no list of them. */
export const missedCalls = {
  ...palette,
  icon: 'telephony-log.svg',
  inputs: 1,
  outputs: 1,
  labelFrom: 'action',
  properties: {
    name: { value: '' },
    ...opentouchAccount,
    action: { value: 'all', values: ['all', 'unseen'] },
    since: { ...typed, from: 'since', example: '2026-01-31T08:00:00Z' },
    user,
    errorOutput,
  },
  actions: { all: { opentouch: listed(false) }, unseen: { opentouch: listed(true) } },
} as const satisfies TaskDescription;
