import type { Values } from '../../../schema/values.ts';
import { OrangeRefusal } from '../../orange/gateway/errors.ts';

/** Settings of one service of a user; each service has some of them. */
export interface Service {
  readonly active: boolean;
  readonly forwardToPhoneNumber?: string;
  readonly ringSplash?: boolean;
  readonly numberOfRings?: number;
}

/** The services that there are. */
export const serviceNames = [
  'callForwardingAlways',
  'callForwardingBusy',
  'callForwardingNoAnswer',
  'callForwardingNotReachable',
  'doNotDisturb',
] as const;

/** The services that there are, by the names that paths have. */
export type ServiceName = (typeof serviceNames)[number];

const initial: Readonly<Record<ServiceName, Service>> = {
  callForwardingAlways: { active: false, ringSplash: false },
  callForwardingBusy: { active: false },
  callForwardingNoAnswer: { active: false, numberOfRings: 3 },
  callForwardingNotReachable: { active: false },
  doNotDisturb: { active: false, ringSplash: false },
};

const dialable = /^\+?[\d*#]{2,}$/;

/** Call forwarding and do not disturb of every user. */
export class Services {
  readonly #set = new Map<string, Partial<Record<ServiceName, Service>>>();
  readonly #changed: (userId: string, name: ServiceName) => void;

  constructor(changed: (userId: string, name: ServiceName) => void) {
    this.#changed = changed;
  }

  get(userId: string, name: ServiceName): Service {
    return this.#set.get(userId)?.[name] ?? initial[name];
  }

  /** Where calls go while the service is active. */
  destination(userId: string, name: ServiceName): string | undefined {
    const { active, forwardToPhoneNumber } = this.get(userId, name);
    return active ? forwardToPhoneNumber : undefined;
  }

  /** Changes what is given and keeps the rest. Throws {@link OrangeRefusal}. */
  set(userId: string, name: ServiceName, given: Values): void {
    const known = Object.keys({ ...initial[name], ...(name !== 'doNotDisturb' && { forwardToPhoneNumber: '' }) });
    const stranger = Object.keys(given).find((field) => !known.includes(field));
    if (stranger !== undefined) throw new OrangeRefusal(24, `${name} has no ${stranger}`);
    const number = given['forwardToPhoneNumber'];
    if (number !== undefined && !dialable.test(String(number))) {
      throw new OrangeRefusal(24, `forwardToPhoneNumber: ${number} is no number`);
    }
    this.#set.set(userId, { ...this.#set.get(userId), [name]: { ...this.get(userId, name), ...given } });
    this.#changed(userId, name);
  }

  /** Those that are active, for people to read. */
  summary(userId: string): string {
    return serviceNames
      .filter((name) => this.get(userId, name).active)
      .map((name) => [name, this.get(userId, name).forwardToPhoneNumber].filter(Boolean).join(' → '))
      .join(', ');
  }
}

/** Whether a number can be called. */
export const isDialable = (number: string) => dialable.test(number);
