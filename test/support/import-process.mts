import { openLedger } from '../../nodes/partner/ledger/open.ts';
import { importInto } from '../../nodes/partner/register-file/register-file.ts';
import { registerCsv } from './register-csv.ts';

// Imports until it is killed; says when it begins, so that whoever kills it hits the middle.
const [directory = ''] = process.argv.slice(2);
const { register } = await openLedger({ directory });
if (!register) throw new Error('there is no register');
process.stdout.write('begun\n');
await importInto(register, registerCsv(10, 4000));
process.stdout.write('done\n');
setInterval(() => {}, 1000);
