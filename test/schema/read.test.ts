import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Plain } from '../../nodes/catalogue/static.ts';
import type { Domain } from '../../nodes/catalogue/types.ts';
import { read } from '../../nodes/schema/read.ts';
import { write } from '../../nodes/schema/write.ts';

/** A door phone that nobody sells, with every word that reading and writing know. */
const doors = {
  set: 'doors',
  system: 'opentouch',
  chapter: 'Doors',
  category: 'doors',
  icon: 'telephony-call.svg',
  operations: {},
  events: {},
  representations: {
    Ring: {
      kind: {
        type: 'string',
        at: ['data.type', 'type'],
        codec: ['localName', 'Event'],
        spellings: { ringing: ['Rang', 'ring'], opened: ['Opened'] },
        otherwise: 'other',
      },
      id: {
        type: 'string',
        required: true,
        at: ['data.reference.id', 'data.reference.0.id', 'id'],
        adds: { 'data.reference.type': 'door' },
      },
      data: { type: 'Data', at: ['data', ''], inline: true },
    },
    Data: {
      visitor: { type: 'string', at: ['visitor', 'caller'], codec: ['phoneNumber'] },
      visitorName: { type: 'string', at: 'visitor', codec: ['displayName'] },
      phone: { type: 'string', codec: ['phoneParts', '33'] },
      count: { type: 'int' },
      night: { type: 'boolean' },
      at: { type: 'dateTime', at: ['time', 'startTime'] },
      tags: { type: 'map<string,string>', at: 'tag', codec: ['nameValues'] },
      locks: { type: 'Lock', many: true, at: ['locks.lock', 'locks'] },
    },
    Lock: { name: { type: 'string', required: true }, open: { type: 'boolean' } },
    Building: { lock: { type: 'Lock', at: ['lock', 'locks'], inline: true, listed: true } },
  },
} as const satisfies Domain;

type Ring = Plain<typeof doors, 'Ring'>;

function ring(wire: unknown) {
  return read(doors, 'Ring', wire);
}

describe('reading by declaration', () => {
  test('finds values in any of their places and spellings, and turns them into what is declared', () => {
    const { value, problems } = ring({
      data: {
        type: 'x:RANGEvent',
        reference: [{ id: 7 }],
        caller: 'tel:+33-1.40(00)0000;ext=1',
        count: '3',
        night: 'true',
        startTime: '1790000000000',
        tag: { name: 'floor', value: 2 },
        locks: { lock: { name: 'front', open: 'no' } },
      },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(value, {
      kind: 'ringing',
      id: '7',
      visitor: '+33140000000',
      count: 3,
      night: true,
      at: '2026-09-21T14:13:20.000Z',
      tags: { floor: 2 },
      locks: [{ name: 'front', open: false }],
    });
  });

  test('takes null, empty texts and withheld numbers for nothing', () => {
    for (const visitor of [null, '', 'sip:anonymous@anonymous.invalid', 'unknown', '"" <sip:restricted@x>']) {
      assert.deepEqual(ring({ id: 1, visitor, count: null, locks: [null] }).value, { id: '1', locks: [] });
    }
  });

  test('reads names and numbers out of an address', () => {
    const { value } = ring({ id: 1, visitor: '"Jo \\"J\\" Doe" <sip:%2B33140000000@x;user=phone>' });
    assert.deepEqual([value['visitor'], value['visitorName']], ['+33140000000', 'Jo "J" Doe']);
  });

  test('takes a spelling that nobody knows for what is declared for it', () => {
    assert.equal(ring({ id: 1, type: 'Painted' }).value['kind'], 'other');
  });

  test('says what is missing and what cannot be read, and where', () => {
    const { value, problems } = ring({ data: { count: 'many', locks: [{ open: true }, 'front', { name: 'back' }] } });
    assert.deepEqual(value, { locks: [{ open: true }, { name: 'back' }] });
    assert.deepEqual(problems, [
      { path: 'data.reference.id', reason: 'missing' },
      { path: 'data.count', reason: 'whole', min: '-2147483648', max: '2147483647' },
      { path: 'data.locks.0.name', reason: 'missing' },
      { path: 'data.locks.1', reason: 'object' },
    ]);
  });

  test('keeps what is not known, where that is asked for', () => {
    const wire = {
      id: 1,
      brand: 'x',
      count: 'many',
      night: 'false',
      visitor: null,
      locks: { name: 'front', rusty: true },
    };
    const { value } = read(
      { ...doors, representations: { ...doors.representations, Data: doors.representations.Data } },
      'Data',
      wire,
      {
        keepUnknown: true,
      },
    );
    assert.deepEqual(value, {
      id: 1,
      brand: 'x',
      count: 'many',
      night: false,
      locks: [{ name: 'front', rusty: true }],
    });
  });

  test('keeps the digits of numbers that are too large for a number', () => {
    assert.equal(ring({ id: '12345678901234567891' }).value['id'], '12345678901234567891');
    assert.equal(ring({ id: 1, count: '9007199254740993' }).value['count'], '9007199254740993');
  });

  test('never throws, whatever it is given', () => {
    const odd = [
      undefined,
      null,
      0,
      'x',
      [],
      [[]],
      { data: [] },
      { data: { locks: [[[]]] } },
      { id: {} },
      { data: { visitor: '%' } },
    ];
    for (const wire of odd) assert.ok(ring(wire).value);
  });
});

describe('writing by declaration', () => {
  const plain: Ring = {
    kind: 'opened',
    id: '7',
    visitor: '+33140000000',
    phone: '+33123456789',
    count: 0,
    tags: { floor: 2 },
    locks: [{ name: 'front', open: false }],
  };

  test('puts values into the likeliest of their places, with what belongs beside them', () => {
    assert.deepEqual(write(doors, 'Ring', plain), {
      data: {
        type: 'OpenedEvent',
        reference: { type: 'door', id: '7' },
        visitor: '+33140000000',
        phone: { cc: '33', sn: '123456789' },
        count: 0,
        tag: [{ name: 'floor', value: 2 }],
        locks: { lock: [{ name: 'front', open: false }] },
      },
    });
  });

  test('writes what is listed as the only item of a list, which is read with or without one', () => {
    const lock = { name: 'front', open: true };
    assert.deepEqual(write(doors, 'Building', lock), { lock: [lock] });
    for (const wire of [{ lock: [lock] }, { lock }, { locks: lock }]) {
      assert.deepEqual(read(doors, 'Building', wire), { value: lock, problems: [] });
    }
    const { problems } = read(doors, 'Building', { lock: [lock, lock] });
    assert.deepEqual(problems, [{ path: 'lock', reason: 'single' }]);
  });

  test('is read back as what it was', () => {
    assert.deepEqual(ring(write(doors, 'Ring', plain)).value, plain);
  });

  test('leaves out what would be empty', () => {
    assert.deepEqual(write(doors, 'Data', { tags: {}, locks: [], visitor: undefined, night: false }), { night: false });
  });
});
