import { aborted, type Origin } from '../errors.ts';

/** Waits for something shared without holding on to it when the caller gives up. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal, origin: Origin): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(aborted(origin));
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}
