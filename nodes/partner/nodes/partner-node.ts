import type { Node, NodeAPI, NodeStatus } from 'node-red';
import { businessAppsNodes } from '../../catalogue/business-apps/nodes.ts';
import { tokenStoreOf } from '../../oauth/process-store.ts';
import { serveAccountChecks } from '../../runtime/account-checks/routes.ts';
import { inBackground } from '../../runtime/background.ts';
import { invalidInput, TelephonyError } from '../../runtime/errors.ts';
import { HttpClient } from '../../runtime/http/client.ts';
import type { Endpoint } from '../../runtime/inbound/dispatcher.ts';
import {
  type AccountParts,
  accountLabel,
  type Credentials,
  httpOptionsOf,
  registerAccount,
} from '../../runtime/nodes/account-node.ts';
import { failAtStart } from '../../runtime/nodes/failure.ts';
import { report as reportOf } from '../../runtime/nodes/report.ts';
import { failureStatus } from '../../runtime/nodes/status.ts';
import { ThrottledLog } from '../../runtime/nodes/throttled-log.ts';
import { withNextTry } from '../../runtime/wording.ts';
import { Consultations } from '../endpoint/consultations.ts';
import { absent, answering, bodyLimit, limitOf, refusingStrangers, tooLarge } from '../endpoint/endpoint.ts';
import { Intake } from '../endpoint/intake.ts';
import { Running } from '../endpoint/running.ts';
import { serveAt } from '../endpoint/standing.ts';
import { startLedger } from '../ledger/open.ts';
import { openRequestsOf } from '../open/open-requests.ts';
import { offerOpenRequests } from '../open/open-routes.ts';
import { openStatus, overdueError } from '../open/open-status.ts';
import { OpenWatch } from '../open/open-watch.ts';
import { eventConnection } from '../outbox/events-out.ts';
import type { OutboxEntry } from '../outbox/outbox.ts';
import { offerOutbox } from '../outbox/outbox-routes.ts';
import { type SenderOutage, senderFor } from '../outbox/sender.ts';
import { offerRegisterFiles } from '../register-file/register-routes.ts';
import { partnerChecks } from './account-checks.ts';
import { partnerLists } from './lists.ts';
import { type Partner, system } from './partner.ts';
import { PartnerStanding } from './partner-standing.ts';
import { type PartnerConfig, type PartnerSettings, partnerOrigin, pathOf, settingsOf } from './settings.ts';
import { takeFormerStore } from './store-directory.ts';
import { storeStatus } from './store-status.ts';

/** Registers the account node of Business Applications: what Orange calls, and what is kept. */
export function registerPartner(RED: NodeAPI): void {
  const description = businessAppsNodes['business-apps-partner'];
  registerAccount<PartnerConfig>(RED, 'business-apps-partner', {
    description,
    address,
    serve() {
      offerOutbox(RED);
      offerOpenRequests(RED);
      offerRegisterFiles(RED);
      serveAccountChecks(RED, 'business-apps-partner', description, partnerChecks(RED, tokenStoreOf(RED)));
    },
    open(node, config) {
      const settings = settingsOf(config, node.credentials ?? {}, String(RED.settings.userDir ?? '.'));
      const shared = settings.problem || config.directory?.trim() ? undefined : takeFormerStore(settings, pathsOf(RED));
      if (shared) return refusing(RED, node, config, invalidInput(partnerOrigin, 'directory', shared));
      return settings.problem ? refusing(RED, node, config, settings.problem) : open(RED, node, config, settings);
    },
  });
}

/** The paths of all partners of the flows. */
function pathsOf(RED: NodeAPI): string[] {
  const paths: string[] = [];
  RED.nodes.eachNode((config) => {
    if (config.type === 'business-apps-partner') paths.push(pathOf(config as PartnerConfig));
  });
  return paths;
}

/** Partners are known by the path that Orange calls. */
function address({ path }: PartnerConfig): string | undefined {
  return path;
}

/** An account that cannot work serves nothing, and its nodes say why. */
function refusing(RED: NodeAPI, node: Node, config: PartnerConfig, problem: TelephonyError): AccountParts {
  failAtStart(RED, node, problem, { account: accountLabel({ address }, config) });
  const standing = () => ({ state: { kind: 'stopped', problem } as const });
  return { standing, close: async () => {} };
}

function open(RED: NodeAPI, node: Node<Credentials>, config: PartnerConfig, settings: PartnerSettings): AccountParts {
  const account = accountLabel({ address }, config);
  const report = (error: unknown) => reportOf(node, error, { account });
  const remarks = new ThrottledLog((line) => node.warn(line));
  const { directory, record, register, keepDelivered, keepRequests, forms, overdueAfter } = settings;
  const started = startLedger({ directory, record, register, keepDelivered, keepRequests, forms });
  const ledger = Promise.resolve(started);
  const intake = new Intake(ledger, settings);
  const inquiries = new Consultations(ledger, settings);
  const running = new Running(RED, () => handOut());
  const standing = new PartnerStanding(started);
  const handOut = () => {
    if (started.health.state !== 'open') return;
    inBackground(
      running.by(0).then(async (isRunning) => {
        if (!isRunning) return;
        await intake.handOut();
        watch.look();
      }),
      report,
    );
  };
  const watch = new OpenWatch({
    ledger: started,
    after: overdueAfter,
    isRunning: () => running.by(0),
    // A Catch node would hear of an error of the account once for each node that uses it.
    tell: (request) => {
      if (!intake.tellOverdue(request)) report(overdueError(request));
    },
  });
  // Of a store that fails, the account says so once, and not at every request.
  const reportRequest = (error: unknown) => (started.health.error ? undefined : report(error));
  const parts = {
    settings,
    intake,
    inquiries,
    running,
    report: reportRequest,
    remark: (text: string) => remarks.log(text),
  };
  let endpoint: Endpoint;
  try {
    endpoint = serveAt(RED, settings.path, {
      limit: bodyLimit,
      limitOf,
      tooLarge,
      refuse: refusingStrangers(parts),
      deadline: settings.deadline,
      handle: standing.hearing(answering(parts)),
      absent,
    });
  } catch {
    running.close();
    watch.close();
    inBackground(started.close());
    return refusing(RED, node, config, invalidInput(partnerOrigin, 'path', 'is taken by another account'));
  }
  const http = new HttpClient(httpOptionsOf(RED, config));
  const show = () => {
    const { outage } = standing;
    const sound: NodeStatus = { fill: 'green', shape: 'dot', text: 'status.listening' };
    if (started.health.state === 'opening') return;
    const broken = storeStatus(started.health, account) ?? (outage && outageStatus(outage, config.eventUrl));
    const counts = watch.counts();
    node.status(broken ?? (counts.overdue > 0 ? openStatus(counts) : undefined) ?? sound);
  };
  watch.onChange(show);
  const sender = senderFor(config, node.credentials ?? {}, {
    http,
    store: tokenStoreOf(RED),
    onOutage: (present) => {
      standing.deliveryChanged(present);
      show();
    },
  });
  started.subscribe((change) => {
    if (change.kind === 'request' && change.state !== 'open') intake.ended(change.id);
  });
  const delivery = started.deliver(sender.send, { failed: (entry) => reportFailed(entry, report, remarks) });
  let told = '';
  started.onHealth(({ state, error }) => {
    standing.storeChanged();
    show();
    if (error && error.message !== told) report(error);
    if (state === 'open' && told) node.warn(`${settings.path}: the store can be used again`);
    told = error?.message ?? '';
    handOut();
  });
  const offers: Omit<Partner, 'attach' | 'detach' | 'id'> = {
    ledger,
    openRequests: openRequestsOf({
      ledger: started,
      watch,
      after: overdueAfter,
      handOutAgain: (id) => intake.handOutAgain(id),
    }),
    listen: (source) => intake.listen(source),
    listenForConsultations: (source) => inquiries.listen(source),
    hasConsultation: (id) => inquiries.has(id),
    show: (id, shown) => inquiries.show(id, shown),
    lists: partnerLists(ledger),
  };
  return {
    connection: eventConnection(ledger),
    offers,
    standing: () => standing.get(watch.counts()),
    async close() {
      endpoint.close();
      running.close();
      watch.close();
      inquiries.close();
      await intake.close();
      await delivery.stop();
      await sender.close();
      await started.close();
    },
  };
}

/** Orders still come in, but no event goes out. */
function outageStatus({ error, next }: SenderOutage, address: string | undefined): NodeStatus {
  const { text = '' } = failureStatus(error, { address });
  return { fill: 'yellow', shape: 'ring', text: `events waiting: ${next ? withNextTry(text, next) : text}` };
}

/** An event that waits for another attempt is nothing special; one that Orange refuses holds up its customer. */
function reportFailed(entry: OutboxEntry, report: (error: unknown) => void, remarks: ThrottledLog): void {
  if (entry.state !== 'parked') {
    const reason = entry.lastMessage ?? entry.lastStatus ?? 'no answer';
    remarks.log(`An event for Orange could not be delivered (${reason}); it is sent again`);
    return;
  }
  const message = `event ${entry.id}: Orange refused it (${entry.lastStatus ?? 'no answer'}); it is parked`;
  const cause = { system, operation: 'event', ...(entry.lastStatus && { code: entry.lastStatus }), canRetry: false };
  report(new TelephonyError('EVENT_PARKED', message, cause));
}
