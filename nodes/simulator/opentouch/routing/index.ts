import type { Exchange } from '../exchange/index.ts';
import type { Handlers, Notify } from '../server/contract.ts';
import type { Company } from '../users/company.ts';
import { savePreferences } from '../users/handlers.ts';
import { Checks } from './checks.ts';
import { routingHandlers } from './handlers.ts';
import { RoutingStates } from './state.ts';

interface World {
  readonly company: Company;
  readonly notify: Notify;
  /** Asks this routing, so it is there only when all is built. */
  exchange(): Exchange;
}

/** The chapter "Routing management": what the exchange asks, and the handlers through which users change it. */
export class Routing {
  readonly states: RoutingStates;
  readonly #checks: Checks;
  readonly #world: World;

  constructor(world: World) {
    const { company, notify, exchange } = world;
    this.#world = world;
    this.#checks = new Checks(company, (loginName, name) => company.preferencesOf(loginName)[name]);
    this.states = new RoutingStates({
      directory: company,
      notify,
      homeNumber: (subscriber) => this.#checks.homeNumber(subscriber),
      connect: (loginName, deviceId, state) => exchange().setDeviceState(loginName, deviceId, state),
    });
  }

  get handlers(): Handlers {
    const { company, notify, exchange } = this.#world;
    return routingHandlers({
      states: this.states,
      checks: this.#checks,
      notify,
      subscriber: (loginName) => exchange().subscriber(loginName),
      setColleague: (loginName, colleague) =>
        savePreferences(company, notify, loginName, { ...company.preferencesOf(loginName), colleague }),
    });
  }
}
