import { isObject } from '../../schema/json.ts';
import type { Values } from '../../schema/values.ts';
import { OrangeRefusal } from '../orange/gateway/errors.ts';
import type { Voicesite } from './seed.ts';

/** A number of a customer, published at a site or free. */
export interface CloudVoiceNumber {
  readonly number: string;
  readonly customerCode: string;
  /** Absent: free. */
  readonly voiceSiteId?: string;
  readonly usage?: string;
  readonly history: readonly NumberChange[];
}

interface NumberChange {
  readonly date: string;
  readonly status: string;
}

/** A router of a customer. */
export interface Router {
  readonly name: string;
  readonly country: string;
  readonly customerDefinedCode: string;
  readonly siteReference: string;
  readonly city: string;
  readonly zipcode: string;
  readonly accessSiteId: string;
}

const published = 'PUBLISHED';
const released = 'RELEASED';
/** Numbers that every seeded site has. */
const perSite = 4;
/** Numbers that one range may have. */
const longestRange = 1000;
const firstNumber = 33_155_560_000;

/** The numbers of all customers, and which site each is published at. */
export class NumberInventory {
  readonly #sites: readonly Voicesite[];
  readonly #numbers = new Map<string, CloudVoiceNumber>();

  /** @param sites also those that are ordered later */
  constructor(sites: readonly Voicesite[]) {
    this.#sites = sites;
    for (const [index, { customerCode, voiceSiteId }] of sites.entries()) {
      for (let more = 0; more < perSite; more += 1) {
        const number = String(firstNumber + index * perSite + more);
        this.#keep({ number, customerCode, voiceSiteId, usage: 'CallingUserAssignment', history: [] }, published);
      }
    }
  }

  /** A customer's numbers as the API tells them, or the one that is asked for. */
  of(customerCode: string, number?: string): object[] {
    return [...this.#numbers.values()]
      .filter((one) => one.customerCode === customerCode && (number === undefined || one.number === number))
      .map((one) => this.#told(one));
  }

  /** Every number in a line. */
  rows() {
    return [...this.#numbers.values()].map(({ number, customerCode, voiceSiteId, usage, history }) => ({
      number,
      customerCode,
      status: history.at(-1)?.status,
      voiceSiteId,
      usage,
    }));
  }

  /** Publishes ranges at a site: all of them, or none. */
  publish(customerCode: string, fields: Values): void {
    const { voiceSiteId } = this.#site(customerCode, fields);
    const wanted = rangesIn(fields);
    for (const { number } of wanted) {
      const present = this.#numbers.get(number);
      if (present?.voiceSiteId)
        throw new OrangeRefusal(24, `numbers: ${number} is published at ${present.voiceSiteId}`);
    }
    for (const { number, usage } of wanted) {
      const { history = [] } = this.#numbers.get(number) ?? {};
      this.#keep({ number, customerCode, voiceSiteId, usage, history }, published);
    }
  }

  /** Takes ranges away from a site: all of them, or none. */
  release(customerCode: string, fields: Values): void {
    const { voiceSiteId } = this.#site(customerCode, fields);
    const wanted = rangesIn(fields);
    for (const { number } of wanted) {
      if (this.#numbers.get(number)?.voiceSiteId !== voiceSiteId) {
        throw new OrangeRefusal(24, `numbers: ${number} is not published at ${voiceSiteId}`);
      }
    }
    for (const { number } of wanted) {
      const { history = [] } = this.#numbers.get(number) ?? {};
      this.#keep({ number, customerCode, history }, released);
    }
  }

  #keep(number: CloudVoiceNumber, status: string): void {
    const history = [...number.history, { date: new Date().toISOString(), status }];
    this.#numbers.set(number.number, { ...number, history });
  }

  #site(customerCode: string, { voiceSiteId }: Values): Voicesite {
    const site = this.#sites.find((one) => one.voiceSiteId === voiceSiteId && one.customerCode === customerCode);
    if (!site) throw new OrangeRefusal(24, `voiceSiteId: customer ${customerCode} has no voice site ${voiceSiteId}`);
    return site;
  }

  #told({ number, voiceSiteId, usage, history }: CloudVoiceNumber): object {
    const site = this.#sites.find((one) => one.voiceSiteId === voiceSiteId);
    return {
      number,
      status: history.at(-1)?.status,
      ...(usage && { usage }),
      history,
      ...(site && { voiceSite: { voiceSiteId: site.voiceSiteId, technicalSiteName: site.technicalSiteName } }),
    };
  }
}

/** Every number of the ranges of a request. */
function rangesIn({ numbers }: Values): { readonly number: string; readonly usage: string }[] {
  return (Array.isArray(numbers) ? numbers : []).filter(isObject).flatMap(({ usage, rangeStart, rangeStop }) => {
    const [first, last] = [Number(rangeStart), Number(rangeStop)];
    if (!(first <= last)) throw new OrangeRefusal(24, `numbers: ${rangeStop} is before ${rangeStart}`);
    if (last - first >= longestRange) throw new OrangeRefusal(24, `numbers: more than ${longestRange} in one range`);
    return Array.from({ length: last - first + 1 }, (_, index) => ({
      number: String(first + index),
      usage: String(usage),
    }));
  });
}

/** The routers of a customer: one where each of the first sites is. */
export function routersOf(customerCode: string, sites: readonly Voicesite[]): Router[] {
  return sites
    .filter((site) => site.customerCode === customerCode)
    .map(({ technicalSiteName, customerSiteLabel, country }, index) => ({
      name: `${technicalSiteName}-R1`,
      country,
      customerDefinedCode: `SITE${index + 1}`,
      siteReference: technicalSiteName,
      city: customerSiteLabel,
      zipcode: String(10_000 + index),
      accessSiteId: `AS${String(index + 1).padStart(5, '0')}`,
    }));
}
