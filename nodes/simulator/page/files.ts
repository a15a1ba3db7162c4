import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { json, type Reply } from '../server/system.ts';

/** The files of the page, by address, with their media types. The build writes them to `resources/simulator/`. */
const types: Readonly<Record<string, string>> = {
  '/': 'text/html; charset=utf-8',
  '/simulator/page.js': 'text/javascript; charset=utf-8',
  '/simulator/page.css': 'text/css; charset=utf-8',
};

/** Nothing runs and nothing is drawn but what comes from here. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Whether an address is that of a file of the page. */
export function isPageFile(pathname: string): boolean {
  return Object.hasOwn(types, pathname);
}

/** A file of the page. */
export function pageFile(pathname: string): Reply {
  const folder = builtFolder();
  const type = types[pathname];
  if (!folder || !type) return json(404, { error: 'the page is not built; run "npm run build"' });
  return {
    status: 200,
    headers: {
      'content-type': type,
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
    body: readFileSync(join(folder, pathname === '/' ? 'index.html' : pathname.slice('/simulator/'.length)), 'utf8'),
  };
}

/** The folder that the build has written, in the package as in a clone: this code lies somewhere below the root of both. */
function builtFolder(): string | undefined {
  const here = typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const built = join(folder, 'resources', 'simulator');
    if (existsSync(join(built, 'index.html'))) return built;
    if (dirname(folder) === folder) return undefined;
  }
}
