import type { opentouch } from './opentouch/index.ts';
import type { Scalars } from './types.ts';

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

/** The TypeScript type that a declaration stands for. A server may add values to an enumeration at any time. */
type Static<R, N> = N extends keyof R
  ? R[N] extends readonly (infer V)[]
    ? V | (string & {})
    : StaticFields<R, R[N]>
  : N extends keyof Scalars
    ? Scalars[N]
    : never;

type StaticFields<R, F> = Simplify<
  {
    -readonly [K in keyof F as F[K] extends { required: true } ? K : never]: StaticField<R, F[K]>;
  } & {
    -readonly [K in keyof F as F[K] extends { required: true } ? never : K]?: StaticField<R, F[K]>;
  }
>;

type StaticField<R, F> = StaticPlain<R, F> | (F extends { orMany: infer M } ? Static<R, M>[] : never);

type StaticPlain<R, F> = F extends { type: infer T }
  ? F extends { many: true }
    ? T extends 'map<string,string>'
      ? Record<string, string>
      : Static<R, T>[]
    : Static<R, T>
  : never;

type Simplify<T> = { [K in keyof T]: T[K] };
