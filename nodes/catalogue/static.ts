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

/** A structure of any domain, as TypeScript type: `Plain<typeof orders, 'Order'>`. */
export type Plain<D extends { readonly representations: object }, Name extends keyof D['representations']> = Static<
  D['representations'],
  Name
>;

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
    -readonly [K in keyof F as F[K] extends { inline: true }
      ? never
      : F[K] extends { required: true }
        ? K
        : never]: StaticField<R, F[K]>;
  } & {
    -readonly [K in keyof F as F[K] extends { inline: true } | { required: true } ? never : K]?: StaticField<R, F[K]>;
  } & InlineFields<R, F>
>;

/** The fields of structures that are one level further down on the wire only. */
type InlineFields<R, F> = [keyof InlineOnly<F>] extends [never] ? unknown : Join<InlineStatic<R, InlineOnly<F>>>;
type InlineOnly<F> = { [K in keyof F as F[K] extends { inline: true } ? K : never]: F[K] };
type InlineStatic<R, F> = { [K in keyof F]: F[K] extends { type: infer T } ? Static<R, T> : never }[keyof F];

type StaticField<R, F> = StaticPlain<R, F> | (F extends { orMany: infer M } ? Static<R, M>[] : never);

type StaticPlain<R, F> = F extends { codec: readonly ['nameValues'] }
  ? Record<string, unknown>
  : F extends { codec: readonly ['verbatim'] }
    ? unknown
    : F extends { spellings: infer S }
      ? keyof S | (F extends { otherwise: infer O } ? O : never)
      : StaticTyped<R, F>;

type StaticTyped<R, F> = F extends { type: infer T }
  ? F extends { many: true }
    ? T extends 'map<string,string>'
      ? Record<string, string>
      : Static<R, T>[]
    : Static<R, T>
  : never;

type Simplify<T> = { [K in keyof T]: T[K] };
