import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Fills a fresh folder next to `target` and puts it in the target's place only when it is complete, so that whoever
 * reads the target meanwhile sees the old build or the new one, never a mixture.
 */
export async function replaceFolder(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const folder = join(dirname(target), `.${basename(target)}-${process.pid}`);
  const old = `${folder}-old`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    await fill(folder);
    await swap(folder, target, old);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

async function swap(folder: string, target: string, old: string): Promise<void> {
  await rename(target, old).catch(ignoreMissing);
  try {
    await rename(folder, target);
  } catch (error) {
    // Another build was quicker; its folder is as good as ours, but ours is the newer one.
    if (!isCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    await rm(old, { recursive: true, force: true });
    await swap(folder, target, old);
  }
}

function ignoreMissing(error: unknown): void {
  if (!isCode(error, 'ENOENT')) throw error;
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
