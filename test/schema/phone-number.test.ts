import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { convertInput } from '../../nodes/schema/convert.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { dialledNumber, isSameNumber } from '../../nodes/schema/phone-number.ts';

describe('a number as people paste it', () => {
  const dialled: Readonly<Record<string, string>> = {
    '\u202a+33 6 12 34 56 78\u202c': '+33612345678',
    '06\u202f12\u202f34\u202f56\u202f78': '0612345678',
    'tel:+34-912-34-56-78;ext=12': '+34912345678',
    'callto:1002': '1002',
    '+44 (0)20 7946 0958': '+442079460958',
    'tel:+33-1.40(0)00000': '+33140000000',
    'tel:+33-1.40(00)0000': '+33140000000',
    '(020) 7946 0958': '02079460958',
    '06.12.34.56.78': '0612345678',
    '030/1234\u20115': '03012345',
    '\uff10\uff16\uff0d\uff11\uff12': '0612',
    '\u0660\u0666\u0661\u0662': '0612',
    '\u06f0\u06f1\u06f9': '019',
    '*21*1002#': '*21*1002#',
    ' 1002\u200b ': '1002',
  };
  for (const [text, number] of Object.entries(dialled)) {
    it(`is dialled as ${number}, given ${JSON.stringify(text)}`, () => assert.equal(dialledNumber(text), number));
  }

  it('is none where a name, an address or nothing stands', () => {
    for (const text of ['alice', 'alice2', 'sip:1002@example.com', '1002, 1003', '', ' \u200e', '+', '()']) {
      assert.equal(dialledNumber(text), undefined, text);
    }
  });

  it('is the same however it is written, and an extension only if it is equal', () => {
    assert.ok(isSameNumber('+33 (0)1 55 66 77 88', '0155667788'));
    assert.ok(isSameNumber('0033155667788', '+33155667788'));
    assert.ok(isSameNumber('tel:+34-912-34-56-78;ext=12', '912345678'));
    assert.ok(isSameNumber('1002', '\u202a1002\u202c'));
    assert.ok(!isSameNumber('1002', '1003'));
    assert.ok(!isSameNumber('002', '1002'));
    assert.ok(!isSameNumber('', ''));
    assert.ok(!isSameNumber('0155667788', '0155667789'));
    assert.ok(!isSameNumber('alice2', 'bob2'));
  });
});

describe('inputs that are numbers to dial', () => {
  const dialled = Object.values(systems)
    .flatMap(operationsOf)
    .flatMap(({ type, domain, fields }) => fields.map((field) => ({ type, domain, field })))
    .filter(({ field }) => field.type === 'string' && !field.many)
    .filter(({ field: { name } }) =>
      /^(?:callee|transferTo|redirectTo|address|other(?:Phone)?Number|.*phoneNumber)$/i.test(name),
    );

  it('are those of calls, of forwarding and of voice messages', () => {
    const types = new Set(dialled.map(({ type }) => type));
    for (const type of [
      'opentouch-make-call',
      'opentouch-blind-transfer-call',
      'opentouch-redirect-call',
      'teaming-make-call',
    ])
      assert.ok(types.has(type), type);
    assert.ok(types.has('teaming-set-service'));
    assert.ok(dialled.length >= 15, String(dialled.length));
  });

  for (const { type, domain, field } of dialled) {
    it(`${type} takes ${field.name} as it was pasted`, () => {
      const pasted = '\u202a+33 (0)6\u202f12 34 56 78\u202c';
      assert.equal(convertInput(domain, field, pasted), '+33612345678');
      assert.equal(convertInput(domain, field, 'sip:alice@example.com'), 'sip:alice@example.com');
      // What came over the wire is judged as it is.
      assert.equal(convertInput(domain, field, '06 12', 'json'), '06 12');
    });
  }
});
