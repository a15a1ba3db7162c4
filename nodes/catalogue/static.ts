import type { opentouch } from './opentouch/index.ts';
import type { Static } from './types.ts';

/** The structures of OpenTouch by chapter and name, as TypeScript types: `OpenTouch<'opentouch-calls', 'Call'>`. */
export type OpenTouch<Set extends OpenTouchDomain['set'], Name extends OpenTouchName<Set>> = Static<
  Representations<Set>,
  Name
>;

type OpenTouchDomain = (typeof opentouch.domains)[number];
type Representations<Set> = Extract<OpenTouchDomain, { set: Set }>['representations'];
type OpenTouchName<Set> = keyof Representations<Set> & string;

type EventsOf<D> = D extends { events: infer E; representations: infer R }
  ? { [K in keyof E]: E[K] extends { type: infer T } ? Static<R, T> : never }
  : never;
type Join<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never;

/** Every notification of OpenTouch by its name. */
export type OpenTouchEvents = Join<EventsOf<OpenTouchDomain>>;
