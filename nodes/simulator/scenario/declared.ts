import type { Plain } from '../../catalogue/static.ts';
import type { Representations } from '../../catalogue/types.ts';
import { failingSystems } from '../server/faults/catalogue.ts';
import { duration } from './duration.ts';

const systems = ['opentouch', 'teaming', 'business-talk', 'business-apps'] as const;

/** When a step is due, after the beginning of the scenario. */
const at = { type: 'string', pattern: duration } as const;
/** An amount of time. */
const time = { type: 'string', pattern: duration } as const;
const text = { type: 'string' } as const;
const required = { type: 'string', required: true } as const;

/** What a scenario may say. In words of the catalogue, so that it is checked as everything else is. */
export const scenarioTypes = {
  representations: {
    Scenario: {
      name: text,
      about: text,
      systems: { type: 'string', many: true, values: systems },
      speed: { type: 'int', min: 1, max: 1000 },
      people: { type: 'Person', many: true },
      groups: { type: 'Membership', many: true },
      calls: { type: 'Call', many: true },
      actions: { type: 'Action', many: true },
      faults: { type: 'Fault', many: true },
      requests: { type: 'Request', many: true },
    },
    /** Somebody with a telephone who is not in the built-in company. */
    Person: {
      login: required,
      number: required,
      firstName: text,
      lastName: text,
      type: { type: 'string', values: ['STANDARD', 'MULTIMEDIA'] },
      password: text,
    },
    /** Puts somebody into a group. */
    Membership: {
      group: required,
      who: required,
      rights: { type: 'string', many: true, values: ['AGENT', 'SUPERVISOR', 'SUPERVISED'] },
      loggedIn: { type: 'boolean' },
    },
    Call: {
      at,
      from: required,
      name: text,
      to: required,
      system: { type: 'string', values: ['opentouch', 'teaming'] },
      answerAfter: time,
      transferAfter: time,
      transferTo: text,
      hangUpAfter: time,
    },
    /** What somebody does with their telephone. */
    Action: {
      at,
      who: required,
      do: {
        type: 'string',
        required: true,
        values: [
          'answer',
          'hold',
          'retrieve',
          'transfer',
          'divert',
          'hang-up',
          'leave-message',
          'forward',
          'do-not-disturb',
          'presence',
          'message',
        ],
      },
      to: text,
      from: text,
      value: text,
      text,
      on: { type: 'boolean' },
    },
    Fault: {
      at,
      fault: required,
      for: time,
      system: { type: 'string', values: failingSystems },
    },
    /** Whatever else can be told to the simulator. */
    Request: {
      at,
      request: {
        type: 'string',
        required: true,
        pattern: { form: '^(POST|PUT|DELETE) /\\S*$', examples: 'POST /teaming/messages' },
      },
      body: { type: 'Body' },
    },
    Body: {},
  },
} as const satisfies { readonly representations: Representations };

/** A scenario as it is written, its values converted. */
export type Scenario = Plain<typeof scenarioTypes, 'Scenario'>;

/** A call of a scenario. */
export type ScenarioCall = Plain<typeof scenarioTypes, 'Call'>;

/** What somebody does with their telephone, in a scenario. */
export type ScenarioAction = Plain<typeof scenarioTypes, 'Action'>;

/** A fault of a scenario. */
export type ScenarioFault = Plain<typeof scenarioTypes, 'Fault'>;

/** A request of a scenario to the simulator itself. */
export type ScenarioRequest = Plain<typeof scenarioTypes, 'Request'>;

/** Somebody new, in a scenario. */
export type ScenarioPerson = Plain<typeof scenarioTypes, 'Person'>;

/** What the lists of a scenario are called, and one entry of each where it comes alone. */
export const singular = {
  people: 'person',
  groups: 'group',
  calls: 'call',
  actions: 'action',
  faults: 'fault',
  requests: 'request',
} as const;
