import type { NodeAPI } from 'node-red';
import { otherNodes, systems } from './catalogue/index.ts';
import type { Client } from './client/index.ts';
import type { Methods } from './client/operations.ts';
import type { ConnectOptions } from './client/types.ts';
import { registerCall } from './opentouch/call-node.ts';
import { registerDirectory } from './opentouch/directory-node.ts';
import { registerEvents } from './opentouch/events-node.ts';
import { registerServer } from './opentouch/server-node.ts';
import { registerBusinessTalk, registerTeaming } from './orange/account-nodes.ts';
import { registerTeamingEvents } from './orange/webhook/events-node.ts';
import { registerOutbox } from './partner/outbox-node.ts';
import { registerPartner } from './partner/partner-node.ts';
import { registerReply } from './partner/reply-node.ts';
import { registerChanges, registerConsultations, registerOrders } from './partner/source-nodes.ts';
import { serveChoices } from './runtime/choices.ts';
import { choosesOperation, operationsOf, systemOf } from './runtime/describe.ts';
import { registerGeneric, registerOperation } from './runtime/operation-node.ts';
import type { Simulator, SimulatorOptions } from './simulator/index.ts';
import { registerSimulator } from './simulator/node.ts';

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
  'business-apps-outbox': registerOutbox,
  'business-apps-reply': registerReply,
  'telephony-simulator': registerSimulator,
};

/** Registers the node types of one set. */
export function register(RED: NodeAPI, set: string): void {
  serveChoices(RED, Object.values(systems));
  for (const operation of Object.values(systems).flatMap(operationsOf)) {
    if (operation.domain.set === set) registerOperation(RED, operation);
  }
  for (const [type, description] of Object.entries(otherNodes)) {
    if (description.set !== set) continue;
    const system = choosesOperation(description) && systemOf(Object.values(systems), description);
    if (system) registerGeneric(RED, type, system);
    else registrars[type]?.(RED);
  }
}

/** Opens a session with an OpenTouch server, for programs. */
export async function connect(options: ConnectOptions): Promise<Client & Methods> {
  return (await import('./client/index.ts')).connect(options);
}

/** Starts the simulated servers in this process. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  return (await import('./simulator/index.ts')).startSimulator(options);
}

/** Runs the simulated servers as a command line asks for. */
export async function runSimulator(argv: readonly string[]): Promise<Simulator | undefined> {
  return (await import('./simulator/command.ts')).runSimulator(argv);
}

/** Does with a partner of Business Applications what Orange does, as a command line asks for; whether nothing is wrong. */
export async function runPartnerCheck(argv: readonly string[]): Promise<boolean> {
  return (await import('./simulator/business-apps/command.ts')).runPartnerCheck(argv);
}
