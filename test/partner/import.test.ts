import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Ledger } from '../../nodes/partner/ledger/ledger.ts';
import type { Register } from '../../nodes/partner/ledger/register.ts';
import { exportFrom, importInto } from '../../nodes/partner/register-file/register-file.ts';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { inBackground } from '../../nodes/runtime/background.ts';
import { answered, changeRequest, fleetBody, ledgerFor, orderRequest, storeDirectory } from '../support/ledger.ts';
import { registerCsv } from '../support/register-csv.ts';

interface Opened {
  readonly ledger: Ledger;
  readonly register: Register;
}

async function registerFor(test: TestContext, directory?: string): Promise<Opened> {
  const ledger = await ledgerFor(test, directory === undefined ? {} : { directory });
  const { register } = ledger;
  assert.ok(register);
  return { ledger, register };
}

const none = { new: 0, changed: 0, unchanged: 0 };

const csv = [
  'customerId;customerReference;customerName;city;contactRole;contactEmail;fleetId;offer;quantity;licenceId;state;givenName;familyName;email;login',
  'CUST-1;ORG-1;"ACME; ""France""";Paris;customerFleetManager;boss@example.com;;;;;;;;;',
  'CUST-1;;;;;;FLEET-1;MBA-BACKUP;;US-1;active;Alice;Martin;alice@example.com;alice',
  'CUST-1;;;;;;FLEET-1;MBA-BACKUP;;US-2;Suspended;"Bob\nRobert";Roy;;',
  'CUST-1;;;;;;FLEET-2;MBA-PRO;3;;;;;;',
  ';ORG-2;Other;;;;;;;;;;;;',
  '',
].join('\r\n');

const asJson = [
  {
    id: 'CUST-1',
    reference: 'ORG-1',
    name: 'ACME; "France"',
    address: { city: 'Paris' },
    contacts: [{ role: 'customerFleetManager', email: 'boss@example.com' }],
    fleets: [
      {
        id: 'FLEET-1',
        offer: 'MBA-BACKUP',
        licences: [
          {
            id: 'US-1',
            externalState: 'active',
            endUser: { givenName: 'Alice', familyName: 'Martin', email: 'alice@example.com' },
            login: { value: 'alice' },
          },
          { id: 'US-2', externalState: 'suspended', endUser: { givenName: 'Bob\nRobert', familyName: 'Roy' } },
        ],
      },
      { id: 'FLEET-2', offer: { reference: 'MBA-PRO' }, quantity: 3 },
    ],
  },
  { reference: 'ORG-2', name: 'Other' },
];

test('a table and JSON are taken over, and a second time nothing is left to do', async (t) => {
  const { register } = await registerFor(t);
  const dry = await importInto(register, csv, { dryRun: true });
  assert.deepEqual(dry.problems, []);
  assert.equal(dry.imported, false);
  assert.deepEqual(await register.customers(), [], 'a dry run writes nothing');
  const report = await importInto(register, csv);
  assert.equal(report.imported, true);
  assert.deepEqual(report.counts, {
    customer: { ...none, new: 2 },
    contact: { ...none, new: 1 },
    fleet: { ...none, new: 2 },
    licence: { ...none, new: 5 },
  });
  assert.deepEqual(dry.counts, report.counts);
  assert.deepEqual(
    report.changes.filter(({ what }) => what === 'licence').map(({ place, id, quantity }) => [place, id ?? quantity]),
    [
      ['line 3', 'US-1'],
      ['line 4', 'US-2'],
      ['line 6', 3],
    ],
    'a cell with a line break is two lines of the file',
  );
  const acme = await register.customer('CUST-1');
  assert.equal(acme?.name, 'ACME; "France"');
  assert.deepEqual(acme?.address, { city: 'Paris' });
  assert.equal(acme?.contacts[0]?.email, 'boss@example.com');
  assert.equal((await register.customerByReference('ORG-2'))?.name, 'Other');
  assert.equal((await register.licence('US-2'))?.state, 'inactive');
  assert.equal((await register.licencesOfFleet('FLEET-2'))?.length, 3);
  for (const again of [csv, asJson, JSON.stringify(asJson), Buffer.from(JSON.stringify({ customers: asJson }))]) {
    const { counts, problems } = await importInto(register, again);
    assert.deepEqual(problems, []);
    assert.deepEqual(counts, {
      customer: { ...none, unchanged: 2 },
      contact: { ...none, unchanged: 1 },
      fleet: { ...none, unchanged: 2 },
      licence: { ...none, unchanged: 5 },
    });
  }
});

test('what was imported is what Orange finds, orders more of and changes', async (t) => {
  const { ledger, register } = await registerFor(t);
  await importInto(register, csv);
  const shown = JSON.parse((await register.fleetAsJson('FLEET-1')) ?? '[]') as Json[];
  assert.deepEqual(
    shown.map(({ id, externalState, loginKeyValue }) => [id, externalState, loginKeyValue]),
    [
      ['US-1', 'active', { key: 'login', value: 'alice' }],
      ['US-2', 'suspended', undefined],
    ],
  );
  const more = await ledger.accept(orderRequest(fleetBody('CUST-1', 2, 'FLEET-1')));
  assert.equal(answered(more)['state'], 'completed');
  assert.equal((await register.fleet('FLEET-1'))?.licences, 4);
  const deleted = await ledger.accept(changeRequest([{ id: 'US-1', externalState: 'deleted' }]));
  assert.equal(answered(deleted)['state'], 'completed');
  const stale = await importInto(register, csv);
  assert.deepEqual(
    stale.problems.map(({ message }) => message),
    ['line 3: licence US-1 is deleted in the register and cannot come back'],
  );
  assert.equal((await ledger.outbox.counts()).waiting, 0, 'Orange is not notified');
  assert.equal((await ledger.audit('register'))[0]?.what, 'imported');
});

test('only what a file says is changed', async (t) => {
  const { register } = await registerFor(t);
  await importInto(register, csv);
  const before = await register.licence('US-1');
  const change = 'Customer ID,fleet_id,Licence-Id,email,state\r\nCUST-1,FLEET-1,US-1,new@example.com,';
  const report = await importInto(register, change);
  assert.deepEqual(report.problems, []);
  assert.deepEqual(report.changes, [
    { place: 'line 2', what: 'licence', change: 'changed', id: 'US-1', fields: ['endUser'] },
  ]);
  assert.deepEqual(await register.licence('US-1'), {
    ...before,
    endUser: { ...before?.endUser, email: 'new@example.com' },
  });
});

const head = 'customerId,fleetId,offer,quantity,licenceId,state,resources';
const wrong: readonly (readonly [file: unknown, message: string | RegExp])[] = [
  [`${head}\nC,F,O,1e3,,,`, "line 2: quantity '1e3' is not a whole number"],
  [`${head}\nC,F,O,-1,,,`, "line 2: quantity '-1' is not a whole number"],
  [`${head}\nC,F,O,0,,,`, "line 2: quantity '0' is not a number from 1 to 100000"],
  [`${head}\nC,F,O,1,,,\nC,F,O,2,,,`, 'line 3: quantity of fleet F was already given, see line 2'],
  [`${head}\nC,F,O,1,L,,`, /^line 2: quantity is only for licences without an id/],
  [`${head}\nC,F,O,,L,gone,`, "line 2: state 'gone' is not one of active, inactive, suspended, deleted"],
  [`${head}\nC,F,O,,L,,\n\nC,F,O,,L,,`, 'line 4: licence L was already given, see line 2'],
  [`${head}\nC,F,O,,,active,`, 'line 2: licenceId is missing'],
  [`${head}\nC,,,,L,,`, 'line 2: fleetId is missing'],
  [`${head}\nC,F,,,L,,`, 'line 2: offer is missing; fleet F is not in the register yet'],
  [`${head}\n,F,O,,L,,`, 'line 2: customerId or customerReference is missing'],
  [`${head}\nC,F,O,,L,,\nD,F,O,,M,,`, 'line 3: fleet F belongs to another customer, see line 2'],
  [`${head}\nC,F,O,,L,,\nC,F,P,,M,,`, 'line 3: reference of the offer differs from line 2'],
  [`${head}\nC,F,O,,L,,{not json`, "line 2: resources '{not json' is not JSON"],
  [`${head}\nC,F,O,,L,`, 'line 2: 6 cells, but the header has 7'],
  [`${head}\nC,F,O,,L,,,more`, 'line 2: 8 cells, but the header has 7'],
  [`${head}\nC,F,O,,1.23457E+15,,`, /^line 2: licenceId '1\.23457E\+15' has been shortened by a spreadsheet/],
  [`${head}\nC,F,"O,,L,,`, 'line 2: a quotation mark is never closed'],
  [`${head}\nC,F,"O"x,,L,,`, 'line 2: text after a closing quotation mark'],
  ['customerId,remarks\nC,x', /^line 1: unknown column 'remarks'; the columns are customerId, /],
  ['customerId,Customer id\nC,C', "line 1: column 'Customer id' appears twice"],
  ['customerId', 'the file: there are no customers in it'],
  ['[]', 'the file: there are no customers in it'],
  ['{"customers": 1}', 'the file: a list of customers is expected, or an object with customers'],
  ['[{', /^the file: not well-formed JSON/],
  [[7], 'customers[0]: an object is expected'],
  [
    [{ id: 'C', fleets: [{ id: 'F', offer: 'O', licences: [{ id: 'L' }, {}] }] }],
    'customers[0].fleets[0].licences[1]: licenceId is missing',
  ],
  [[{ id: 'C', fleets: [{ id: 'F', offer: {} }] }], /^customers\[0\]\.fleets\[0\]: .*missing$/],
];

test('each mistake is told with its line', async (t) => {
  const { register } = await registerFor(t);
  for (const [file, message] of wrong) {
    const report = await importInto(register, file);
    assert.equal(report.imported, false);
    const [first = { message: 'nothing' }, ...others] = report.problems;
    if (typeof message === 'string') assert.equal(first.message, message);
    else assert.match(first.message, message);
    assert.deepEqual(others, [], `one mistake in ${String(file)}`);
  }
  assert.deepEqual(await register.customers(), []);
});

test('what contradicts the register is refused, and then nothing is imported', async (t) => {
  const { register } = await registerFor(t);
  await importInto(register, csv);
  const before = await exportFrom(register, 'csv');
  const rows = [
    ['CUST-9,ORG-1,,,,', 'line 2: reference ORG-1 belongs to customer CUST-1 in the register, not to CUST-9'],
    ['CUST-9,,FLEET-1,O,,', 'line 2: fleet FLEET-1 belongs to customer CUST-1 in the register'],
    ['CUST-1,,FLEET-2,,US-1,', 'line 2: licence US-1 belongs to fleet FLEET-1 in the register'],
    ['CUST-1,,FLEET-2,,,2', /^line 2: quantity 2 is too few: fleet FLEET-2 has 3 licences in the register/],
  ] as const;
  for (const [row, message] of rows) {
    const file = `customerId,customerReference,fleetId,offer,licenceId,quantity\n${row}\nNEW-1,,NEW-F,O,NEW-L,`;
    const report = await importInto(register, file);
    if (typeof message === 'string') assert.equal(report.problems[0]?.message, message);
    else assert.match(report.problems[0]?.message ?? '', message);
    assert.equal(report.problems.length, 1);
    assert.equal(report.imported, false);
    assert.equal(report.counts.customer.new, row.startsWith('CUST-9') && !row.includes('ORG-1') ? 2 : 1);
  }
  assert.equal(await exportFrom(register, 'csv'), before);
});

test('files as spreadsheets write them', async (t) => {
  const { register } = await registerFor(t);
  const text = 'customerId;customerName\r\nC-1;Ünïcode\r\n';
  const latin = Buffer.from(text, 'latin1');
  const files = [
    text,
    `\uFEFF${text}`,
    Buffer.from(`\uFEFF${text}`),
    Buffer.from(`\uFEFF${text}`, 'utf16le'),
    latin,
    text.replaceAll(';', '\t'),
    text.replaceAll(';', ','),
    text.replaceAll('\r\n', '\r'),
    text.replaceAll('\r\n', '\n').trimEnd(),
    `sep=;\r\n${text}`,
    `"customerId";"customerName"\r\n"C-1";"Ünïcode"\r\n;\r\n`,
  ];
  for (const [index, file] of files.entries()) {
    const { counts, problems } = await importInto(register, file);
    assert.deepEqual(problems, [], `file ${index}`);
    assert.deepEqual(counts.customer, index === 0 ? { ...none, new: 1 } : { ...none, unchanged: 1 }, `file ${index}`);
  }
  assert.equal((await register.customer('C-1'))?.name, 'Ünïcode');
});

test('an export is the register as a file: imported elsewhere, it is the same', async (t) => {
  const { ledger, register } = await registerFor(t);
  await importInto(register, csv);
  await importInto(register, [
    {
      id: 'CUST-1',
      characteristics: { segment: 'PME' },
      contacts: [{ id: 'CT-2', givenName: 'Zoe', phone: '+33123456789' }],
      fleets: [
        {
          id: 'FLEET-1',
          licences: [
            {
              id: 'US-2',
              offer: 'MBA-OTHER',
              resources: [{ type: 'mobile', characteristics: { msisdn: '+33612345678' } }],
              characteristics: { colour: ' "red"\r\n; ' },
            },
          ],
        },
        { id: 'FLEET-EMPTY', offer: { reference: 'O', name: 'Empty, so far' } },
      ],
    },
  ]);
  await ledger.accept(changeRequest([{ id: 'US-1', externalState: 'deleted' }]));
  const files = { csv: await exportFrom(register, 'csv'), json: await exportFrom(register, 'json') };
  const customersIn = (text: string) => (JSON.parse(text) as { customers: unknown }).customers;
  for (const format of ['csv', 'json'] as const) {
    const { register: other } = await registerFor(t);
    const report = await importInto(other, files[format]);
    assert.deepEqual(report.problems, []);
    assert.equal(await exportFrom(other, 'csv'), files.csv);
    assert.deepEqual(customersIn(await exportFrom(other, 'json')), customersIn(files.json));
    assert.deepEqual(await other.licencesOfFleet('FLEET-1'), await register.licencesOfFleet('FLEET-1'));
    assert.equal((await other.licences(['US-1'], { deleted: true }))[0]?.state, 'terminated');
  }
});

test('while thousands of licences are imported, all else goes on and sees all of them or none', async (t) => {
  const { ledger, register } = await registerFor(t);
  let turns = 0;
  let running = true;
  const turn = () => {
    turns += 1;
    if (running) setImmediate(turn);
  };
  turn();
  const seen = new Set<number>();
  const importing = importInto(register, registerCsv(4, 4000)).finally(() => {
    running = false;
  });
  const order = ledger.accept(orderRequest({ ...fleetBody('CUST-0', 1, 'FLEET-0') }));
  while (running) {
    const { licences = 0 } = (await register.fleet('FLEET-0')) ?? {};
    seen.add(licences);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await importing).imported, true);
  assert.ok(turns > 30, `the event loop turned ${turns} times meanwhile`);
  assert.ok(
    [...seen].every((licences) => licences === 0 || licences >= 1000),
    `seen: ${[...seen].join(', ')}`,
  );
  await order;
  assert.ok(((await register.fleet('FLEET-0'))?.licences ?? 0) >= 1000);
});

test('closed in the middle of an import, it is finished first', async (t) => {
  const directory = await storeDirectory();
  const { ledger, register } = await registerFor(t, directory);
  await importInto(register, registerCsv(2, 2000));
  const again = importInto(register, registerCsv(2, 2000, 'Bob'));
  // Whoever reads waits as long as what is being written is not certain.
  let isWriting = false;
  while (!isWriting) {
    let answered = false;
    const reading = register.fleet('FLEET-0').then(() => {
      answered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    isWriting = !answered;
    inBackground(reading, () => {});
  }
  await ledger.close();
  assert.equal((await again).imported, true);
  const { register: reopened } = await registerFor(t, directory);
  const names = (await reopened.licencesOfFleet('FLEET-0'))?.map(({ endUser }) => endUser?.givenName);
  assert.deepEqual([...new Set(names)], ['Bob']);
});

test('killed in the middle of an import, all of it is there or nothing', { timeout: 60_000 }, async (t) => {
  const script = fileURLToPath(new URL('../support/import-process.mts', import.meta.url));
  const directory = await storeDirectory();
  for (const pause of [50, 250, 600]) {
    const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    assert.ok(child.stdout);
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, pause));
    child.kill('SIGKILL');
    await ended;
    const { ledger, register } = await registerFor(t, directory);
    const counts = await Promise.all(
      Array.from({ length: 10 }, async (_, number) => (await register.fleet(`FLEET-${number}`))?.licences ?? 0),
    );
    assert.ok(new Set(counts).size === 1 && [0, 400].includes(counts[0] ?? -1), counts.join(', '));
    await ledger.close();
  }
});
