import type { Domain, Event, System } from '../catalogue/types.ts';
import type { Json } from './json.ts';
import { isObject } from './json.ts';
import { type Reading, type ReadOptions, read, readField } from './read.ts';

/** A notification of a server. */
export interface ReadEvent extends Reading {
  /** The event's name in the catalogue; that which the server gave it if it is in no catalogue; empty if it gave none. */
  readonly name: string;
}

interface Known {
  readonly name: string;
  readonly event: Event;
  readonly domain: Domain;
}

/** Reads the notifications of a system as the catalogue declares them. Never throws, whatever a server sends. */
export class EventReader {
  readonly #system: System;
  readonly #options: ReadOptions;
  /** By spelling, in small letters. */
  readonly #known = new Map<string, Known>();
  /** By the name of the event that they may stand for. */
  readonly #instead = new Map<string, Known>();
  readonly #other: Known | undefined;

  constructor(system: System, options: ReadOptions = {}) {
    this.#system = system;
    this.#options = options;
    for (const known of system.domains.flatMap(eventsOf)) {
      const { name, event } = known;
      for (const spelling of event.spellings ?? [name]) this.#known.set(spelling.toLowerCase(), known);
      if (event.insteadOf) this.#instead.set(event.insteadOf.event, known);
      if (name === system.otherEvent) this.#other = known;
    }
  }

  read(wire: unknown): ReadEvent {
    const { eventName, domains } = this.#system;
    const [first] = domains;
    const sent = eventName && first ? String(readField(first, eventName, wire) ?? '') : '';
    const known = this.#known.get(sent.toLowerCase()) ?? this.#other;
    if (!known) return { name: sent, value: isObject(wire) ? wire : {}, problems: [] };
    const reading = this.#readAs(known, wire);
    const instead = this.#instead.get(known.name);
    return instead && isSo(instead.event, reading.value)
      ? { name: instead.name, ...this.#readAs(instead, wire) }
      : { name: known.name, ...reading };
  }

  #readAs({ domain, event }: Known, wire: unknown): Reading {
    return read(domain, event.type, wire, this.#options);
  }
}

/** The name under which a server sends an event. */
export function sentNameOf(name: string, { spellings = [name] }: Event): string {
  return spellings[0] ?? name;
}

function eventsOf(domain: Domain): Known[] {
  return Object.entries(domain.events).map(([name, event]) => ({ name, event, domain }));
}

function isSo({ insteadOf }: Event, value: Json): boolean {
  return Object.entries(insteadOf?.when ?? {}).every(([name, expected]) => expected.includes(String(value[name])));
}
