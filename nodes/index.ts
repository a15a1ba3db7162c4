import type { NodeAPI } from 'node-red';
import { otherNodes, systems } from './catalogue/index.ts';
import { taskNodes } from './catalogue/tasks/index.ts';
import type { TaskDescription } from './catalogue/tasks/types.ts';
import type { AnyClient, AnyOptions } from './client/index.ts';
import { registerCall } from './opentouch/calls/call-node.ts';
import { registerEvents } from './opentouch/channel/events-node.ts';
import { registerDirectory } from './opentouch/directory/search-node.ts';
import { registerServer } from './opentouch/session/server-node.ts';
import { registerBusinessTalk } from './orange/business-talk-account-node.ts';
import { registerOpenRequests } from './partner/nodes/open-requests-node.ts';
import { registerOutbox } from './partner/nodes/outbox-node.ts';
import { registerPartner } from './partner/nodes/partner-node.ts';
import { registerRegister } from './partner/nodes/register-node.ts';
import { registerReply } from './partner/nodes/reply-node.ts';
import { registerChanges, registerConsultations, registerOrders } from './partner/nodes/source-nodes.ts';
import { serveLimits } from './runtime/nodes/limit-routes.ts';
import { serveLookups } from './runtime/nodes/lookup-routes.ts';
import { registerGeneric, registerOperation } from './runtime/nodes/operation-node.ts';

export { serveOverview } from './runtime/overview/routes.ts';

import { choosesOperation, operationsOf, systemOf } from './schema/describe.ts';
import type { PlayOptions, PlayReport } from './simulator/scenario/play.ts';
import { registerSimulator } from './simulator/server/node.ts';
import type { Simulator, SimulatorOptions } from './simulator/server/simulator.ts';
import { registerCalls } from './tasks/calls/calls-node.ts';
import { registerTask } from './tasks/task-node.ts';
import { registerVoiceMessages } from './tasks/voice-messages/voice-messages-node.ts';
import { registerTeaming } from './teaming/account-node.ts';
import { registerTeamingEvents } from './teaming/events-node.ts';

/** What registers the node types that are no operations. */
const registrars: Readonly<Record<string, (RED: NodeAPI) => void>> = {
  'opentouch-server': registerServer,
  'opentouch-events': registerEvents,
  'opentouch-call': registerCall,
  'opentouch-search-directory': registerDirectory,
  'teaming-account': registerTeaming,
  'teaming-events': registerTeamingEvents,
  'business-talk-account': registerBusinessTalk,
  'business-apps-partner': registerPartner,
  'business-apps-order': registerOrders,
  'business-apps-change': registerChanges,
  'business-apps-licences': registerConsultations,
  'business-apps-open-requests': registerOpenRequests,
  'business-apps-outbox': registerOutbox,
  'business-apps-register': registerRegister,
  'business-apps-reply': registerReply,
  'telephony-calls': registerCalls,
  'telephony-voice-messages': registerVoiceMessages,
  'telephony-simulator': registerSimulator,
};

const tasks: Readonly<Record<string, TaskDescription | undefined>> = taskNodes;

/** Registers the node types of one set. */
export function register(RED: NodeAPI, set: string): void {
  serveLookups(RED, Object.values(systems));
  serveLimits(RED, Object.values(systems));
  for (const operation of Object.values(systems).flatMap(operationsOf)) {
    if (operation.domain.set === set) registerOperation(RED, operation);
  }
  for (const [type, description] of Object.entries(otherNodes)) {
    if (description.set !== set) continue;
    const system = choosesOperation(description) && systemOf(Object.values(systems), description);
    const task = tasks[type];
    if (task && Object.keys(task.actions).length > 0) registerTask(RED, type, task);
    else if (system) registerGeneric(RED, type, system);
    else registrars[type]?.(RED);
  }
}

/** Opens an account of one of the systems, for programs. */
export async function connect(options: AnyOptions): Promise<AnyClient> {
  return (await import('./client/index.ts')).connect(options);
}

/** Starts the simulated servers in this process. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  return (await import('./simulator/server/simulator.ts')).startSimulator(options);
}

/**
 * Plays a scenario in a simulator that this process has started: people, calls and faults, as an object or by the path of a file.
 * Rejects with what is wrong with it; what could not be done is part of the report.
 */
export async function playScenario(
  simulator: Simulator,
  scenario: string | object,
  options: Pick<PlayOptions, 'speed' | 'tell'> = {},
): Promise<PlayReport> {
  const { play } = await import('./simulator/scenario/program.ts');
  return play(simulator, scenario, options);
}

/** Runs the simulated servers as a command line asks for. */
export async function runSimulator(argv: readonly string[]): Promise<Simulator | undefined> {
  return (await import('./simulator/server/command.ts')).runSimulator(argv);
}

/** Looks an OpenTouch account over, as a command line asks for; whether nothing is wrong. */
export async function runDoctor(argv: readonly string[]): Promise<boolean> {
  return (await import('./doctor/command.ts')).runDoctor(argv);
}

/** Does with a partner of Business Applications what Orange does, as a command line asks for; whether nothing is wrong. */
export async function runPartnerCheck(argv: readonly string[]): Promise<boolean> {
  const { startEventServer } = await import('./simulator/business-apps/event-server.ts');
  return (await import('./partner-check/command.ts')).runPartnerCheck(argv, startEventServer);
}

/** Checks, imports or exports a partner's register, as a command line asks for; whether nothing is wrong with the file. */
export async function runRegister(argv: readonly string[]): Promise<boolean> {
  return (await import('./partner/register-file/command.ts')).runRegister(argv);
}
