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

/** Sends a request to the simulator; what it refuses is told on the page. */
export function send(method: string, path: string, body: object): void {
  const headers = { 'content-type': 'application/json' };
  fetch(path, { method, headers, body: JSON.stringify(body) })
    .then(async (response) => {
      if (response.ok) return;
      const { error } = (await response.json()) as { error?: string };
      notice(error ?? `The simulator answered ${response.status}.`);
    })
    .catch(() => notice('The simulator does not answer. Is it still running?'));
}
