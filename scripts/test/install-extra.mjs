// Installs what only some example wants, for its test: node scripts/test/install-extra.mjs dashboard. Its last line is the folder.
import { extraInstall } from './installs.mjs';

const [name = ''] = process.argv.slice(2);
process.stdout.write(`${extraInstall(name)}\n`);
