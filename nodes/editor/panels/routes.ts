/** A field of a route with few values, and the name under which the words for these stand. */
export interface RouteChoice {
  readonly name: string;
  readonly choices: readonly string[];
  readonly values: string;
}

/** How a list of routes is written: each with a condition and a list of destinations, each of a kind, some with a number. */
export interface RoutesShape {
  /** The field that tells when a route applies; without a value it always does, unless one is required. */
  readonly condition?: RouteChoice & { readonly required?: true };
  /** The field that holds the destinations. */
  readonly list: string;
  readonly kind: RouteChoice;
  /** The field that only some kinds of destination have. */
  readonly text?: { readonly name: string; readonly beside: readonly string[] };
  /** What every destination holds beside. */
  readonly preset: Readonly<Record<string, boolean>>;
}

/** One destination, as the dialog shows it. */
export interface Line {
  readonly condition: string;
  readonly kind: string;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

/** The lines of an entered list; undefined if there is more in it than lines can show. */
export function linesOf(shape: RoutesShape, entered: string): Line[] | undefined {
  const routes = entered.trim() === '' ? [] : parsed(entered);
  if (!Array.isArray(routes)) return undefined;
  const lines = (routes as Json[]).flatMap((route) => linesOfRoute(shape, route));
  return same(routesFrom(shape, lines), routes) ? lines : undefined;
}

function linesOfRoute({ condition, list, kind, text }: RoutesShape, route: Json | null): Line[] {
  const destinations = route?.[list];
  return (Array.isArray(destinations) ? (destinations as Json[]) : []).map((destination) => ({
    condition: condition ? asText(route?.[condition.name]) : '',
    kind: asText(destination?.[kind.name]),
    text: text ? asText(destination?.[text.name]) : '',
  }));
}

/** The list that lines stand for: destinations under the same condition share a route. */
export function routesFrom({ condition, list, kind, text, preset }: RoutesShape, lines: readonly Line[]): object[] {
  const conditions = [...new Set(lines.map((line) => line.condition))];
  return conditions.map((value) => ({
    ...(condition && value && { [condition.name]: value }),
    [list]: lines
      .filter((line) => line.condition === value)
      .map((line) => ({
        [kind.name]: line.kind,
        ...(text && line.text && takesText({ text }, line.kind) && { [text.name]: line.text }),
        ...preset,
      })),
  }));
}

/** Whether a destination of this kind needs a text beside it: a number, a user. */
export function takesText({ text }: Pick<RoutesShape, 'text'>, kind: string): boolean {
  return text?.beside.includes(kind) ?? false;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Equal, in whatever order the keys stand. */
function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return keys.length === others.length && keys.every((key) => same((one as Json)[key], (other as Json)[key]));
}
