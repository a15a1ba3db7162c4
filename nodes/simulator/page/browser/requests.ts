import { byId, setText } from './dom.ts';

let hiding: number | undefined;

/** Says for some seconds what went wrong. */
export function notice(text: string): void {
  const element = byId('notice');
  setText(element, text);
  element.hidden = false;
  window.clearTimeout(hiding);
  hiding = window.setTimeout(() => {
    element.hidden = true;
  }, 8000);
}

/**
 * Sends a request to the simulator, and gives what it answers.
 * @throws Error that says what it refuses
 */
export async function ask(method: string, path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(path, { method, headers, body: JSON.stringify(body) }).catch(() => {
    throw new Error('The simulator does not answer. Is it still running?');
  });
  if (response.status === 204) return undefined;
  const answer = (await response.json()) as { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `The simulator answered ${response.status}.`);
  return answer;
}

/** Sends a request to the simulator; what it refuses is told on the page. */
export function send(method: string, path: string, body: object): void {
  ask(method, path, body).catch((error: unknown) => notice(error instanceof Error ? error.message : String(error)));
}
