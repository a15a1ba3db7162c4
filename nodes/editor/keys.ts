/** The key of an option's words: it cannot be empty, and a dot or a colon in it would lead on to another key. */
export function optionKey(value: string): string {
  return value.replaceAll(/[.:]/g, '-') || '_';
}
