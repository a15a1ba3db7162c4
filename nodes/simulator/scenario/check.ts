import type { Simulator } from '../server/simulator.ts';
import { wordsOf } from './action.ts';
import { endsOf, memberOf, telephoneNow, telephonesPlayed } from './cast.ts';
import type { Scenario, ScenarioAction, ScenarioCall } from './declared.ts';
import { millisecondsOf } from './duration.ts';
import { ScenarioError } from './problems.ts';

/**
 * Whether a simulator can play a scenario: people, numbers, groups, faults and addresses are there, and times are in order.
 * @throws ScenarioError
 */
export function checkScenario(scenario: Scenario, simulator: Simulator): void {
  const problems = [
    ...systemProblems(scenario, simulator),
    ...peopleProblems(scenario, simulator),
    ...new StepChecks(scenario, simulator).problems(),
  ];
  if (problems.length > 0) throw new ScenarioError(problems);
}

function systemProblems({ systems = [] }: Scenario, simulator: Simulator): string[] {
  const played = simulator.systems().map(({ name }) => name);
  return systems.flatMap((name, index) =>
    played.includes(name) ? [] : [`systems[${index}]: ${name} is not played by this simulator`],
  );
}

function peopleProblems({ people = [] }: Scenario, simulator: Simulator): string[] {
  const { opentouch } = simulator;
  if (people.length > 0 && !simulator.systems().includes(opentouch))
    return ['people: they are for OpenTouch, which is not played by this simulator'];
  const numbers = new Map<string, string>();
  return people.flatMap(({ login, number }, index) => {
    const owner = numbers.get(number) ?? opentouch.company.byNumber(number)?.loginName;
    numbers.set(number, login);
    const known = opentouch.company.byLogin(login);
    if (owner !== undefined && owner !== login) return [`people[${index}].number: ${number} is the number of ${owner}`];
    if (known && known.user?.companyPhone !== number)
      return [`people[${index}].login: ${login} is somebody else's login already`];
    return [];
  });
}

/** Checks the lists of a scenario one by one. */
class StepChecks {
  readonly #scenario: Scenario;
  readonly #simulator: Simulator;
  /** Logins and numbers of those who come in with the scenario. */
  readonly #newcomers: ReadonlySet<string>;

  constructor(scenario: Scenario, simulator: Simulator) {
    this.#scenario = scenario;
    this.#simulator = simulator;
    this.#newcomers = new Set((scenario.people ?? []).flatMap(({ login, number }) => [login, number]));
  }

  problems(): string[] {
    const { groups = [], calls = [], actions = [], faults = [], requests = [] } = this.#scenario;
    const faultNames = this.#simulator.namedFaults.states();
    return [
      ...at('groups', groups, ({ group, who }) => [
        ...(this.#simulator.opentouch.groups.has(group) ? [] : [`group: there is no group ${group}`]),
        ...this.#nobody('who', who, 'opentouch'),
      ]),
      ...at('calls', calls, (call) => this.#call(call)),
      ...at('actions', actions, (action) => this.#action(action)),
      ...at('faults', faults, ({ fault, system }) => {
        const found = faultNames.find(({ name }) => name === fault);
        if (!found)
          return [`fault: there is no fault ${fault} here; there is ${faultNames.map(({ name }) => name).join(', ')}`];
        if (system === undefined || found.systems.includes(system)) return [];
        return [`system: ${fault} is for ${found.systems.join(', ')}`];
      }),
      ...at('requests', requests, ({ request }) => {
        const [method = '', path = ''] = request.split(' ');
        const known = this.#simulator.control().knows(method, `/simulator${path}`);
        return known ? [] : [`request: the simulator has nothing at ${request}`];
      }),
    ];
  }

  #call(call: ScenarioCall): string[] {
    const { from, to, system, answerAfter, transferTo, transferAfter } = call;
    if (system !== undefined && telephonesPlayed(this.#simulator, system).length === 0)
      return [`system: ${system} is not played by this simulator`];
    const ends = endsOf(this.#simulator, from, to, system);
    const isIn = (name: string) => this.#newcomers.has(name) || memberOf(this.#simulator, name, system) !== undefined;
    const isGroup = ends?.telephones.groups?.().some(({ id }) => id === ends.callee) === true;
    const leads =
      isIn(to) || isGroup || (isIn(from) && ends !== undefined) || (this.#newcomers.has(from) && this.#leads(to));
    if (!leads) return [`to: nobody has number ${to}`];
    if (ends?.caller !== undefined && ends.caller === ends.callee) return [`to: ${to} is the number of the caller`];
    const isTransfer = transferTo !== undefined || transferAfter !== undefined;
    return [
      ...(answerAfter !== undefined && !isIn(to) && !isGroup
        ? [`answerAfter: ${to} is outside, and is answered by itself`]
        : []),
      ...(transferTo !== undefined && transferAfter === undefined
        ? ['transferAfter is missing beside transferTo']
        : []),
      ...(transferTo === undefined && transferAfter !== undefined
        ? ['transferTo is missing beside transferAfter']
        : []),
      ...(isTransfer && ends?.system === 'teaming' ? ['transferTo: a telephone of Teaming cannot transfer'] : []),
      ...(transferTo !== undefined && !this.#leads(transferTo) ? [`transferTo: nobody has number ${transferTo}`] : []),
      ...orderProblems(call),
    ];
  }

  #leads(number: string): boolean {
    const systems = telephonesPlayed(this.#simulator);
    return this.#newcomers.has(number) || systems.some(({ telephones }) => telephones.leads(number));
  }

  #action(action: ScenarioAction): string[] {
    const { who, do: name } = action;
    const { needs = [], call } = wordsOf(name) ?? {};
    const absent = this.#nobody('who', who);
    if (absent.length > 0) return absent;
    const member = memberOf(this.#simulator, who);
    const telephone = member && telephoneNow(member);
    const able = !telephone || call || telephone.can.some((known) => known === name);
    return [
      ...needs.flatMap((need) => (action[need] === undefined ? [`${need} is missing; "${name}" needs it`] : [])),
      ...(name === 'presence' ? presenceProblems(action.value, telephone?.presences) : []),
      ...(able ? [] : [`do: the telephone of ${who} has no "${name}"`]),
      ...(name === 'message' && action.to !== undefined ? this.#nobody('to', action.to, member?.system) : []),
    ];
  }

  #nobody(field: string, who: string, system?: string): string[] {
    const known = this.#newcomers.has(who) || memberOf(this.#simulator, who, system) !== undefined;
    return known ? [] : [`${field}: there is nobody called ${who}`];
  }
}

function presenceProblems(value: string | undefined, possible: readonly string[] | undefined): string[] {
  if (value === undefined || !possible || possible.includes(value)) return [];
  return [`value: expected one of ${possible.filter(Boolean).join(', ')}, or nothing`];
}

/** A call is answered, transferred and ended in this order; times are counted from its beginning. */
function orderProblems(call: ScenarioCall): string[] {
  const order = ['answerAfter', 'transferAfter', 'hangUpAfter'] as const;
  const given = order.flatMap((name) => {
    const time = call[name];
    return time === undefined ? [] : [{ name, time: millisecondsOf(time), text: time }];
  });
  const late = given.flatMap(({ name, time, text }, index) => {
    const before = given[index - 1];
    return before && time <= before.time ? [`${name}: ${text} is not after ${before.name}, ${before.text}`] : [];
  });
  const unanswered = call.transferAfter !== undefined && call.answerAfter === undefined;
  return unanswered ? [...late, 'answerAfter is missing: only a call that is answered can be transferred'] : late;
}

function at<T>(list: string, entries: readonly T[], problemsOf: (entry: T) => readonly string[]): string[] {
  return entries.flatMap((entry, index) => problemsOf(entry).map((problem) => `${list}[${index}].${problem}`));
}
