import { routing } from '../../../catalogue/opentouch/routing.ts';
import { callTargetOf, isSame, isStandard, type Subscriber } from '../exchange/index.ts';
import type { Directory } from '../server/contract.ts';
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

/**
 * The one destination of a route that is to be selected, or undefined. What is not said to be unselected is meant.
 * @throws Failed when there is more than one
 */
export function onlySelected(destinations: readonly Destination[]): Destination | undefined {
  const [first, second] = selected(destinations);
  if (second) throw new Failed('ERROR_BAD_PARAMETER_VALUE', 'calls can go to one destination only');
  return first;
}

/** The destinations that are switched on. */
export function selected(destinations: readonly Destination[]): Destination[] {
  return destinations.filter((destination) => destination.selected !== false);
}

/** Checks what a user wants their calls to be routed by. */
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
    const { offers, onlyFor } = routing.representations[kind].destinations;
    const offered: readonly string[] = offers.type;
    const kinds: Readonly<Record<string, string>> = onlyFor.kinds;
    const only = kinds[type];
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
    const target = callTargetOf(this.#directory, number, subscriber);
    if (!target) {
      throw new Failed('ERROR_UNKNOWN_PHONE_NUMBER', `nobody has the number ${number}`, { destinationType: type });
    }
    if (target.kind === 'user' && isSame(target.subscriber, subscriber)) {
      throw new Failed('ERROR_BAD_PARAMETER_VALUE', `${number} is the user himself`, { destinationType: type });
    }
    return target;
  }
}
