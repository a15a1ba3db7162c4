import type { EventServer, StartEventServer } from '../../partner-check/command.ts';
import { type Simulator, startSimulator } from '../server/simulator.ts';

/** The simulated Business Applications by themselves, for the command that checks a partner. */
export const startEventServer: StartEventServer = async (options): Promise<EventServer> => {
  const simulator = await startSimulator({ ...options, systems: ['business-apps'] });
  return {
    partnerCheck: simulator.businessApps.partnerCheck,
    greeting: greetingOf(simulator),
    stop: () => simulator.stop(),
  };
};

function greetingOf({ url, orange }: Simulator): string {
  const [client] = orange.access(url).clients;
  return `Events are taken at ${url}/mba2 (and /mba2-beta), tokens are given out at ${url}/oauth/v3/token
to the client ${client?.id} with the secret ${client?.secret}.

`;
}
