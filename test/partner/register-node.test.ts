import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fresh } from '../support/flow.ts';
import { type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';
import { registerCsv } from '../support/register-csv.ts';

let red: NodeRed;
let orange: at.Orange;

before(async () => {
  orange = await at.startOrange();
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await orange.stop();
});

function register(properties: Readonly<Record<string, unknown>> = {}) {
  const node = fresh('register', 'business-apps-register', { account: 'partner', action: 'message', ...properties });
  return { ...node, z: 'tab', wires: [['out']] };
}

async function send(message: Message): Promise<Message> {
  red.inject('register', message);
  const { sink, message: arrived } = await red.nextOf(['out', 'errors']);
  assert.equal(sink, 'out', JSON.stringify(arrived['error']));
  return arrived;
}

async function refused(message: Message) {
  red.inject('register', message);
  const { sink, message: arrived } = await red.nextOf(['out', 'errors']);
  assert.equal(sink, 'errors');
  const error = arrived['error'] as { code: string; message: string };
  return { ...error, payload: arrived['payload'] as { problems?: { message: string }[]; imported?: boolean } };
}

test('a flow checks a file, imports it and exports the register, and Orange is answered from it', async () => {
  await red.deploy(at.site(at.partner(orange), register()));
  const csv = registerCsv(2, 10);
  const checked = await send({ action: 'check', payload: csv, other: 'stays' });
  const report = checked['payload'] as { imported: boolean; counts: { licence: { new: number } } };
  assert.equal(report.imported, false);
  assert.equal(report.counts.licence.new, 10);
  assert.equal(checked['other'], 'stays');
  assert.deepEqual(await at.consult(red, 'FLEET-0'), []);

  await send({ action: 'import', payload: Buffer.from(csv) });
  assert.equal((await at.consult(red, 'FLEET-0')).length, 5);

  const { payload } = await send({ action: 'export' });
  assert.match(String(payload), /^customerId,.*\r\n(?:.*\r\n){12}$/);
  const exported = await send({ action: 'export', format: 'json' });
  const parsed = JSON.parse(String(exported['payload'])) as { customers: object[] };
  assert.equal(parsed.customers.length, 2);
  const again = (await send({ action: 'import', payload: parsed }))['payload'] as typeof report;
  assert.equal(again.counts.licence.new, 0);

  const known = { externalReference: { type: 'orange', id: 'ORG-0' }, tradingName: 'Company 0' };
  const order = await at.order(red, { ...customerOrder, customer: known });
  assert.equal((order.body['customer'] as { id: string }).id, 'CUST-0', 'Orange gets the id that was imported');
});

test('an import with a mistake is an error that names the line, and the message has the whole report', async () => {
  await red.deploy(at.site(at.partner(orange), register({ action: 'import' })));
  const error = await refused({ payload: 'customerId,fleetId,offer,quantity\nNEW,F-9,O,1e3\nNEW,F-8,O,x\n' });
  assert.equal(error.code, 'IMPORT_REFUSED');
  assert.match(error.message, /nothing was imported: line 2: quantity '1e3' is not a whole number, line 3: /);
  assert.match(error.message, /correct the file/);
  assert.deepEqual(
    error.payload.problems?.map(({ message }) => message.slice(0, 6)),
    ['line 2', 'line 3'],
  );
  assert.equal(error.payload.imported, false);
  assert.deepEqual(await at.consult(red, 'F-9'), []);
});

test('what cannot be done is said', async () => {
  await red.deploy(at.site(at.partner(orange), register()));
  assert.match((await refused({ action: 'destroy', payload: 'x' })).message, /action: expected one of check/);
  assert.match((await refused({ action: 'export', format: 'xml' })).message, /format: expected csv or json/);
  assert.match((await refused({ action: 'import' })).message, /file is missing/);
  await red.deploy(at.site(at.partner(orange, { register: false }), register()));
  const error = await refused({ action: 'export' });
  assert.equal(error.code, 'NO_REGISTER');
  await red.deploy(at.site(register()));
  assert.equal((await refused({ action: 'export' })).code, 'NO_ACCOUNT');
});
