import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { operation } from '../support/flow.ts';
import { type OrangeBench, orangeSecrets, startOrangeBench } from '../support/orange.ts';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

describe('what a dialog is told of the values that a field can have', () => {
  let bench: OrangeBench;
  const customers = [
    { customerCode: '9999', name: 'Example Industries' },
    { customerCode: '8888', name: 'Sample Retail' },
  ];
  const vpns = [{ vpnId: 'aa76', name: 'Voice' }, { vpnId: '3a45' }];

  before(async () => {
    bench = await startOrangeBench();
  });
  after(() => bench.stop());
  beforeEach(() => place());

  const paths = () => bench.requests.map(({ url }) => url);

  async function place(customerCode = ''): Promise<void> {
    await bench.deploy('business-talk', [operation('business-talk-create-voicesite')], { customerCode });
    bench.answer(({ url }) => ({ status: 200, body: url.endsWith('/vpns') ? vpns : customers }));
  }

  async function ask(field: string, query = ''): Promise<Answer> {
    const url = `${bench.red.url}/telephony/choices/account/business-talk-create-voicesite/${field}${query}`;
    const answer = await fetch(url);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }

  it('is id and name of each', async () => {
    const { status, body } = await ask('customerCode');
    assert.equal(status, 200);
    assert.deepEqual(body['choices'], [
      { value: '9999', label: '9999 – Example Industries' },
      { value: '8888', label: '8888 – Sample Retail' },
    ]);
  });

  it('depends on what is entered already', async () => {
    const { body } = await ask('vpnId', '?customerCode=8888&country=FR');
    assert.deepEqual(body['choices'], [
      { value: 'aa76', label: 'aa76 – Voice' },
      { value: '3a45', label: '3a45' },
    ]);
    assert.deepEqual(paths(), ['/business-talk/customers/8888/vpns']);
  });

  it('else on the account', async () => {
    await place('9999');
    await ask('vpnId');
    assert.deepEqual(paths(), ['/business-talk/customers/9999/vpns']);
  });

  it('else it says what is to be entered first', async () => {
    const { status, body } = await ask('vpnId');
    assert.deepEqual([status, body['code']], [400, 'INVALID_INPUT']);
    assert.match(String(body['message']), /customerCode is missing, .*2 to choose from/);
  });

  it('is why not, and nothing secret, when the account is refused', async () => {
    bench.answer(() => ({ status: 401, body: { code: 41, message: `not ${orangeSecrets.apiKey}` } }));
    const { status, body } = await ask('customerCode');
    assert.deepEqual([status, body['code']], [502, 'INVALID_CREDENTIALS']);
    assert.doesNotMatch(JSON.stringify(body), new RegExp(Object.values(orangeSecrets).join('|')));
  });

  it('is nothing at all of what cannot be looked up', async () => {
    for (const field of ['country', 'nothing', '__proto__']) assert.equal((await ask(field)).status, 404);
    assert.deepEqual(paths(), []);
  });

  it('is what the server has, whatever that looks like', async () => {
    bench.answer(() => ({ status: 200, body: [null, 7, { name: 'no id' }, [], { customerCode: 12, name: '' }] }));
    const { body } = await ask('customerCode');
    assert.deepEqual(body['choices'], [{ value: '12', label: '12' }]);
  });
});
