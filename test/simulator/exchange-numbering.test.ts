import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExchangeFixture, subscriber } from './exchange-fixture.ts';

const rule = { countryCode: 'FR', externalPrefix: '0', addPfxForNbLength: 5 };
const site = new ExchangeFixture([
  subscriber('s100', { dialingRule: rule }),
  subscriber('s101', { dialingRule: { countryCode: 'DE', externalPrefix: '0', addPfxForNbLength: 4, areaCode: '30' } }),
  subscriber('s102', {
    dialingRule: {
      ...rule,
      exceptionRules: [
        { lengthException: 7, beginPatternException: '55' },
        { lengthException: 0, beginPatternException: '99' },
      ],
    },
  }),
  subscriber('s103'),
]);

type Row = readonly [
  login: string,
  phoneNumber: string,
  expected: string,
  resultPattern?: string | undefined,
  prefix?: string,
];

describe('numbering', () => {
  // The first six are the examples of the reference.
  const canonical: readonly Row[] = [
    ['s100', '0298123456', '+33 (0) 298123456', '+33 (A) xxxxxxxx'],
    ['s100', '0298123456', '+33 (0) 298123456', '+C (A) xxxxxxxx'],
    ['s100', '0298123456', '+33 (0) 298-12-34-56', '+C (A) xxx-xx-xx-xx'],
    ['s100', '0298123456', '+33 298123456', '+C axxxxxxxx'],
    ['s101', '0301234567', '+49 (30) 1234567', '+C (A) xxxxxxxx'],
    ['s101', '0301234567', '+49 301234567', '+C axxxxxxxx'],
    ['s100', '02 98.12-34/56', '+33 (0) 298123456'],
    ['s100', '00298123456', '+33 (0) 298123456', undefined, 'true'],
    ['s100', '0044 20 7946 0000', '+44 (0) 2079460000'],
    ['s100', '+33298123456', '+33 (0) 298123456'],
    ['s101', '1234567', '+49 (30) 1234567'],
    ['s101', '0891234', '+49 891234', '+C axxxx'],
    ['s100', '0298123456', '+33298123456', '+Cx'],
    ['s103', '0298123456', '+33 (0) 298123456'],
  ];
  for (const [login, phoneNumber, expected, resultPattern, isPrefixIncluded] of canonical) {
    it(`makes ${phoneNumber} of ${login} canonical${resultPattern ? ` as ${resultPattern}` : ''}: ${expected}`, () => {
      const query = {
        phoneNumber,
        ...(resultPattern && { resultPattern }),
        ...(isPrefixIncluded && { isPrefixIncluded }),
      };
      assert.deepEqual(site.run('get-canonical-number', login, { query }), {
        status: 200,
        body: { canonical: expected },
      });
    });
  }

  const dialable: readonly Row[] = [
    ['s100', '0298123456', '00298123456'],
    ['s100', '+33298123456', '00298123456'],
    ['s100', '+442079460000', '000442079460000'],
    ['s100', '12345', '12345'],
    ['s100', '123456', '0123456'],
    ['s102', '5512345', '5512345'],
    ['s102', '55123456', '055123456'],
    ['s102', '99123456789', '99123456789'],
  ];
  for (const [login, phoneNumber, expected] of dialable) {
    it(`makes ${phoneNumber} of ${login} dialable: ${expected}`, () => {
      assert.deepEqual(site.run('get-dialable-number', login, { query: { phoneNumber } }).body, {
        dialable: expected,
      });
    });
  }

  it('refuses what is no number or no pattern', () => {
    for (const query of [
      {},
      { phoneNumber: '' },
      { phoneNumber: '12a' },
      { phoneNumber: '12', resultPattern: '+C;x' },
    ]) {
      assert.equal(site.attempt('get-canonical-number', 's100', { query }), 'BAD_PARAMETER');
    }
    assert.equal(site.attempt('get-dialable-number', 's100', { query: { phoneNumber: 'abc' } }), 'BAD_PARAMETER');
  });
});
