import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Criterion, searchFilterFor } from '../../nodes/opentouch/directory/filter.ts';

/** Everything that a filter compares with, as `attribute comparison value`. */
function comparisons(criterion: Criterion | undefined): string[] {
  if (!criterion) return [];
  const { field, operation, operand } = criterion;
  return Array.isArray(operand) ? operand.flatMap(comparisons) : [`${field} ${operation} ${operand}`];
}

describe('what people paste into a directory search', () => {
  const numbers: Readonly<Record<string, string>> = {
    '\u202a+33 6 12 34 56 78\u202c': '612345678',
    '06\u202f12\u202f34\u202f56\u202f78': '612345678',
    'tel:+34-912-34-56-78;ext=12': '912345678',
    '+33 (0)6.12.34.56.78': '612345678',
    '912345678': '912345678',
    '2012 3456': '20123456',
    '01 234 5678': '12345678',
    '+49\u201189\u20111234567': '891234567',
    '\uff10\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18': '612345678',
    '\u0660\u0666\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668': '612345678',
    'sip:+33612345678@example.com;user=phone': '612345678',
    '"Jo Doe" <sip:+33612345678@example.com;user=phone>': '612345678',
  };
  for (const [text, end] of Object.entries(numbers)) {
    it(`looks for a number that ends with ${end}, given ${JSON.stringify(text)}`, () => {
      assert.deepEqual(comparisons(searchFilterFor(text)), [`id.phoneNumber END_WITH ${end}`]);
      assert.ok(
        ['+33612345678', '+34912345678', '+4520123456', '+4412345678', '+49891234567'].some((e164) =>
          e164.endsWith(end),
        ),
      );
    });
  }

  it('takes an extension for itself', () => {
    assert.deepEqual(comparisons(searchFilterFor(' 1002\u200b ')), ['id.phoneNumber EQUAL_IGNORE_CASE 1002']);
    assert.deepEqual(comparisons(searchFilterFor('0042')), ['id.phoneNumber EQUAL_IGNORE_CASE 0042']);
  });

  it('finds a name whether its accents are composed or not, in the text and in the directory', () => {
    const composed = comparisons(searchFilterFor('M\u00fcller'));
    assert.deepEqual(comparisons(searchFilterFor('Mu\u0308ller')), composed);
    assert.ok(composed.includes('lastName BEGIN_WITH M\u00fcller'));
    assert.ok(composed.includes('lastName BEGIN_WITH Mu\u0308ller'));
  });

  it('does not look for marks that nobody sees, nor only for the quotation marks around a nickname', () => {
    const hebrew = '\u05d3\u05d5\u05d3';
    assert.deepEqual(comparisons(searchFilterFor(`\u200f${hebrew}\u200e`)), comparisons(searchFilterFor(hebrew)));
    const nickname = comparisons(searchFilterFor('O\'Brien "Bob"'));
    for (const name of ["O'Brien", '"Bob"', 'Bob']) assert.ok(nickname.includes(`firstName BEGIN_WITH ${name}`), name);
  });

  it('leaves letters of any script, and pictures, as they are', () => {
    for (const name of ['\u674e\u96f7', '\u{1f469}\u200d\u{1f4bb}']) {
      assert.deepEqual(comparisons(searchFilterFor(name)), [
        `lastName BEGIN_WITH ${name}`,
        `firstName BEGIN_WITH ${name}`,
      ]);
    }
  });

  it('takes a name from an address book: the last name first, either apostrophe, any hyphen', () => {
    assert.deepEqual(comparisons(searchFilterFor('Doe, John')), comparisons(searchFilterFor('Doe John')));
    for (const text of ["O'Brien", 'O\u2019Brien', 'O\u00b4Brien']) {
      const found = comparisons(searchFilterFor(text));
      for (const name of ["O'Brien", 'O\u2019Brien']) assert.ok(found.includes(`lastName BEGIN_WITH ${name}`), text);
    }
    assert.ok(comparisons(searchFilterFor('Jean\u2011Pierre')).includes('firstName BEGIN_WITH Jean-Pierre'));
  });

  it('takes an e-mail address out of what stands around it', () => {
    for (const text of [
      'jo.doe@example.com',
      'mailto:jo.doe@example.com',
      'Jo Doe <jo.doe@example.com>',
      'sip:jo.doe@example.com',
    ]) {
      assert.deepEqual(comparisons(searchFilterFor(text)), ['id.email BEGIN_WITH jo.doe@example.com']);
    }
  });

  it('looks for nothing where nothing is written', () => {
    for (const text of ['', ' \u00a0', '\u200e\ufeff']) assert.equal(searchFilterFor(text), undefined);
  });
});
