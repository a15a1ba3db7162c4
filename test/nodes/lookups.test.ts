import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { otherNodes, systems } from '../../nodes/catalogue/index.ts';
import type { NodeDescription } from '../../nodes/catalogue/property.ts';
import { connect } from '../../nodes/client/index.ts';
import type { LookupItem } from '../../nodes/runtime/nodes/lookup-items.ts';
import { type DescribedOperation, type InputField, operationsOf } from '../../nodes/schema/describe.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { fresh } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder, fleetOrder } from '../support/partner-samples.ts';
import { type Orange, order, orders, partner, reply, site, startOrange } from '../support/partner-site.ts';
import { accountOf } from '../support/tasks.ts';

const operations = Object.values(systems).flatMap(operationsOf);

/** Fields whose name asks for an id, a number or a name, but for which there is nothing to list: by system, with the reason. */
const unlisted: Readonly<Record<string, string>> = {
  'opentouch applicationName': 'the program names itself',
  'opentouch appId': 'of the program itself',
  'opentouch subscriptionId': 'OpenTouch lists no subscriptions; the account has its own',
  'opentouch requestId': 'made up by whoever asks',
  'opentouch otherCallRef': "somebody else's call, which OpenTouch lists to nobody",
  'opentouch businessCode': 'kept by the company, not by the server',
  'opentouch profileName': 'of a new profile',
  'opentouch applicationAddress': 'of the program itself',
  'opentouch personalPhone': 'of the user, at home',
  'opentouch number': 'tones',
  'teaming applicationId': 'the program names itself',
  'teaming address': 'Teaming has no directory',
  'teaming forwardToPhoneNumber': 'Teaming has no directory',
  'business-apps familyName': 'of a person who is entered',
  'business-apps phone': 'of a person who is entered',
  'business-apps givenName': 'of a person who is entered',
  'business-talk technicalSiteName': 'of a new site',
};

const wanted = operations.flatMap((operation) =>
  operation.fields.filter(({ choices }) => choices).map((field) => [operation, field] as const),
);

/** Each list once: many fields share one. */
const kinds = [
  ...new Map(
    wanted.map(([operation, field]) => [
      `${operation.system.name} ${JSON.stringify(field.choices)}`,
      [operation, field] as const,
    ]),
  ).values(),
];

let simulator: Simulator;
let orange: Orange;
let red: NodeRed;
const apiKey = 'sim0readwrite000000000000000000000000000';

function accounts(): Readonly<Record<string, FlowNode>> {
  const { url } = simulator;
  return {
    opentouch: accountOf('opentouch', 'alice', url),
    standard: accountOf('opentouch', 'dave', url),
    recipient: { ...accountOf('opentouch', 'bob', url), id: 'robert' },
    teaming: accountOf('teaming', 'bob', url),
    'business-talk': fresh('talk', 'business-talk-account', {
      baseUrl: `${url}/btalk/beta/v1`,
      tokenUrl: `${url}/oauth/v3/token`,
      credentials: { clientId: 'switchboard-demo', clientSecret: 'demo_secret-1.x', apiKey },
    }),
    'business-apps': partner(orange, { orderMode: 'async' }),
  };
}

interface Listed {
  readonly status: number;
  readonly choices?: readonly LookupItem[];
  readonly code?: string;
  readonly field?: string;
}

type Known = Readonly<Record<string, string>>;
type Ask = (operation: string, field: string, known: Known, text: string) => Promise<Listed>;

async function saved(account: string, operation: string, field: string, known: Known, text: string): Promise<Listed> {
  const query = new URLSearchParams({ ...known, ...(text && { '~': text }) });
  const answer = await fetch(`${red.url}/telephony/choices/${account}/${operation}/${field}?${query}`);
  return { status: answer.status, ...((await answer.json()) as object) };
}

async function unsaved(
  account: FlowNode,
  operation: string,
  field: string,
  known: Known,
  text: string,
): Promise<Listed> {
  const { id, type, credentials, ...config } = account;
  const answer = await fetch(`${red.url}/telephony/choices/${type}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: `new-${id}`, config, credentials, operation, field, known, text }),
  });
  return { status: answer.status, ...((await answer.json()) as object) };
}

/** Fills in first what a list depends on, as somebody in front of the dialog does. */
async function listOf(ask: Ask, operation: DescribedOperation, { name, choices }: InputField): Promise<Listed> {
  const text = choices && 'typed' in choices ? 'Bob' : '';
  const known: Record<string, string> = {};
  for (;;) {
    const listed = await ask(operation.type, name, known, text);
    const { code, field = '' } = listed;
    if (code !== 'INVALID_INPUT' || field in known) return listed;
    const first = (await ask(operation.type, field, known, '')).choices?.at(0);
    assert.ok(first, `${operation.type}: nothing to choose for ${field}, which ${name} depends on`);
    known[field] = first.value;
  }
}

type Methods = Readonly<Record<string, Readonly<Record<string, (request: object) => Promise<Known>>>>>;

/** Does something as a user of OpenTouch. */
async function as(login: string, act: (user: Methods) => Promise<void>): Promise<void> {
  const user = await connect({ url: simulator.url, login, password: `${login}-secret` });
  await act(user as unknown as Methods);
  await user.close();
}

/** Something of everything that can be listed. */
async function fill(): Promise<void> {
  await as('alice', async ({ calls, im }) => {
    const { callRef: call } =
      (await calls?.['makeCall']?.({ deviceId: '1001', callee: '1002', autoAnswer: true })) ?? {};
    await as('bob', async (bob) => {
      const answer = async () => {
        await bob['calls']?.['answerCall']?.({ callRef: call, deviceId: '1002' });
        return true;
      };
      await eventually(() => answer().catch(() => false), "bob's telephone to ring");
    });
    const { callRef } = (await im?.['openImCall']?.({})) ?? {};
    await im?.['addImParticipants']?.({ callRef, participantIds: ['bob@im.lumiere.example'] });
  });
  await as('erin', async ({ calls }) => void (await calls?.['requestCallback']?.({ callee: '1004' })));
  const { switchboard } = simulator.teaming;
  const ringing = switchboard.incoming({ number: '+33140000017', name: 'Nina Keller' }, '2002');
  assert.ok(ringing.callee?.half);
  switchboard.answer(ringing.callee.half, ringing);
  const answered = [order(red, customerOrder)];
  const { customerId } = await reply(red, await red.next('customer'), 'complete', { customerId: 'CUST-0001' });
  assert.ok(customerId);
  answered.push(order(red, fleetOrder));
  const endUser = { id: 'EU-1', givenName: 'Chloe', familyName: 'Roy' };
  await reply(red, await red.next('fleet'), 'complete', { licences: [{ id: 'US-1', endUser }] });
  await Promise.all(answered);
  // Nobody answers this one, so that it stays open.
  const open = order(red, { ...customerOrder, customer: { externalReference: { type: 'orange', id: 'ORG-2' } } });
  await red.next('customer');
  void open.catch(() => undefined);
}

before(async () => {
  simulator = await startSimulator({ port: 0 });
  orange = await startOrange();
  red = await startNodeRed();
  const events = fresh('events', 'teaming-events', { account: 'bob', z: 'tab', wires: [[]] });
  await red.deploy(site(...Object.values(accounts()), events, ...orders()));
  await fill();
});
after(async () => {
  await red?.stop();
  await orange?.stop();
  await simulator?.stop();
});

/** Whose list it is: alice's, unless only others have such things. */
function accountFor({ system }: DescribedOperation, { choices }: InputField): FlowNode {
  const listing = choices && 'operation' in choices ? choices.operation : '';
  const all = accounts();
  const named = { 'opentouch-get-callbacks': 'standard', 'opentouch-get-deferred-messages': 'recipient' }[listing];
  const account = all[named ?? system.name];
  assert.ok(account);
  return account;
}

describe('what there is to choose for a field', () => {
  it('can be asked for wherever a field wants an id, a number or a name', () => {
    const asking = /(id|ids|ref|name|names|number|numbers|code|to|from|callee|phone|address|recipients)$/i;
    const isAsking = ({ name, type, allowed, secret, about }: InputField) =>
      asking.test(name) && ['string', 'long'].includes(type) && !allowed && !secret && !about;
    const fields = operations.flatMap(({ system, fields: all }) =>
      all.filter(isAsking).map((field) => [`${system.name} ${field.name}`, field] as const),
    );
    assert.ok(fields.length > 250);
    const without = fields.filter(([, { choices }]) => !choices).map(([name]) => name);
    assert.deepEqual([...new Set(without)].sort(), Object.keys(unlisted).sort());
  });

  it('can be asked for by tasks, sources and accounts, by fields that have a list of the same kind', () => {
    const nodes: readonly [string, NodeDescription][] = Object.entries(otherNodes);
    const asking = nodes.flatMap(([type, { properties }]) =>
      Object.entries(properties).flatMap(([name, { choices = {} }]) =>
        Object.entries(choices).map(([account, offer]) => ({ type, name, account, offer, properties })),
      ),
    );
    assert.ok(asking.length > 25);
    for (const { type, name, account, offer, properties } of asking) {
      const operation = operations.find((one) => one.type === offer.operation);
      const field = operation?.fields.find((one) => one.name === offer.field);
      assert.ok(operation && field?.choices, `${type}: ${name}`);
      assert.equal(operation.system.accountType, account, `${type}: ${name}`);
      assert.equal('typed' in field.choices, offer.typed === true, `${type}: ${name}`);
      for (const [input, property] of Object.entries(offer.known ?? {})) {
        assert.ok(property in properties, `${type}: ${name} depends on ${property}`);
        assert.match(input, /^(loginName|userId)$/);
      }
    }
    const wants =
      /^(user|userNames|userIds|loginName|loginNames|device|devices|deviceId|call|number|numbers|conversation)$/;
    const without = nodes.flatMap(([type, { properties }]) =>
      Object.entries(properties).flatMap(([name, { choices, credential }]) =>
        wants.test(name) && !choices && !credential ? [`${type} ${name}`] : [],
      ),
    );
    assert.deepEqual(without, []);
  });

  for (const [operation, field] of kinds) {
    it(`${operation.type}: ${field.name}, of an account that is deployed`, async () => {
      const { id } = accountFor(operation, field);
      check(await listOf((...asked) => saved(id, ...asked), operation, field));
    });
  }

  for (const [operation, field] of kinds.filter(([{ system }]) => system.name !== 'business-apps')) {
    it(`${operation.type}: ${field.name}, of an account as it stands in the editor`, async () => {
      const account = accountFor(operation, field);
      check(await listOf((...asked) => unsaved(account, ...asked), operation, field));
    });
  }
});

function check({ status, choices = [], ...rest }: Listed): void {
  assert.equal(status, 200, JSON.stringify(rest));
  assert.ok(choices.length > 0, 'nothing to choose');
  for (const { value, label } of choices) {
    assert.ok(value && label.startsWith(value), label);
    assert.doesNotMatch(label, /undefined|object/);
  }
  const values = choices.map(({ value }) => value);
  assert.equal(new Set(values).size, values.length);
}
