import { errorOutput, opentouchAccount, palette, typed, user } from './common.ts';
import type { TaskAction, TaskDescription, TaskResult } from './types.ts';

/** Everybody in the directories who fits a name, a number or an e-mail address. */
export const people = {
  operation: 'opentouch-start-search',
  procedure: 'search',
  result: { field: { type: 'Person', many: true, at: '' } },
} as const;

function found(more: Partial<TaskResult>): { readonly opentouch: TaskAction } {
  return {
    opentouch: {
      requires: ['search'],
      steps: [
        {
          ...people,
          values: { filter: { input: 'search', as: 'searchFilter' } },
          result: { ...people.result, ...more },
        },
      ],
    },
  };
}

/** Finds people in the directories by whatever is known of them. Teaming has no directory. */
export const findPerson = {
  ...palette,
  icon: 'telephony-directory.svg',
  inputs: 1,
  outputs: 1,
  labelFrom: 'search',
  properties: {
    name: { value: '' },
    ...opentouchAccount,
    action: { value: 'all', values: ['all', 'one'] },
    search: { ...typed, from: ['number', 'name', 'phoneNumber'], bare: true, example: 'Baker' },
    user,
    errorOutput,
  },
  actions: { all: found({}), one: found({ meantBy: 'search' }) },
} as const satisfies TaskDescription;
