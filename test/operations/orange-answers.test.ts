import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import type { System } from '../../nodes/catalogue/types.ts';
import { operation, responseOf } from '../support/flow.ts';
import type { Message } from '../support/node-red.ts';
import { type OrangeBench, type OrangeSystem, orangeFacts, startOrangeBench } from '../support/orange.ts';

const names: readonly OrangeSystem[] = ['teaming', 'business-talk'];

let bench: OrangeBench;
before(async () => {
  bench = await startOrangeBench();
});
after(() => bench.stop());

/** The answer with Buffers where there are bytes. */
function withBuffers(body: unknown, bytes: Readonly<Record<string, string>>): unknown {
  const copy = structuredClone(body) as Record<string, unknown>;
  for (const [place, hex] of Object.entries(bytes)) {
    const steps = place.split('.');
    const last = steps.pop() ?? '';
    const holder = steps.reduce((at, step) => at[step] as Record<string, unknown>, copy);
    holder[last] = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  }
  return copy;
}

for (const system of names) {
  describe(`what a server of ${system} answers becomes a message`, () => {
    before(() =>
      bench.deploy(
        system,
        orangeFacts[system].map(({ type }) => operation(type, {}, { id: type })),
      ),
    );

    for (const { type, requests, answers } of orangeFacts[system]) {
      for (const { status, body, beside = {}, bytes = {} } of answers) {
        it(`${type}: ${status} ${JSON.stringify(body) ?? ''}`.slice(0, 120), async () => {
          bench.answer(() => ({ status, body, headers: { 'X-OAPI-Request-Id': 'r-1' } }));
          const payload = { ...requests[0]?.payload, kept: true };
          const message = await bench.through({ payload, topic: 'kept', mine: { deep: true } }, type);
          const many = (systems[system] as System).domains.some(({ operations }) => operations[type]?.many);
          const expected =
            body === undefined
              ? payload
              : Array.isArray(body)
                ? body
                : many
                  ? [body]
                  : { ...(withBuffers(body, bytes) as object), ...beside };
          assert.deepEqual(message['payload'], expected);
          assert.equal(responseOf(message).statusCode, status);
          assert.equal(responseOf(message).headers['x-oapi-request-id'], 'r-1');
          assert.equal(responseOf(message).operation, type);
          assert.deepEqual([message['topic'], message['mine']], ['kept', { deep: true }]);
        });
      }
    }
  });
}

describe('lists whose length stands in a header', () => {
  const items = Array.from({ length: 7 }, (_, index) => ({ messageId: `m-${index}` }));
  const type = 'teaming-get-voice-messages';
  const payload = { userId: 'alice@example.com' };

  const offsetOf = (url: string) => Number(new URL(url, 'http://x').searchParams.get('offset') ?? 0);

  /** Serves the items three at a time. */
  function servePages(headers: (offset: number, count: number) => Readonly<Record<string, string>>): void {
    bench.answer(({ url }) => {
      const offset = offsetOf(url);
      const body = items.slice(offset, offset + 3);
      return { status: 200, body, headers: headers(offset, body.length) };
    });
  }
  const counts = (_: number, count: number) => ({
    'X-Result-Count': String(count),
    'X-Total-Count': String(items.length),
  });
  const asked = () => bench.requests.map(({ url }) => offsetOf(url));
  const place = (list: string) => bench.deploy('teaming', [operation(type, {}, { list })]);

  it('come page after page as one list', async () => {
    await place('all');
    servePages(counts);
    const message = await bench.through({ payload });
    assert.deepEqual(message['payload'], items);
    assert.deepEqual(asked(), [0, 3, 6]);
    assert.ok(
      bench.requests.every(({ url }) => !url.includes('limit=')),
      'the server chooses the size of its pages',
    );
  });

  it('start where one wants, and end at the total', async () => {
    await place('all');
    servePages(counts);
    const message = await bench.through({ payload: { ...payload, offset: 4 } });
    assert.deepEqual(message['payload'], items.slice(4));
    assert.deepEqual(asked(), [4]);
  });

  it('come as a message for each item, numbered', async () => {
    await place('each');
    servePages(counts);
    bench.red.inject('operation', { payload });
    for (const [index, item] of items.entries()) {
      const message = await bench.red.next('out');
      assert.deepEqual(message['payload'], item);
      const { count, index: at } = message['parts'] as Message;
      assert.deepEqual([count, at], [items.length, index]);
    }
  });

  it('are one page if one wants, with the headers that tell of the others', async () => {
    await place('page');
    servePages(counts);
    const message = await bench.through({ payload });
    assert.deepEqual(message['payload'], items.slice(0, 3));
    const headers = responseOf(message).headers;
    assert.deepEqual([headers['x-result-count'], headers['x-total-count']], ['3', '7']);
  });

  it('end after one page when the header is missing or makes no sense', async () => {
    for (const headers of [{}, { 'X-Total-Count': 'many' }, { 'X-Total-Count': '' }]) {
      await place('all');
      servePages(() => headers);
      const message = await bench.through({ payload });
      assert.deepEqual(message['payload'], items.slice(0, 3));
      assert.deepEqual(asked(), [0]);
    }
  });

  it('end when the server sends the same page for ever', async () => {
    await place('all');
    bench.answer(() => ({ status: 200, body: items.slice(0, 3), headers: { 'X-Total-Count': '1000' } }));
    const message = await bench.through({ payload });
    assert.deepEqual(message['payload'], items.slice(0, 3));
    assert.deepEqual(asked(), [0, 3]);
  });

  for (const system of names) {
    for (const { type: listing, requests, answers } of orangeFacts[system].filter(({ fields }) => 'offset' in fields)) {
      it(`${listing}: whatever the server sends becomes a list`, async () => {
        await bench.deploy(system, [operation(listing, {}, { list: 'all' })]);
        for (const { status, body, list = body } of answers) {
          bench.answer(() => ({ status, body }));
          const message = await bench.through({ payload: requests[0]?.payload });
          assert.deepEqual(message['payload'], list);
        }
      });
    }
  }
});

it('an answer that is not what it should be is an error, not a crash', async () => {
  await bench.deploy('teaming', [operation('teaming-get-voice-message')]);
  const payload = { userId: 'alice@example.com', messageId: 'm-1' };
  bench.answer(() => ({ status: 200, body: '<html>', headers: { 'Content-Type': 'text/html' } }));
  assert.equal((await bench.refused({ payload })).error.code, 'BAD_ANSWER');
  const answers = [
    { body: [], result: [] },
    { body: 'null', result: null },
    { body: { mediaContent: null }, result: {} },
    { body: { mediaContent: { content: 7 } }, result: { mediaContent: { content: 7 } } },
  ];
  for (const { body, result } of answers) {
    bench.answer(() => ({ status: 200, body, headers: { 'Content-Type': 'application/json' } }));
    const message = await bench.through({ payload });
    assert.deepEqual(message['payload'], result);
  }
});
