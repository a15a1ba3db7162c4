/** The URL that a text stands for, relative to another one; undefined where it stands for none. */
export function urlIn(text: string, base?: string): URL | undefined {
  return URL.canParse(text, base) ? new URL(text, base) : undefined;
}
