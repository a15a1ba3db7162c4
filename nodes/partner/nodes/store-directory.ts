import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The directory below `business-apps` for the account at a path: what is kept belongs to the address that Orange calls,
 * whatever the node is called in the flow file. No two paths have the same one, on no file system, and none leads elsewhere.
 */
export function folderOf(path: string): string {
  const name = path.slice(1);
  if (/^[a-z\d_][a-z\d_.-]*$/.test(name) && !name.endsWith('.')) return name;
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return `${name.toLowerCase().replaceAll(/[^a-z\d_-]+/g, '-')}~${digest}`;
}

/** The directory that earlier versions gave it, where `/a/b` and `/a-b` had the same one. */
function formerFolderOf(path: string): string {
  return path.slice(1).replaceAll(/[^\w.-]+/g, '-');
}

/**
 * Finds what an earlier version has kept for an account, and moves it to where it belongs.
 * @param others the paths of all accounts
 * @returns what is wrong with the directory if it is not known whose it is
 */
export function takeFormerStore(
  { path, directory }: { readonly path: string; readonly directory: string },
  others: readonly string[],
): string | undefined {
  const former = join(dirname(directory), formerFolderOf(path));
  if (former === directory || existsSync(directory) || !existsSync(join(former, 'partner.db'))) return undefined;
  const isSame = (other: string) => formerFolderOf(other).toLowerCase() === formerFolderOf(path).toLowerCase();
  const rival = others.find((other) => other !== path && isSame(other));
  if (rival !== undefined) {
    return `was ${former} for ${path} and for ${rival} so far; give both accounts a directory of their own, or on purpose the same`;
  }
  renameSync(former, directory);
  return undefined;
}
