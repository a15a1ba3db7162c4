// Before `npm pack`, with `absolute`: makes the links of the pages that are published lead to the repository, for the registry and the flow
// library show them without the files beside. After it, with `relative`: as they were.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const published = ['README.md', 'CHANGELOG.md'];

/** Where pages and pictures of a repository are, for people. */
function placesOf({ repository }) {
  const [, owner] = /github\.com\/([\w.-]+\/[\w-]+)/.exec(repository.url);
  return {
    page: `https://github.com/${owner}/blob/main/`,
    picture: `https://raw.githubusercontent.com/${owner}/main/`,
  };
}

/** The text with links that lead to the repository; those to a heading of the same page stay. */
export function absolute(text, manifest) {
  const { page, picture } = placesOf(manifest);
  return text.replace(/(!?)(\[[^\]]*\])\((?![\w+.-]+:|#)([^)\s]+)\)/g, (_, mark, label, target) => {
    return `${mark}${label}(${mark ? picture : page}${target})`;
  });
}

/** The text with the links of {@link absolute} as they were. */
export function relative(text, manifest) {
  const { page, picture } = placesOf(manifest);
  return text.replaceAll(`](${page}`, '](').replaceAll(`](${picture}`, '](');
}

/** Rewrites the published pages of a directory. */
export function rewrite(directory, change) {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  for (const name of published) {
    const file = join(directory, name);
    const before = readFileSync(file, 'utf8');
    const after = change(before, manifest);
    if (after !== before) writeFileSync(file, after);
  }
}

const changes = { absolute, relative };
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , wanted = ''] = process.argv;
  if (!Object.hasOwn(changes, wanted)) throw new Error('absolute or relative is expected');
  rewrite(process.cwd(), changes[wanted]);
}
