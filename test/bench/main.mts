import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../support/node-red.ts';
import { compareAccounts, compareEvents, compareMemory } from './events.ts';
import { compareFraming } from './framing.ts';
import { compareLedger } from './ledger.ts';
import { results } from './measure.ts';
import { compareNotifications } from './notifications.ts';
import { compareOperations } from './operations.ts';
import { comparePage } from './page.ts';
import { comparePalette } from './palette.ts';
import { comparePartner } from './partner.ts';
import { compareSidebar } from './sidebar.ts';
import { compareStart } from './start.ts';

const all = {
  operations: compareOperations,
  events: compareEvents,
  accounts: compareAccounts,
  memory: compareMemory,
  notifications: compareNotifications,
  start: compareStart,
  framing: compareFraming,
  ledger: compareLedger,
  partner: comparePartner,
  sidebar: compareSidebar,
  page: comparePage,
  palette: comparePalette,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in all));
if (unknown.length > 0) {
  process.stderr.write(`No bench is named ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}.\n`);
  process.exit(1);
}
for (const [name, run] of Object.entries(all)) if (wanted.length === 0 || wanted.includes(name)) await run();
const { platform, arch, version: node } = process;
const file = join(projectRoot, 'bench.json');
writeFileSync(
  file,
  `${JSON.stringify({ at: new Date().toISOString(), platform, arch, node, results }, undefined, 2)}\n`,
);
process.stdout.write(`Written to ${file}\n`);
