/** The whole as it should be, and once for each place and each way to spoil it: missing, null, doubled, alone where a list is due, or of another type. */
export function* spoiled(whole: unknown): Generator<unknown> {
  yield whole;
  for (const path of pathsIn(whole)) {
    for (const spoil of ways) yield changed(whole, path, spoil);
  }
}

type Path = readonly (string | number)[];

const absent = Symbol('absent');

const ways: readonly ((value: unknown) => unknown)[] = [
  () => absent,
  () => null,
  (value) => [value, value],
  (value) => (Array.isArray(value) ? value[0] : { value }),
  () => 'text',
  () => 7,
  () => true,
  () => [],
  () => ({}),
  () => [null, 'text', 7, {}, []],
  (value) => (typeof value === 'object' ? 'false' : String(value)),
  () => 9007199254740993n.toString(),
];

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value))
    yield* pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function changed(whole: unknown, [first, ...rest]: Path, spoil: (value: unknown) => unknown): unknown {
  if (first === undefined || typeof whole !== 'object' || whole === null) return whole;
  const inner = (whole as Record<string | number, unknown>)[first];
  const value = rest.length > 0 ? changed(inner, rest, spoil) : spoil(inner);
  const copy = (Array.isArray(whole) ? [...whole] : { ...whole }) as Record<string | number, unknown>;
  if (value === absent) delete copy[first];
  else copy[first] = value;
  return copy;
}
