import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { type Authority, privateAuthority } from '../support/certificate.ts';
import { type FaultProxy, startFaultProxy, type TcpFault } from '../support/fault-proxy.ts';
import { fresh, operation } from '../support/flow.ts';
import { type HttpFront, startHttpFront } from '../support/http-front.ts';
import type { FlowNode } from '../support/node-red.ts';
import { aliceAt, events, sink, tlsConfig } from '../support/opentouch-site.ts';
import { startProxy, type TestProxy } from '../support/proxy.ts';
import type { Pace } from './pace.ts';
import type { Fault, Row, Way } from './rows.ts';

/** A server that has no business with the account, and what it was told of the account's secrets. */
interface Stranger {
  readonly url: string;
  /** Requests that carried a password or a cookie to it; in clear, if it stands for the server's address without encryption. */
  secrets(): number;
  stop(): Promise<void>;
}

/** One account before its own server, with layers between that can fail; and the nodes of the flow that uses it. */
export interface Site {
  readonly simulator: Simulator;
  readonly network: FaultProxy;
  readonly stranger: Stranger;
  /** Ids of the nodes, by what they are. */
  readonly ids: Readonly<Record<'account' | 'source' | 'read' | 'call' | 'heard' | 'out' | 'errors', string>>;
  flow(): readonly FlowNode[];
  begin(fault: Fault): Promise<void>;
  end(fault: Fault): Promise<void>;
  stop(): Promise<void>;
}

/** Of the simulated exchange: nobody answers, and the next call does not wait for the end of the last. */
const callTiming = { lines: 1000, noAnswer: 500 };

/** @param clear whether it takes the place of the account's own server, without encryption: then nothing may be sent there */
async function startStranger(clear: boolean): Promise<Stranger> {
  let secrets = 0;
  const server = createServer(({ headers }, response) => {
    // By the account's own name, it is a port of the account's own server.
    const meant = clear || headers.host?.startsWith('localhost');
    if (meant && (headers.authorization || headers.cookie)) secrets += 1;
    response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // Another name: cookies know no ports.
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    secrets: () => secrets,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What stands between the network layer and the simulator. */
interface Between {
  readonly port: number;
  readonly front?: HttpFront;
  readonly proxy?: TestProxy;
  stop(): Promise<void> | void;
}

async function startBetween(way: Way, simulator: Simulator, authority: Authority): Promise<Between> {
  if (way === 'straight') return { port: simulator.port, stop: () => undefined };
  if (way === 'proxy') {
    const proxy = await startProxy({ username: 'node-red', password: 'secret of the proxy' });
    return { port: Number(new URL(proxy.url).port), proxy, stop: () => proxy.stop() };
  }
  const front = await startHttpFront(simulator.port, way === 'https' ? authority.issue() : undefined);
  return { port: front.port, front, stop: () => front.stop() };
}

const wrong = {
  expired: (authority: Authority) => authority.issue({ days: -1 }),
  'another host': (authority: Authority) => authority.issue({ hosts: ['ot.example.com'] }),
  'unknown authority': () => privateAuthority().issue(),
};

/** Fields of the nodes that the flow sends messages through. */
const callFields = {
  deviceId: { type: 'str', value: '1001' },
  callee: { type: 'msg', value: 'callee' },
};

/** Starts everything that the account of a row needs. */
export async function startSite(row: Pick<Row, 'way' | 'fault'>, key: string, pace: Pace): Promise<Site> {
  const authority = privateAuthority();
  const clear = row.fault.at === 'addresses';
  const stranger = await startStranger(clear);
  const simulator = await startSimulator({
    port: 0,
    systems: ['opentouch'],
    opentouch: {
      minute: pace.timing.minute,
      timing: callTiming,
      queueLimit: 100_000,
      ...(clear && { publicUrl: stranger.url, internalUrl: stranger.url }),
    },
  });
  const between = await startBetween(row.way, simulator, authority);
  const network = await startFaultProxy(between.port);
  const own = (what: string) => `${what}-${key}`;
  const ids = {
    ...{ account: own('account'), source: own('source'), read: own('read'), call: own('call') },
    ...{ heard: own('heard'), out: own('out'), errors: own('errors') },
  };
  const { front, proxy } = between;
  const url =
    row.way === 'proxy' ? simulator.url : `${row.way === 'https' ? 'https' : 'http'}://127.0.0.1:${network.port}`;

  const flow = (): FlowNode[] => {
    const z = own('tab');
    const common = { z, server: ids.account };
    const operationOf = (id: string, type: string, fields: Parameters<typeof operation>[1]) =>
      operation(type, fields, { ...common, id, wires: [[ids.out]] });
    const account = aliceAt(url, {
      id: ids.account,
      timeout: String(pace.timeout / 1000),
      ...(row.way === 'https' && { tls: own('tls') }),
      ...(row.way === 'proxy' && { proxy: own('proxy') }),
    });
    return [
      { id: z, type: 'tab', label: key },
      account,
      ...(row.way === 'https' ? [{ ...tlsConfig(true, { cadata: authority.cert }), id: own('tls') }] : []),
      ...(proxy
        ? [
            fresh(own('proxy'), 'http proxy', {
              name: '',
              url: `http://127.0.0.1:${network.port}`,
              noproxy: [],
              credentials: { username: 'node-red', password: 'secret of the proxy' },
            }),
          ]
        : []),
      events(ids.source, { ...common, wires: [[ids.heard]] }),
      operationOf(ids.read, 'opentouch-get-logins', {}),
      operationOf(ids.call, 'opentouch-make-call', callFields),
      { id: own('catch'), type: 'catch', z, scope: null, uncaught: false, wires: [[ids.errors]] },
      ...[ids.heard, ids.out, ids.errors].map((id) => ({ ...sink(id), z })),
    ];
  };

  const good = authority.issue();
  return {
    simulator,
    network,
    stranger,
    ids,
    flow,
    async begin(fault) {
      if (fault.at === 'network') await network.set(scaled(fault, pace));
      if (fault.at === 'front') front?.answer(withStranger(fault, stranger.url));
      if (fault.at === 'certificate') front?.show(wrong[fault.problem](authority));
      if (fault.at === 'proxy') proxy?.answer(fault.status);
      if (fault.at === 'addresses') simulator.opentouch.expireSessions();
      if (fault.at !== 'server') return;
      if (fault.action === 'sessions expire') simulator.opentouch.expireSessions();
      if (fault.action === 'channels are cut') simulator.opentouch.cutChannels();
      if (fault.action === 'restart') simulator.opentouch.switchOver(20 * pace.second);
    },
    async end(fault) {
      if (fault.at === 'network') await network.set({ kind: 'none' });
      if (fault.at === 'front') front?.answer();
      if (fault.at === 'certificate') front?.show(good);
      if (fault.at === 'proxy') proxy?.answer();
    },
    async stop() {
      await network.stop();
      await between.stop();
      await simulator.stop();
      await stranger.stop();
    },
  };
}

function scaled(fault: TcpFault, { second }: Pace): TcpFault {
  if (fault.kind === 'delay') return { ...fault, milliseconds: (fault.milliseconds * second) / 1000 };
  if (fault.kind === 'trickle') return { ...fault, bytesPerSecond: (fault.bytesPerSecond * 1000) / second };
  return fault;
}

function withStranger(fault: Fault & { at: 'front' }, stranger: string) {
  const headers = Object.entries(fault.headers ?? {}).map(([name, value]) => [
    name,
    value.replace('{stranger}', stranger),
  ]);
  return { ...fault, headers: Object.fromEntries(headers) as Record<string, string> };
}
