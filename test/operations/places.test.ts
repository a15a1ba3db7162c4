import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Domain } from '../../nodes/catalogue/types.ts';
import { withBytes } from '../../nodes/runtime/operation/bytes.ts';
import { objectWith, valueAt } from '../../nodes/schema/places.ts';

describe('dotted places', () => {
  it('make objects within objects, and lists where a number follows', () => {
    const body = objectWith([
      ['type', 'updateNotification'],
      ['resource.userService.0.id', 'US-1'],
      ['resource.userService.0.state', 'active'],
      ['resource.userService.1.id', 'US-2'],
      ['resource.note', null],
    ]);
    assert.deepEqual(body, {
      type: 'updateNotification',
      resource: { userService: [{ id: 'US-1', state: 'active' }, { id: 'US-2' }], note: null },
    });
  });

  it('lead to values, as far as there are any', () => {
    const answer = { a: { b: [{ c: 0 }, { c: false }] }, d: null, e: 'text' };
    const cases: readonly (readonly [string, unknown])[] = [
      ['a.b.0.c', 0],
      ['a.b.1.c', false],
      ['a.b.2.c', undefined],
      ['d', null],
      ['d.x', undefined],
      ['e.length', undefined],
      ['toString', undefined],
      ['a.constructor', undefined],
    ];
    for (const [place, expected] of cases) assert.equal(valueAt(answer, place), expected, place);
  });

  it('find the outermost of a name, wherever it stands', () => {
    assert.equal(valueAt({ x: { id: 'deep' }, id: 'top' }, '**.id'), 'top');
    assert.equal(valueAt({ list: [{ y: { z: { id: 'deeper' } } }, { id: 'deep' }] }, '**.id'), 'deep');
    assert.equal(valueAt({ x: { y: { id: 'pair' } } }, '**.y.id'), 'pair');
    assert.equal(valueAt({ x: [1, 'two', null] }, '**.id'), undefined);
    assert.equal(valueAt(null, '**.id'), undefined);
    assert.equal(valueAt({ bytes: Buffer.from('id') }, '**.length'), undefined);
  });
});

describe('bytes in base64', () => {
  const domain = {
    representations: {
      Message: { media: { type: 'Media' }, parts: { type: 'Media', many: true }, note: { type: 'string' } },
      Media: { content: { type: 'base64Binary' }, within: { type: 'Message' } },
      Plain: { content: { type: 'string' } },
    },
  } as unknown as Domain;
  const base64 = Buffer.from('sound').toString('base64');

  it('become Buffers, however deep they are and in every item of a list', () => {
    const given = {
      media: { content: base64, within: { parts: [{ content: base64 }, {}] } },
      note: base64,
      more: base64,
    };
    const sound = Buffer.from('sound');
    const expected = {
      media: { content: sound, within: { parts: [{ content: sound }, {}] } },
      note: base64,
      more: base64,
    };
    assert.deepEqual(withBytes(domain, 'Message', given), expected);
    assert.deepEqual(withBytes(domain, 'Message', [given, null, 7]), [expected, null, 7]);
    assert.equal(given.media.content, base64, 'what was given is left alone');
  });

  it('are left alone where nothing declares them', () => {
    const given = { content: base64 };
    assert.equal(withBytes(domain, 'Plain', given), given);
    assert.equal(withBytes(domain, 'Unknown', given), given);
  });
});
