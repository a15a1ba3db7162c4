import type { Right, Role } from '../opentouch/groups/model.ts';
import type { FailingSystem } from '../server/faults/catalogue.ts';
import type { Simulator } from '../server/simulator.ts';
import { carryOutAction } from './action.ts';
import { PlayedCall } from './call.ts';
import { endsOf, memberOf, memberText } from './cast.ts';
import type { Scenario, ScenarioCall, ScenarioFault } from './declared.ts';
import { durationText, millisecondsOf } from './duration.ts';

/** Something that a scenario does. */
export interface ScenarioStep {
  /** Milliseconds after the beginning, at the pace of the scenario. */
  readonly at: number;
  /** Where it stands: `calls[2]`. */
  readonly place: string;
  /** Does it. Gives the sentence about it, if there is anything to tell. */
  run(): Promise<string | undefined>;
}

/** How the steps of a scenario are carried out. */
export interface StepContext {
  readonly simulator: Simulator;
  readonly speed: number;
  /** Ends what waits. */
  readonly signal: AbortSignal;
  /** Names of faults that the scenario has begun and not ended. */
  readonly faults: Set<string>;
}

/** How long a fault lasts for which nothing else is said. */
const usualFault = '60s';

/** Everything that a scenario does, in the order of time. */
export function stepsOf(scenario: Scenario, context: StepContext): ScenarioStep[] {
  const { calls = [], actions = [], faults = [], requests = [] } = scenario;
  const steps = [
    ...faults.flatMap((fault, index) => faultSteps(fault, `faults[${index}]`, context)),
    ...calls.flatMap((call, index) => callSteps(call, `calls[${index}]`, context)),
    ...actions.map((action, index) => ({
      at: timeOf(action.at),
      place: `actions[${index}]`,
      run: async () => {
        const member = memberOf(context.simulator, action.who);
        if (!member) throw new Error(`there is nobody called ${action.who}`);
        return carryOutAction(member, action, context.signal);
      },
    })),
    ...requests.map(({ at, request, body = {} }, index) => ({
      at: timeOf(at),
      place: `requests[${index}]`,
      run: async () => {
        const [method = '', path = ''] = request.split(' ');
        await context.simulator.control().run(method, `/simulator${path}`, body);
        return `${request} is carried out.`;
      },
    })),
  ];
  return steps.sort((one, other) => one.at - other.at);
}

const timeOf = (text = '0s') => millisecondsOf(text);

/** What is done before the time begins: who works here, and what they belong to. Who works here already stays as they are. */
export function openingSteps({ people = [], groups = [] }: Scenario, simulator: Simulator): ScenarioStep[] {
  const { opentouch } = simulator;
  const newcomers = people.map((person, index) => ({
    at: 0,
    place: `people[${index}]`,
    run: async () => {
      const { login, number, ...rest } = person;
      const isHere = opentouch.company.byLogin(login) !== undefined;
      if (!isHere)
        await simulator.control().run('POST', '/simulator/users', { loginName: login, companyPhone: number, ...rest });
      return `${nameOf(simulator, login)} ${isHere ? 'works here already' : 'joins the company'}.`;
    },
  }));
  const members = groups.map(({ group, who, rights = ['AGENT'], loggedIn = true }, index) => ({
    at: 0,
    place: `groups[${index}]`,
    run: async () => {
      const login = memberOf(simulator, who, 'opentouch')?.id ?? who;
      opentouch.groups.setMember(group, login, rights as Right[]);
      opentouch.groups.setRoles(group, login, loggedIn ? (rights as Role[]) : []);
      return `${nameOf(simulator, login)} is a member of group ${group}${loggedIn ? '' : ', logged out'}.`;
    },
  }));
  return [...newcomers, ...members];
}

function nameOf(simulator: Simulator, who: string): string {
  const member = memberOf(simulator, who, 'opentouch');
  return member ? memberText(member) : who;
}

function callSteps(call: ScenarioCall, place: string, { simulator, signal }: StepContext): ScenarioStep[] {
  const { from, to, system, answerAfter, transferAfter, transferTo, hangUpAfter } = call;
  const start = timeOf(call.at);
  let played: PlayedCall | undefined;
  const then = (after: string | undefined, run: (call: PlayedCall) => Promise<string | undefined>): ScenarioStep[] =>
    after === undefined
      ? []
      : [
          {
            at: start + millisecondsOf(after),
            place,
            run: async () => {
              if (!played) throw new Error('the call has not begun');
              return run(played);
            },
          },
        ];
  const begin = async () => {
    const ends = endsOf(simulator, from, to, system);
    if (!ends) throw new Error(`nobody has number ${to}`);
    played = new PlayedCall(call, ends, signal);
    return played.start();
  };
  return [
    { at: start, place, run: begin },
    ...then(answerAfter, (live) => live.answer()),
    ...then(transferAfter, (live) => live.transfer(transferTo ?? '')),
    ...then(hangUpAfter, (live) => live.hangUp()),
  ];
}

function faultSteps(
  { at, fault, for: time = usualFault, system }: ScenarioFault,
  place: string,
  { simulator, speed, faults }: StepContext,
): ScenarioStep[] {
  const start = timeOf(at);
  const length = millisecondsOf(time);
  const begin = async () => {
    const seconds = length / 1000 / speed;
    const options = { seconds, ...(system !== undefined && { system: system as FailingSystem }) };
    const { title } = simulator.namedFaults.start(fault, options);
    faults.add(fault);
    return `Fault "${title}" begins${length > 0 ? `, for ${durationText(length)}` : ''}.`;
  };
  const end = async () => {
    const { title } = simulator.namedFaults.end(fault);
    faults.delete(fault);
    return `Fault "${title}" ends.`;
  };
  return [{ at: start, place, run: begin }, ...(length > 0 ? [{ at: start + length, place, run: end }] : [])];
}
