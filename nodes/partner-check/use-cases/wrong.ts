import { refusalProblems } from '../checks/answer.ts';
import { difference, type Json } from '../checks/json.ts';
import { type PartnerRequest, withWrongSecret } from '../partner.ts';
import { customerOrder, licenceOrder, newReference, stateUpdate } from './bodies.ts';
import { fleetOf, idsOfFleet } from './licences.ts';
import { orderedBy } from './orders.ts';
import { licencePath, orderPath, orders, updatePath, updates } from './requests.ts';
import type { UseCases } from './use-case.ts';
import type { UseCaseRun } from './use-case-run.ts';

const badRequest = [400, 422];

/** Requests that a partner has to refuse, and what must not come of them. */
export const wrong: UseCases = {
  'no-authentication': {
    title: 'Refused: no authentication, or a wrong one',
    run: async (run) => {
      const { authentication } = run.context.partner;
      if (authentication.kind === 'none') {
        run.addNote('not checked: the partner is called without authentication');
        return;
      }
      for (const [title, given] of [
        ['Without', { kind: 'none' }],
        ['With a wrong one', withWrongSecret(authentication)],
      ] as const) {
        const body = customerOrder(newReference('ORG'));
        await refused(run, title, { method: 'POST', path: orderPath, body, authentication: given }, [401, 403]);
      }
    },
  },
  'unknown-fleet': {
    title: 'Refused: an unknown fleet or licence',
    after: 'customer',
    run: async (run) => {
      const id = newReference('NOWHERE');
      await nothingAt(run, 'Consult an unknown fleet', `?productRefId=${id}`);
      await nothingAt(run, 'Consult an unknown licence', `/${id}`);
      await run.failing('Suspend an unknown licence', updates, stateUpdate([id], 'suspended'));
    },
  },
  'one-wrong': {
    title: 'Refused: an update in which one licence is wrong changes nothing',
    after: 'fleet',
    run: (run) =>
      withoutTrace(run, async () => {
        const [id] = await idsOfFleet(run);
        if (!id) return;
        const ids = [id, newReference('NOBODY')];
        await run.failing('Suspend a licence and one that is unknown', updates, stateUpdate(ids, 'suspended'));
      }),
  },
  'wrong-state': {
    title: 'Refused: a state that there is not, and nothing to do',
    after: 'fleet',
    run: (run) =>
      withoutTrace(run, async () => {
        const [id] = await idsOfFleet(run);
        if (!id) return;
        await run.failing('A state that nobody knows', updates, stateUpdate([id], 'sleeping'));
        await run.failing('An order of no licences', orders, licenceOrder(orderedBy(run, 0)));
      }),
  },
  malformed: {
    title: 'Refused: malformed JSON',
    run: async (run) => {
      for (const path of [orderPath, updatePath]) {
        await refused(run, 'Half a body', { method: 'POST', path, body: '{"customer":{"trading' }, badRequest);
      }
    },
  },
  'empty-objects': {
    title: '{} counts as absent',
    run: emptyObjects,
  },
  'wrong-type': {
    title: 'Refused: a content type other than JSON',
    run: async (run) => {
      const body = JSON.stringify(customerOrder(newReference('ORG')));
      const request: PartnerRequest = { method: 'POST', path: orderPath, body, contentType: 'text/plain' };
      await refused(run, 'An order as plain text', request, [415, ...badRequest]);
    },
  },
  'too-large': {
    title: 'Refused: a body of 5 MB',
    run: tooLarge,
  },
};

/** A request that has to be refused with one of the given statuses. */
async function refused(
  run: UseCaseRun,
  title: string,
  request: PartnerRequest,
  statuses: readonly number[],
): Promise<void> {
  const answer = await run.send(title, request);
  if (answer) run.addProblems(refusalProblems(answer, statuses).map((words) => `${title}: ${words}`));
}

/** A consultation that finds nothing: an empty list, or 404. */
async function nothingAt(run: UseCaseRun, title: string, query: string): Promise<void> {
  const answer = await run.send(title, { method: 'GET', path: `${licencePath}${query}` });
  if (!answer || answer.status === 404) return;
  const empty = answer.status === 200 && answer.text.trim() === '[]';
  run.addProblems(
    empty ? [] : [`${title}: HTTP ${answer.status} with ${answer.text.slice(0, 60)} instead of 404 or []`],
  );
}

/** The fleet is the same before and after. */
async function withoutTrace(run: UseCaseRun, task: () => Promise<void>): Promise<void> {
  const before = await fleetOf(run);
  await task();
  const after = await fleetOf(run);
  const where = difference(before, after);
  if (where) run.addProblems([`what was refused has left a trace in the fleet: it differs in ${where}`]);
}

async function emptyObjects(run: UseCaseRun): Promise<void> {
  const order = customerOrder(newReference('ORG'));
  const customer = order['customer'] as Json;
  const body = {
    ...order,
    note: {},
    customer: { ...customer, postalAddress: {}, characteristic: [{}] },
    relatedContact: [...(order['relatedContact'] as Json[]).map((contact) => ({ ...contact, mobileNumber: {} })), {}],
  };
  await run.order('A customer with {} in optional places', body);
  await run.failing('{} as a whole order', orders, {});
  await run.failing('{} as a whole update', updates, {});
  await run.failing('An update with {} for a licence', updates, { userService: [{}] });
}

/** Too much is refused, or not even read to its end; the partner lives on. */
async function tooLarge(run: UseCaseRun): Promise<void> {
  const order = customerOrder(newReference('ORG'));
  const body = JSON.stringify({ ...order, description: 'x'.repeat(5_000_000) });
  const title = 'An order of 5 MB';
  try {
    const answer = await run.attempt(title, { method: 'POST', path: orderPath, body });
    run.addProblems(refusalProblems(answer, [413, ...badRequest]).map((words) => `${title}: ${words}`));
  } catch {
    run.addNote('the connection was closed before the whole body was read');
  }
  const answer = await run.send('And then a consultation', {
    method: 'GET',
    path: `${licencePath}?productRefId=NOWHERE`,
  });
  if (answer && answer.status >= 500)
    run.addProblems([`after it, a consultation is answered with HTTP ${answer.status}`]);
}
