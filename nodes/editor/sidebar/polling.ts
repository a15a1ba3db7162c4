/** Milliseconds between an answer and the next question. */
const pause = 2000;

/**
 * Asks again and again for as long as something can be seen: not while another tab of the sidebar is open, the sidebar is
 * closed, or the window is hidden. Then there are neither requests nor timers.
 * @param element what has to be visible
 * @param ask must not reject
 */
export function askWhileVisible(element: Element, ask: () => Promise<void>): void {
  let isShown = false;
  let isAsking = false;
  let timer: number | undefined;

  const isWanted = (): boolean => isShown && document.visibilityState === 'visible';
  const turn = async (): Promise<void> => {
    timer = undefined;
    isAsking = true;
    await ask();
    isAsking = false;
    if (isWanted()) timer = window.setTimeout(() => void turn(), pause);
  };
  const changed = (): void => {
    if (!isWanted()) {
      window.clearTimeout(timer);
      timer = undefined;
    } else if (!isAsking && timer === undefined) void turn();
  };

  new IntersectionObserver((entries) => {
    isShown = entries[entries.length - 1]?.isIntersecting ?? isShown;
    changed();
  }).observe(element);
  document.addEventListener('visibilitychange', changed);
}
