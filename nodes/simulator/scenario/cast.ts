import type { Telephone } from '../page/state.ts';
import type { Telephones } from '../page/telephones.ts';
import type { Simulator } from '../server/simulator.ts';

/** Somebody's telephone, and the system that it belongs to. */
export interface CastMember {
  readonly system: string;
  readonly telephones: Telephones;
  readonly id: string;
}

/** The telephones of one system. */
export interface PlayedTelephones {
  readonly system: string;
  readonly telephones: Telephones;
}

/** The systems with telephones that a simulator plays; one of them if it is named. */
export function telephonesPlayed(simulator: Simulator, system?: string): PlayedTelephones[] {
  return simulator
    .systems()
    .flatMap(({ name, telephones }) =>
      telephones && (system === undefined || system === name) ? [{ system: name, telephones }] : [],
    );
}

/** Whose telephone a name or a number means, in whichever system. */
export function memberOf(simulator: Simulator, nameOrNumber: string, system?: string): CastMember | undefined {
  for (const played of telephonesPlayed(simulator, system)) {
    const id = played.telephones.idOf(nameOrNumber);
    if (id !== undefined) return { ...played, id };
  }
  return undefined;
}

/** The telephone as it is at this moment. */
export function telephoneNow({ telephones, id }: CastMember): Telephone | undefined {
  return telephones.all().find((telephone) => telephone.id === id);
}

/** Who it is, for people: `Alice Martin (1001)`. */
export function memberText(member: CastMember): string {
  const { name, number } = telephoneNow(member) ?? { name: member.id, number: '' };
  return number ? `${name} (${number})` : name;
}

/** Who takes part in a call: at least one of them is inside. */
export interface CallEnds extends PlayedTelephones {
  readonly caller: string | undefined;
  readonly callee: string | undefined;
}

/** The system in which a call can be made, and which of its ends belong to it; undefined if the number leads nowhere. */
export function endsOf(simulator: Simulator, from: string, to: string, system?: string): CallEnds | undefined {
  const possible = telephonesPlayed(simulator, system).map(({ system: name, telephones }): CallEnds => {
    const group = telephones.groups?.().find(({ number }) => number === to);
    return { system: name, telephones, caller: telephones.idOf(from), callee: telephones.idOf(to) ?? group?.id };
  });
  const within = possible.find(({ caller, callee }) => caller !== undefined && callee !== undefined);
  const outward = possible.find(({ caller, telephones }) => caller !== undefined && telephones.leads(to));
  return within ?? outward ?? possible.find(({ caller, callee }) => caller === undefined && callee !== undefined);
}
