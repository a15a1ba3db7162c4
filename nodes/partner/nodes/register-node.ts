import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow, NodeStatus } from 'node-red';
import { invalidInput, type Origin } from '../../runtime/errors.ts';
import { abortable } from '../../runtime/http/abortable.ts';
import { failAtStart } from '../../runtime/nodes/failure.ts';
import { runInputNode } from '../../runtime/nodes/input-node.ts';
import { safely } from '../../runtime/nodes/safely.ts';
import { statusAfter } from '../../runtime/nodes/success.ts';
import { noAccount } from '../../runtime/nodes/used-account.ts';
import { evaluate, isSet, type StoredInput } from '../../runtime/operation/inputs.ts';
import type { Register } from '../ledger/register.ts';
import { exportFrom, importInto, importRefused, registerOf } from '../register-file/register-file.ts';
import type { RegisterFormat } from '../register-file/write-file.ts';
import { type Partner, partnerOf, system } from './partner.ts';
import { storeStatus } from './store-status.ts';

const type = 'business-apps-register';
const origin: Origin = { system, operation: type };

const actions = ['check', 'import', 'export'] as const;
type Action = (typeof actions)[number];

/** What a flow stores for a `business-apps-register` node. */
interface RegisterConfig extends NodeDef {
  readonly account?: string;
  readonly action?: Action | 'message';
  /** What is imported. */
  readonly file?: StoredInput;
  readonly format?: RegisterFormat;
  /** Whether messages that failed leave by a second output. */
  readonly errorOutput?: boolean;
}

/** Registers the node that takes customers, fleets and licences over from a file, and gives them out as one. */
export function registerRegister(RED: NodeAPI): void {
  RED.nodes.registerType(type, function (this: Node, config: RegisterConfig) {
    RED.nodes.createNode(this, config);
    const partner = partnerOf(RED, config.account);
    if (partner) run(RED, this, config, partner);
    else {
      const problem = noAccount(origin);
      runInputNode(this, { origin, problem, perform: () => Promise.reject(problem) });
      failAtStart(RED, this, problem);
    }
  });
}

function run(RED: NodeAPI, node: Node, config: RegisterConfig, partner: Partner): void {
  let last: NodeStatus = {};
  const idle = safely(node, async () => {
    node.status(storeStatus((await partner.ledger).health, partner.label) ?? last);
  });
  runInputNode(node, {
    origin,
    account: partner,
    errorOutput: config.errorOutput === true,
    busy: 'status.working',
    idle,
    async perform(message, { signal, send }) {
      const register = registerOf(await abortable(partner.ledger, signal, origin));
      const said = await abortable(perform(RED, node, config, register, message), signal, origin);
      last = statusAfter(said);
      send(Object.assign(message, { response: { operation: type } }));
    },
  });
}

/**
 * Puts what comes of it on the message; of an import that is refused, what is wrong.
 * @returns what it was, in short
 */
async function perform(
  RED: NodeAPI,
  node: Node,
  config: RegisterConfig,
  register: Register,
  message: NodeMessageInFlow,
): Promise<string> {
  const action = actionOf(config, message);
  if (action === 'export') {
    message.payload = await exportFrom(register, formatOf(config, message));
    return 'exported';
  }
  const { file = { type: 'msg', value: 'payload' } } = config;
  const content = isSet(file) ? await evaluate(RED, node, message, file, origin, 'file') : undefined;
  if (content === undefined || content === null || content === '') {
    throw invalidInput(origin, 'file', 'is missing; give CSV or JSON, as text, bytes or a list of customers');
  }
  const report = await importInto(register, content, { dryRun: action === 'check' });
  message.payload = report;
  if (action === 'import' && !report.imported) throw importRefused(report);
  const { length } = report.problems;
  if (length > 0) return `${length} ${length === 1 ? 'problem' : 'problems'}`;
  const { new: added, changed } = report.counts.licence;
  return `${added} new, ${changed} changed licences`;
}

function actionOf({ action = 'check' }: RegisterConfig, message: NodeMessage): Action {
  const wanted: unknown = action === 'message' ? (message as { action?: unknown }).action : action;
  const known = actions.find((name) => name === wanted);
  if (known) return known;
  throw invalidInput(origin, 'action', `expected one of ${actions.join(', ')}`);
}

function formatOf({ format = 'csv', action }: RegisterConfig, message: NodeMessage): RegisterFormat {
  const given = action === 'message' ? (message as { format?: unknown }).format : undefined;
  if (given === undefined || given === '') return format;
  if (given === 'csv' || given === 'json') return given;
  throw invalidInput(origin, 'format', 'expected csv or json');
}
