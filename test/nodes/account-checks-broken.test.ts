import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { NodeAPI } from 'node-red';
import { serveAccountChecks } from '../../nodes/runtime/account-checks/routes.ts';
import { ofNodeRed } from '../support/installed.ts';

test('a test of an account that breaks off ends its answer, says so, and leaves the reason in the log', async () => {
  const express = ofNodeRed('express') as () => RequestListener;
  const logged: string[] = [];
  const RED = {
    httpAdmin: express(),
    auth: { needsPermission: () => (_request: unknown, _response: unknown, next: () => void) => next() },
    nodes: { getNode: () => null, getCredentials: () => undefined },
    log: { error: (line: string) => logged.push(line) },
  };
  const description = { set: 'test', category: 'config', properties: {} };
  serveAccountChecks(RED as unknown as NodeAPI, 'test-account', description, async function* () {
    yield { check: 'first', verdict: 'ok', text: 'Well.' };
    throw new Error('broken');
  });
  const server = createServer(RED.httpAdmin);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/telephony/checks/test-account`;
    const answer = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(10_000) });
    const findings = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      findings.map(({ check, verdict }) => [check, verdict]),
      [
        ['first', 'ok'],
        ['test', 'failed'],
      ],
    );
    assert.deepEqual(logged, ['The test of test-account stopped: broken']);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
