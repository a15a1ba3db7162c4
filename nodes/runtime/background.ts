/**
 * Lets a task go on by itself. What it fails with is reported and never ends the process, as an unhandled rejection would.
 * @param report a warning of the process if absent, for tasks that tell of their failures themselves
 */
export function inBackground(task: Promise<unknown>, report: (error: unknown) => void = warn): void {
  task.catch((error: unknown) => {
    try {
      report(error);
    } catch (second) {
      warn(second);
    }
  });
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)), { code: 'TELEPHONY_BACKGROUND' });
}
