// Opens the ledger in the directory that it is given, and keeps it until its standard input ends or it is killed.
import { openLedger } from '../../nodes/partner/ledger/open.ts';

const [directory = ''] = process.argv.slice(2);

try {
  const ledger = await openLedger({ directory });
  process.stdout.write('open\n');
  process.stdin.on('end', () => void ledger.close());
  process.stdin.resume();
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  process.stdout.write(`${code}: ${message}\n`);
}
