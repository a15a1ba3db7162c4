import { readEvent, type TeamingEvent } from './event.ts';
import { readXml } from './xml.ts';

/** Levels of objects or elements within each other that a notification may have. */
const deepest = 32;

/**
 * Reads what a notification says, JSON or XML; a list of notifications is taken, too. What the sender calls it does not
 * matter: nobody knows what it will be called.
 * @throws Error when it is neither, or nested without end
 */
export async function readNotification(body: Buffer): Promise<TeamingEvent[]> {
  const text = body
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (text.startsWith('<')) return [readEvent(await readXml(text, deepest), text)];
  const value: unknown = JSON.parse(text);
  if (isDeeper(value, deepest)) throw new Error(`more than ${deepest} levels`);
  return (Array.isArray(value) ? value : [value]).map((one) => readEvent(one, one));
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
