import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBody } from '../../../nodes/partner/wire/body.ts';
import { readChange } from '../../../nodes/partner/wire/change.ts';
import { readConsultation } from '../../../nodes/partner/wire/consultation.ts';
import { readOrder } from '../../../nodes/partner/wire/order.ts';
import { Refusal } from '../../../nodes/partner/wire/refusal.ts';
import { inOneGo } from '../../../nodes/runtime/slices.ts';
import { customerOrder, deletion, fleetOrder, licencesOrder, suspension, swap } from '../../support/partner-samples.ts';

function refusal(action: () => unknown): [number, number, string] {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    return [error.status, error.body.code, error.body.description];
  }
  assert.fail('it was not refused');
}

const read = (body: unknown, type = 'application/json') => inOneGo(readBody(Buffer.from(JSON.stringify(body)), type));
const orderOf = (body: unknown) => readOrder(read(body).body);
const changeOf = (body: unknown) => inOneGo(readChange(read(body).body));

test('UC1: a customer with contacts', () => {
  assert.deepEqual(orderOf(customerOrder), {
    useCase: 'customer',
    orderDate: '2026-03-02T09:15:00.000Z',
    customer: {
      reference: 'ORG-445566',
      name: 'ACME France',
      registrationNumber: '55208131766522',
      address: { street: '78 rue Olivier de Serres', postcode: '75015', city: 'Paris', country: 'FR' },
      characteristics: { segment: 'PME' },
    },
    contacts: [
      {
        role: 'customerFleetManager',
        reference: 'IND-1001',
        givenName: 'Alice',
        familyName: 'Martin',
        email: 'alice.martin@example.com',
        phone: '+33123456789',
        mobile: '+33612345678',
      },
      {
        role: 'orangeContact',
        reference: 'IND-9001',
        givenName: 'Omar',
        familyName: 'Petit',
        email: 'omar.petit@example.com',
      },
    ],
  });
});

test('UC2: a new fleet', () => {
  assert.deepEqual(orderOf(fleetOrder), {
    useCase: 'fleet',
    category: 'production',
    orderDate: '2026-03-02T09:20:00.000Z',
    customer: { id: 'CUST-0001', reference: 'ORG-445566' },
    contacts: [],
    offer: { reference: 'MBA-BACKUP-PRO', name: 'Backup Pro' },
    quantity: 3,
    characteristics: { storageSize: '50GB' },
    endUsers: [{ resources: [{ type: 'email', characteristics: { email: 'it@example.com' } }] }],
  });
});

test("of several references of a thing, Orange's is taken", () => {
  const ids = [
    { type: 'erp', id: 'X-1' },
    { externalIdentifierType: 'Orange', id: 'ORG-1' },
  ];
  assert.equal(orderOf({ customer: { externalReference: ids } }).customer?.reference, 'ORG-1');
  const unknown = refusal(() => orderOf({ customer: { externalReference: [ids[0], ids[0]] } }));
  assert.deepEqual(unknown.slice(0, 2), [400, 24]);
});

test('UC3: more licences of a fleet', () => {
  const order = orderOf(licencesOrder);
  assert.deepEqual([order.useCase, order.fleetId, order.quantity], ['licences', 'FLEET-0001', 2]);
});

test('an order may be written in other ways', () => {
  const order = orderOf({
    unheardOf: { of: [1, 2] },
    customer: { externalReference: 'ORG-1' },
    relatedContact: { role: 'x', mobileNumber: '0612345678', email: null },
    orderItem: {
      productRefId: 'FLEET-9',
      productRef: { userServiceQuantity: '4' },
      productOffering: { id: 'OFFER', externalReference: {} },
      endUserConfigurationOperation: [
        {
          endUserOperation: { action: 'add', endUser: { givenName: 'Bob' } },
          realizingResourceOperation: [{ realizingResource: { type: 'url', characteristic: { url: 'https://a' } } }],
          rightOperation: { loginKeyValue: { value: 'bob' } },
        },
      ],
    },
  });
  assert.deepEqual(order, {
    useCase: 'licences',
    customer: { reference: 'ORG-1' },
    contacts: [{ role: 'x', mobile: '0612345678' }],
    fleetId: 'FLEET-9',
    offer: { reference: 'OFFER' },
    quantity: 4,
    endUsers: [
      {
        endUser: { givenName: 'Bob' },
        resources: [{ type: 'url', characteristics: { url: 'https://a' } }],
        login: { value: 'bob' },
      },
    ],
  });
});

test('an empty node is as good as none, with a warning for each', () => {
  const { body, warnings, raw } = read({
    customer: { id: 'C', postalAddress: {} },
    orderItem: [{}],
    relatedContact: [],
  });
  assert.deepEqual(body, { customer: { id: 'C' } });
  assert.deepEqual(raw, { customer: { id: 'C', postalAddress: {} }, orderItem: [{}], relatedContact: [] });
  assert.deepEqual(warnings, [
    'customer.postalAddress: {} was taken as absent',
    'orderItem[0]: {} was taken as absent',
  ]);
  assert.equal(readOrder(body).useCase, 'customer');
});

test('an order that cannot be carried out is refused, and the field is named', () => {
  const item = (fleetOrder['orderItem'] as object[])[0] as Record<string, object>;
  const withItem = (changes: object) => ({ ...fleetOrder, orderItem: [{ ...item, ...changes }] });
  const withQuantity = (quantity: unknown) =>
    withItem({ productRef: { ...item['productRef'], userServiceQuantity: quantity } });
  const cases: [unknown, number, RegExp][] = [
    [{}, 23, /^customer is missing/],
    [{ customer: {}, relatedContact: [{}], orderItem: [{}] }, 23, /^customer is missing/],
    [{ ...fleetOrder, customer: {} }, 23, /^customer\.externalReference is missing/],
    [withItem({ productRef: {} }), 23, /productRef\.userServiceQuantity is missing/],
    [withItem({ productOffering: { name: 'x' } }), 23, /productOffering\.externalReference is missing/],
    [withItem({ action: 'delete' }), 24, /action: expected one of add$/],
    [withQuantity(undefined), 23, /userServiceQuantity is missing/],
    [withQuantity(0), 24, /userServiceQuantity/],
    [withQuantity(1.5), 24, /userServiceQuantity/],
    [withQuantity('many'), 24, /userServiceQuantity/],
    [withQuantity(1e9), 24, /userServiceQuantity/],
    [withQuantity({ x: 1 }), 24, /userServiceQuantity: expected a whole number/],
    [withQuantity('1e3'), 24, /userServiceQuantity: expected a whole number/],
    [withQuantity('99999999999999999999'), 24, /userServiceQuantity: expected a whole number/],
    [{ ...fleetOrder, orderItem: [item, item] }, 24, /orderItem: expected a single one, not a list/],
    [{ customer: fleetOrder['customer'], orderLineItems: [item] }, 24, /^orderLineItems: orderItem is expected/],
    [{ ...fleetOrder, orderItem: ['x'] }, 24, /orderItem\[0\]: expected an object/],
    [{ customer: 'ACME' }, 24, /customer: expected an object/],
  ];
  for (const [body, code, description] of cases) {
    const [status, actual, text] = refusal(() => orderOf(body));
    assert.deepEqual([status, actual], [400, code], JSON.stringify(body));
    assert.match(text, description);
  }
});

test('UC2 to UC4: suspension, deletion and another offer', () => {
  assert.deepEqual(changeOf(suspension).change, {
    useCase: 'state',
    licences: [
      { id: 'US-1', externalState: 'suspended' },
      { id: 'US-2', externalState: 'suspended' },
    ],
  });
  assert.deepEqual(changeOf(deletion).change, {
    useCase: 'delete',
    licences: [{ id: 'US-2', externalState: 'deleted' }],
  });
  assert.deepEqual(changeOf(swap), {
    change: { useCase: 'offer', licences: [{ id: 'US-1', offer: { reference: 'MBA-BACKUP-PREMIUM' } }] },
    warnings: [],
  });
});

test('a change may be written in other ways', () => {
  const reference = { externalReference: { type: 'orange', id: 'P' } };
  const forms: [object, string[]][] = [
    [{ productOfferingOperation: { action: 'swap', ...reference } }, []],
    [{ productOfferingOperation: [{ action: 'SWAP', productOffering: reference }] }, []],
    [{ endUserConfigurationOperation: [{ productOfferingOperation: { action: 'swap', productOffering: 'P' } }] }, []],
    [
      { productOfferingOperation: { action: 'modify', productOffering: [reference] } },
      ['userService[0].productOfferingOperation.action: modify was taken as swap'],
    ],
  ];
  for (const [form, warnings] of forms) {
    const expected = { useCase: 'offer', licences: [{ id: 'US-1', offer: { reference: 'P' } }] };
    assert.deepEqual(changeOf({ userService: [{ id: 'US-1', ...form }] }), { change: expected, warnings });
  }
  assert.deepEqual(changeOf({ userServices: { id: 7, relatedProductRefId: 'F', externalState: 'Inactive' } }).change, {
    useCase: 'state',
    licences: [{ id: '7', fleetId: 'F', externalState: 'inactive' }],
  });
});

test('a mixed change goes by its gravest part, and entries of one licence are put together', () => {
  const { change } = changeOf({ userService: [...(swap['userService'] as []), ...(deletion['userService'] as [])] });
  assert.equal(change.useCase, 'delete');
  const again = changeOf({
    userService: [
      ...(swap['userService'] as []),
      { id: 'US-1', externalState: 'active' },
      { id: 'US-1', externalState: 'active' },
    ],
  });
  assert.deepEqual(again.change, {
    useCase: 'offer',
    licences: [{ id: 'US-1', offer: { reference: 'MBA-BACKUP-PREMIUM' }, externalState: 'active' }],
  });
});

test('a change that cannot be understood is refused as a whole', () => {
  const good = { id: 'US-1', externalState: 'active' };
  const cases: [unknown, number, RegExp][] = [
    [{}, 23, /^userService is missing/],
    [{ userService: [{}] }, 23, /^userService is missing/],
    [{ userService: [good, { externalState: 'active' }] }, 23, /^userService\[1\]\.id is missing/],
    [{ userService: [good, { id: 'US-2', productOfferingOperation: {} }] }, 23, /^userService\[1\]: externalState or/],
    [{ userService: [good, { id: 'US-2', productOfferingOperation: { action: 'swap' } }] }, 23, /externalReference/],
    [
      { userService: [{ ...good, externalState: 'asleep' }] },
      24,
      /userService\[0\]\.externalState: expected one of active, inactive, suspended, deleted$/,
    ],
    [{ userService: [good, { ...good, externalState: 'deleted' }] }, 24, /US-1 stands there twice/],
    [{ userService: 'US-1' }, 24, /expected an object/],
  ];
  for (const [body, code, description] of cases) {
    const [status, actual, text] = refusal(() => changeOf(body));
    assert.deepEqual([status, actual], [400, code], JSON.stringify(body));
    assert.match(text, description);
  }
});

test('a body is JSON, whatever it calls itself exactly', () => {
  for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/problem+json', undefined]) {
    assert.deepEqual(inOneGo(readBody(Buffer.from('\uFEFF{"a":1}'), type)).body, { a: 1 });
  }
  const cases: [string, string, number, number][] = [
    ['{}', 'text/plain', 415, 68],
    ['a=1', 'application/x-www-form-urlencoded', 415, 68],
    ['', 'application/json', 400, 21],
    ['{"a":', 'application/json', 400, 22],
    ['[1]', 'application/json', 400, 22],
    ['"text"', 'application/json', 400, 22],
    [`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 'application/json', 400, 22],
  ];
  for (const [body, type, status, code] of cases) {
    assert.deepEqual(
      refusal(() => inOneGo(readBody(Buffer.from(body), type))).slice(0, 2),
      [status, code],
      body.slice(0, 20),
    );
  }
});

test('a consultation asks for a fleet, for ids or for one licence', () => {
  const query = (text: string) => readConsultation(new URLSearchParams(text));
  assert.deepEqual(query('productRefId=FLEET-1'), { fleetId: 'FLEET-1', single: false });
  assert.deepEqual(query('productrefid=FLEET-1&id='), { fleetId: 'FLEET-1', single: false });
  assert.deepEqual(query('id=US-1,%20US-2,,US-1&id=US-3'), { ids: ['US-1', 'US-2', 'US-3'], single: false });
  assert.deepEqual(readConsultation(new URLSearchParams('productRefId=F'), 'US%2F1'), { ids: ['US/1'], single: true });
  assert.deepEqual(refusal(() => query('')).slice(0, 2), [400, 27]);
  assert.deepEqual(refusal(() => readConsultation(new URLSearchParams(), '%zz')).slice(0, 2), [400, 20]);
});

test('an order in the form of TM Forum 622 keeps its item and its customer', () => {
  const order = orderOf({
    '@type': 'ProductOrder',
    externalId: 'TMF-1',
    orderDate: '2026-03-02T10:15:00+01:00',
    relatedParty: [
      { '@type': 'RelatedParty', role: 'customer', id: 'C-1', name: 'ACME' },
      { role: 'customerFleetManager', name: 'Alice Martin' },
    ],
    productOrderItem: [
      { id: '1', action: 'add', product: { userServiceQuantity: 2 }, productOffering: { id: 'MBA-BACKUP' } },
    ],
  });
  assert.deepEqual(order, {
    useCase: 'fleet',
    reference: 'TMF-1',
    orderDate: '2026-03-02T10:15:00+01:00',
    customer: { id: 'C-1', name: 'ACME' },
    contacts: [{ role: 'customerFleetManager', name: 'Alice Martin' }],
    offer: { reference: 'MBA-BACKUP' },
    quantity: 2,
  });
});

test('an item under a name that nobody knows is refused, and makes no customer', () => {
  const { orderItem, ...rest } = fleetOrder as Record<string, unknown>;
  const [status, code, description] = refusal(() => orderOf({ ...rest, orderLineItem: orderItem }));
  assert.deepEqual([status, code], [400, 24]);
  assert.match(description, /orderLineItem: orderItem is expected/);
});

test('a reference keeps its digits, however it is written', () => {
  const customer = (id: string) =>
    readOrder(
      inOneGo(
        readBody(Buffer.from(`{"customer":{"externalReference":{"type":"orange","id":${id}}}}`), 'application/json'),
      ).body,
    ).customer?.reference;
  assert.equal(customer('12345678901234567891'), '12345678901234567891');
  assert.equal(customer('"12345678901234567891"'), '12345678901234567891');
  assert.equal(customer('1.2345678901234567891e19'), '1.2345678901234567891e19');
  assert.equal(customer('445566'), '445566');
});

test('a quantity in powers of ten is refused', () => {
  const order = structuredClone(fleetOrder) as unknown as {
    orderItem: { productRef: { userServiceQuantity: unknown } }[];
  };
  const [item] = order.orderItem;
  assert.ok(item);
  item.productRef.userServiceQuantity = '1e3';
  assert.deepEqual(refusal(() => orderOf(order)).slice(0, 2), [400, 24]);
});
