import assert from 'node:assert/strict';
import { test } from 'node:test';
import { licenceEvent, orderEvent } from '../../../nodes/partner/wire/events.ts';
import { prune } from '../../../nodes/partner/wire/json.ts';
import { afterChange, changeReply, licenceReply, orderReply } from '../../../nodes/partner/wire/replies.ts';
import { inOneGo } from '../../../nodes/runtime/slices.ts';
import { customerOrder, deletion, fleetOrder, licencesOrder, suspension, swap } from '../../support/partner-samples.ts';

const changed = (...given: Parameters<typeof changeReply>) => inOneGo(changeReply(...given));

const at = '2026-03-02T09:20:05.000Z';
const backup = { externalReference: { type: 'orange', id: 'MBA-BACKUP-PRO' } };

test('UC1 completed: ids of customer and contacts beside the references of Orange', () => {
  const outcome = { state: 'completed', orderId: 'PO-0001', at, customerId: 'CUST-0001' } as const;
  assert.deepEqual(orderReply(customerOrder, { ...outcome, contactIds: ['CT-0001', 'CT-0002'] }), {
    id: 'PO-0001',
    state: 'completed',
    orderDate: '2026-03-02T09:15:00.000Z',
    completionDate: at,
    customer: {
      id: 'CUST-0001',
      externalReference: { type: 'orange', id: 'ORG-445566' },
      tradingName: 'ACME France',
    },
    relatedContact: [
      {
        id: 'CT-0001',
        role: 'customerFleetManager',
        externalReference: { type: 'orange', id: 'IND-1001' },
        givenName: 'Alice',
        familyName: 'Martin',
      },
      {
        id: 'CT-0002',
        role: 'orangeContact',
        externalReference: { type: 'orange', id: 'IND-9001' },
        givenName: 'Omar',
        familyName: 'Petit',
      },
    ],
  });
});

test('UC2 acknowledged: no fleet yet', () => {
  const order = orderReply(fleetOrder, { state: 'acknowledged', orderId: 'PO-0002', at, fleetId: 'FLEET-0001' });
  assert.deepEqual(order, {
    id: 'PO-0002',
    state: 'acknowledged',
    category: 'production',
    orderDate: '2026-03-02T09:20:00.000Z',
    customer: { id: 'CUST-0001', externalReference: { type: 'orange', id: 'ORG-445566' } },
    orderItem: [
      {
        id: '1',
        state: 'acknowledged',
        action: 'add',
        productRef: { userServiceQuantity: 3 },
        productOffering: backup,
      },
    ],
  });
});

test('UC2 completed, and the event that says it later', () => {
  const order = orderReply(fleetOrder, { state: 'completed', orderId: 'PO-0002', at, fleetId: 'FLEET-0001' });
  assert.deepEqual(order['orderItem'], [
    {
      id: '1',
      state: 'completed',
      action: 'add',
      productRef: { id: 'FLEET-0001', userServiceQuantity: 3 },
      productOffering: backup,
    },
  ]);
  assert.deepEqual([order['state'], order['completionDate']], ['completed', at]);
  assert.deepEqual(orderEvent(order, '2026-03-02T09:25:00.000Z'), {
    type: 'completedStateNotification',
    time: '2026-03-02T09:25:00.000Z',
    resource: order,
  });
});

test('UC2 failed: the reason, no fleet, no completion', () => {
  const note = { text: 'no such offer', author: 'sales' };
  const order = orderReply(fleetOrder, { state: 'failed', orderId: 'PO-0002', at, fleetId: 'FLEET-0001', note });
  assert.deepEqual(order['note'], { text: 'no such offer', date: at, author: 'sales' });
  assert.equal(order['completionDate'], undefined);
  const [item] = order['orderItem'] as [{ state: string; productRef: object }];
  assert.deepEqual([item.state, item.productRef], ['failed', { userServiceQuantity: 3 }]);
  assert.equal(orderEvent(order, at)['type'], 'failedStateNotification');
});

test('UC3: the fleet of the request, or the one that took the licences', () => {
  const outcome = { orderId: 'PO-3', at };
  const fleetIn = (order: object) =>
    (order as { orderItem: [{ productRef: { id?: string } }] }).orderItem[0].productRef.id;
  assert.equal(fleetIn(orderReply(licencesOrder, { ...outcome, state: 'acknowledged' })), 'FLEET-0001');
  assert.equal(fleetIn(orderReply(licencesOrder, { ...outcome, state: 'completed' })), 'FLEET-0001');
  assert.equal(fleetIn(orderReply(licencesOrder, { ...outcome, state: 'completed', fleetId: 'F-2' })), 'F-2');
});

test('UC1 failed: no id of a customer that does not exist', () => {
  const order = orderReply(customerOrder, {
    state: 'failed',
    orderId: 'PO-1',
    at,
    customerId: 'CUST-1',
    contactIds: ['CT-1'],
    note: { text: 'no' },
  });
  assert.equal((order['customer'] as { id?: string }).id, undefined);
  assert.equal((order['relatedContact'] as [{ id?: string }])[0].id, undefined);
  assert.deepEqual(order['note'], { text: 'no', date: at });
});

test('a change completed: every licence as it is now', () => {
  const fleetId = 'FLEET-0001';
  const licences = ['US-1', 'US-2'].map((id) => afterChange({ id, fleetId, externalState: 'suspended' }));
  assert.deepEqual(changed(suspension, { state: 'completed', at, licences }), {
    state: 'completed',
    userService: [
      { id: 'US-1', relatedProductRefId: fleetId, externalState: 'suspended', state: 'inactive' },
      { id: 'US-2', relatedProductRefId: fleetId, externalState: 'suspended', state: 'inactive' },
    ],
  });
  const [deleted] = [afterChange({ id: 'US-2', externalState: 'deleted' })];
  assert.deepEqual(changed(deletion, { state: 'completed', at, licences: [deleted] }), {
    state: 'completed',
    userService: [{ id: 'US-2', externalState: 'deleted', state: 'terminated' }],
  });
  const swapped = { id: 'US-1', state: 'active', externalState: 'active', offer: { reference: 'MBA-BACKUP-PREMIUM' } };
  assert.deepEqual(changed(swap, { state: 'completed', at, licences: [swapped] })['userService'], [
    {
      id: 'US-1',
      state: 'active',
      externalState: 'active',
      productOffering: { externalReference: { type: 'orange', id: 'MBA-BACKUP-PREMIUM' } },
    },
  ]);
});

test('a change acknowledged echoes the request; the event says the rest', () => {
  assert.deepEqual(changed(swap, { state: 'acknowledged', at }), { state: 'acknowledged', ...swap });
  const failed = changed(suspension, { state: 'failed', at, note: { text: 'in use' } });
  assert.deepEqual(failed, {
    state: 'failed',
    note: { text: 'in use', date: at },
    userService: [{ id: 'US-1' }, { id: 'US-2' }],
  });
  assert.deepEqual(licenceEvent(failed, at), { type: 'updateNotification', time: at, resource: failed });
});

test('a licence in a consultation, with and without a user', () => {
  const licence = { id: 'US-1', fleetId: 'FLEET-0001', state: 'active', externalState: 'active' };
  const offer = { reference: 'MBA-BACKUP-PRO' };
  const plain = {
    id: 'US-1',
    relatedProductRefId: 'FLEET-0001',
    state: 'active',
    externalState: 'active',
    productOffering: backup,
  };
  assert.deepEqual(licenceReply({ ...licence, offer }), plain);
  assert.deepEqual(licenceReply({ ...licence, offer, endUser: {}, resources: [], characteristics: {} }), plain);
  assert.deepEqual(
    licenceReply({
      ...licence,
      offer,
      endUser: { id: 'EU-1', givenName: 'Bob', familyName: 'Durand', email: 'bob@example.com', mobile: '+33612345678' },
      resources: [{ type: 'url', characteristics: { url: 'https://app.example.com' } }],
      login: { value: 'bob@example.com' },
      characteristics: { storageSize: '50GB' },
    }),
    {
      ...plain,
      endUser: {
        id: 'EU-1',
        givenName: 'Bob',
        familyName: 'Durand',
        email: 'bob@example.com',
        mobileNumber: { cc: '33', sn: '612345678' },
      },
      realizingResource: [{ type: 'url', characteristic: [{ name: 'url', value: 'https://app.example.com' }] }],
      loginKeyValue: { key: 'login', value: 'bob@example.com' },
      characteristic: [{ name: 'storageSize', value: '50GB' }],
    },
  );
});

test('nothing empty leaves, however deep', () => {
  const empty = { a: {}, b: [], c: null, d: { e: { f: [{}, null] } } };
  assert.equal(prune(empty), undefined);
  assert.deepEqual(prune({ ...empty, g: false, h: 0, i: '', j: [1, {}] }), { g: false, h: 0, i: '', j: [1] });
});
