import { routing } from '../../../catalogue/opentouch/routing.ts';
import type { Directory } from '../contract.ts';
import { isSame, isStandard, type Subscriber, targetOf } from '../exchange/index.ts';
import { type Chosen, type Destination, type Failure, presentable } from './model.ts';

/** A request that was well formed but cannot be carried out: it is answered as a success, and an event tells what is wrong. */
export class Failed extends Error {
  readonly failure: Failure;

  constructor(resultCode: string, comment: string, more: Pick<Failure, 'cause' | 'destinationType'> = {}) {
    super(comment);
    this.failure = { resultCode, ...more, comment };
  }
}

type Kind = 'PresentationRoute' | 'ForwardRoute' | 'OverflowRoute';

/** What only one kind of user can choose; chapter "Routing management", table "Routes management". */
const onlyFor: Readonly<Record<string, Readonly<Record<string, 'STANDARD' | 'MULTIMEDIA'>>>> = {
  PresentationRoute: { TABLET: 'MULTIMEDIA', VIDEO: 'MULTIMEDIA' },
  ForwardRoute: { NUMBER: 'STANDARD' },
  OverflowRoute: { USER: 'MULTIMEDIA', OTHER: 'MULTIMEDIA', UNKNOWN: 'MULTIMEDIA', ASSOCIATE: 'STANDARD' },
};

/**
 * The one destination of a route that is to be selected, or undefined. What is not said to be unselected is meant.
 * @throws Failed when there is more than one
 */
export function onlySelected(destinations: readonly Destination[]): Destination | undefined {
  const [first, second] = selected(destinations);
  if (second) throw new Failed('ERROR_BAD_PARAMETER_VALUE', 'calls can go to one destination only');
  return first;
}

export function selected(destinations: readonly Destination[]): Destination[] {
  return destinations.filter((destination) => destination.selected !== false);
}

export class Checks {
  readonly #directory: Directory;
  readonly #preferenceOf: (loginName: string, name: 'personalPhone' | 'colleague') => string | undefined;

  constructor(
    directory: Directory,
    preferenceOf: (loginName: string, name: 'personalPhone' | 'colleague') => string | undefined,
  ) {
    this.#directory = directory;
    this.#preferenceOf = preferenceOf;
  }

  homeNumber({ loginName }: Subscriber): string | undefined {
    return this.#preferenceOf(loginName, 'personalPhone');
  }

  /** A condition of a forward: of standard users only. */
  condition(subscriber: Subscriber, forwardType: string | undefined): void {
    if (forwardType !== undefined && !isStandard(subscriber)) {
      throw new Failed('ERROR_INVALID_OPERATION', 'the forward of a multimedia user is immediate');
    }
  }

  /** The destination as calls need it. */
  chosen(subscriber: Subscriber, kind: Kind, destination: Destination): Chosen {
    const { type } = destination;
    const offered: readonly string[] = routing.representations[kind].destinations.offers.type;
    const only = onlyFor[kind]?.[type];
    if (!offered.includes(type) || (only && only !== (subscriber.user.type ?? 'STANDARD'))) {
      throw new Failed('ERROR_UNAUTHORIZED', `${type} is no destination here`, { destinationType: type });
    }
    if (type === 'VOICEMAIL') return this.#voicemail(subscriber);
    if (kind === 'PresentationRoute') return this.#presented(subscriber, destination);
    const number = destination.number ?? this.#colleague(subscriber, type);
    const target = this.#target(subscriber, type, number);
    if (type === 'USER' && target.kind !== 'user') {
      const cause = target.kind === 'outside' ? 'UNAUTHORIZED_NOT_AN_OT_USER' : 'UNAUTHORIZED_NOT_A_USER';
      throw new Failed('ERROR_UNAUTHORIZED', `${number} is no user`, { cause, destinationType: type });
    }
    if (type !== 'UNKNOWN') return { type, number: target.number };
    // The server finds out what it is.
    if (target.kind === 'service') return this.#voicemail(subscriber);
    return { type: target.kind === 'user' ? 'USER' : 'OTHER', number: target.number };
  }

  #voicemail({ loginName, user }: Subscriber): Chosen {
    if (user.voicemail?.number) return { type: 'VOICEMAIL' };
    throw new Failed('ERROR_UNAUTHORIZED', `${loginName} has no voicemail`, { destinationType: 'VOICEMAIL' });
  }

  #presented(subscriber: Subscriber, { type, number }: Destination): Chosen {
    const known = presentable(subscriber, this.homeNumber(subscriber)).find((one) => one.type === type);
    if (!known || (type === 'HOME' && !known.number)) {
      throw new Failed('ERROR_UNAUTHORIZED', `${type} is not declared for this user`, { destinationType: type });
    }
    return type === 'OTHER' ? { type, number: this.#target(subscriber, type, number).number } : { type };
  }

  #colleague({ loginName }: Subscriber, type: string): string | undefined {
    return type === 'ASSOCIATE' ? this.#preferenceOf(loginName, 'colleague') : undefined;
  }

  #target(subscriber: Subscriber, type: string, number: string | undefined) {
    if (!number) throw new Failed('ERROR_INCOMPLETE_PHONE_NUMBER', 'number is missing', { destinationType: type });
    const target = targetOf(this.#directory, number, subscriber);
    if (!target) {
      throw new Failed('ERROR_UNKNOWN_PHONE_NUMBER', `nobody has the number ${number}`, { destinationType: type });
    }
    if (target.kind === 'user' && isSame(target.subscriber, subscriber)) {
      throw new Failed('ERROR_BAD_PARAMETER_VALUE', `${number} is the user himself`, { destinationType: type });
    }
    return target;
  }
}
