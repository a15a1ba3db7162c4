import { runSimulator } from '../../nodes/simulator/server/command.ts';

// The command as scripts/simulator.mjs runs it, without a build.
runSimulator(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(error.message);
  process.exitCode = 1;
});
