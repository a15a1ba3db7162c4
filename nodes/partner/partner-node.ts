import type { Node, NodeAPI } from 'node-red';
import { businessAppsNodes } from '../catalogue/business-apps/nodes.ts';
import { tokenStoreOf } from '../orange/oauth/process-store.ts';
import { type AccountParts, type Credentials, httpOptionsOf, registerAccount } from '../runtime/account-node.ts';
import { invalidInput, TelephonyError } from '../runtime/errors.ts';
import { failAtStart } from '../runtime/fail-at-start.ts';
import { HttpClient } from '../runtime/http.ts';
import type { Endpoint } from '../runtime/inbound.ts';
import { Sparingly } from '../runtime/once.ts';
import { absent, answering, bodyLimit, tooLarge } from './endpoint.ts';
import { eventConnection } from './events-out.ts';
import { Inquiries } from './inquiries.ts';
import { Intake } from './intake.ts';
import type { Ledger } from './ledger.ts';
import type { OutboxEntry } from './outbox.ts';
import { offerOutbox } from './outbox-desk.ts';
import { type Partner, system } from './partner.ts';
import { Running } from './running.ts';
import { senderFor } from './sender.ts';
import { type PartnerConfig, type PartnerSettings, partnerOrigin, settingsOf } from './settings.ts';
import { serveAt } from './standing.ts';
import { openLedger } from './store/open.ts';

/** Registers the account node of Business Applications: what Orange calls, and what is kept. */
export function registerPartner(RED: NodeAPI): void {
  const description = businessAppsNodes['business-apps-partner'];
  offerOutbox(RED);
  registerAccount<PartnerConfig>(RED, 'business-apps-partner', description, (node, config): AccountParts => {
    const settings = settingsOf(config, node.credentials ?? {}, String(RED.settings.userDir ?? '.'));
    return settings.problem ? refusing(RED, node, settings.problem) : open(RED, node, config, settings);
  });
}

/** An account that cannot work serves nothing, and its nodes say why. */
function refusing(RED: NodeAPI, node: Node, problem: TelephonyError): AccountParts {
  failAtStart(RED, node, problem);
  return { close: async () => {} };
}

function open(RED: NodeAPI, node: Node<Credentials>, config: PartnerConfig, settings: PartnerSettings): AccountParts {
  const report = (error: unknown) => node.error(error instanceof Error ? error : new Error(String(error)), {});
  const remarks = new Sparingly((line) => node.warn(line));
  const { directory, register, keepDelivered, keepRequests, forms } = settings;
  const ledger = openLedger({ directory, register, keepDelivered, keepRequests, forms });
  const intake = new Intake(ledger, settings);
  const inquiries = new Inquiries(ledger, settings);
  const running = new Running(RED, () => {
    void ledger.then(
      () => intake.handOut().catch(report),
      () => undefined,
    );
  });
  const parts = { settings, intake, inquiries, running, report, remark: (text: string) => remarks.tell(text) };
  let endpoint: Endpoint;
  try {
    endpoint = serveAt(RED, settings.path, { limit: bodyLimit, tooLarge }, answering(parts), absent);
  } catch {
    running.close();
    void ledger.then((opened) => opened.close()).catch(() => undefined);
    return refusing(RED, node, invalidInput(partnerOrigin, 'path', 'is taken by another account'));
  }
  const http = new HttpClient(httpOptionsOf(RED, config));
  const sender = senderFor(config, node.credentials ?? {}, http, tokenStoreOf(RED));
  const delivery = ledger.then((opened) => {
    node.status({ fill: 'green', shape: 'dot', text: 'status.listening' });
    opened.subscribe((change) => {
      if (change.kind === 'request' && change.state !== 'open') intake.ended(change.id);
    });
    return opened.deliver(sender.send, { failed: (entry) => reportFailed(entry, report, remarks) });
  });
  delivery.catch((error: Error) => {
    node.status({ fill: 'red', shape: 'ring', text: error instanceof TelephonyError ? error.code : 'error' });
    report(error);
  });
  const offers: Omit<Partner, 'attach' | 'detach' | 'id'> = {
    ledger,
    listen: (source) => intake.listen(source),
    listenForQuestions: (source) => inquiries.listen(source),
    hasQuestion: (id) => inquiries.has(id),
    show: (id, shown) => inquiries.show(id, shown),
  };
  return {
    connection: eventConnection(ledger),
    offers,
    async close() {
      endpoint.close();
      running.close();
      inquiries.close();
      await intake.close();
      await (await delivery.catch(() => undefined))?.stop();
      await sender.close();
      await (await ledger.catch((): Ledger | undefined => undefined))?.close();
    },
  };
}

/** An event that waits for another attempt is nothing special; one that Orange refuses holds up its customer. */
function reportFailed(entry: OutboxEntry, report: (error: unknown) => void, remarks: Sparingly): void {
  if (entry.state !== 'parked') {
    remarks.tell('An event for Orange could not be delivered; it is sent again');
    return;
  }
  const message = `event ${entry.id}: Orange refused it (${entry.lastStatus ?? 'no answer'}); it is parked`;
  const cause = { system, operation: 'event', ...(entry.lastStatus && { code: entry.lastStatus }), canRetry: false };
  report(new TelephonyError('EVENT_PARKED', message, cause));
}
