import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NodeAPI } from 'node-red';
import { openEndpoint } from '../../nodes/runtime/inbound/dispatcher.ts';
import { installed } from '../support/installed.ts';
import { startNodeRed } from '../support/node-red.ts';

test('an endpoint stands below the root of the HTTP side', async () => {
  const red = await startNodeRed({ settings: { httpNodeRoot: '/flows/here' } });
  try {
    const RED = installed('node-red') as NodeAPI;
    const paths: string[] = [];
    const endpoint = openEndpoint(RED, '/telephony/one', {
      limit: 10,
      handle: ({ path, query }) => {
        paths.push(`${path} ${query}`);
        return { status: 204 };
      },
    });
    const status = async (path: string) => (await fetch(`${red.url}${path}`)).status;
    assert.equal(await status('/flows/here/telephony/one/x?y=1'), 204);
    assert.equal(await status('/flows/here/telephony/one'), 204);
    assert.equal(await status('/flows/here/telephony/two'), 404);
    assert.equal(await status('/telephony/one'), 404);
    assert.deepEqual(paths, ['/x y=1', ' ']);
    endpoint.close();
    assert.equal(await status('/flows/here/telephony/one'), 404);
  } finally {
    await red.stop();
  }
});
