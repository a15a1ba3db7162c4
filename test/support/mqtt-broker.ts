import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { ofNodeRed } from './installed.ts';

interface Packet {
  readonly cmd: string;
  readonly messageId?: number;
  readonly topic?: string;
  readonly payload?: unknown;
  readonly qos?: number;
  readonly subscriptions?: readonly { readonly topic: string; readonly qos: number }[];
}

interface Codec {
  parser(): { parse(data: Buffer): void; on(event: 'packet', listener: (packet: Packet) => void): void };
  generate(packet: object): Buffer;
}

/** A broker as small as the examples need it: it hands each message to those who asked for its topic. */
export interface MqttBroker {
  readonly port: number;
  stop(): Promise<void>;
}

/** `telephony/#` and `+` as MQTT has them. */
function matches(filter: string, topic: string): boolean {
  const pattern = filter
    .split('/')
    .map((level) => (level === '+' ? '[^/]+' : level === '#' ? '.*' : level.replace(/[.*?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${pattern.join('/')}$`).test(topic);
}

/** Starts a broker on a free port; it speaks MQTT by what Node-RED's own client brings along. */
export async function startMqttBroker(): Promise<MqttBroker> {
  const { parser, generate } = ofNodeRed('mqtt-packet') as Codec;
  const filters = new Map<Socket, string[]>();

  const publish = (topic: string, payload: unknown) => {
    const packet = generate({ cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false });
    for (const [socket, wanted] of filters) if (wanted.some((filter) => matches(filter, topic))) socket.write(packet);
  };

  const answer = (socket: Socket, { cmd, messageId, topic = '', payload, qos, subscriptions = [] }: Packet) => {
    switch (cmd) {
      case 'connect':
        return socket.write(generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }));
      case 'subscribe':
        filters.get(socket)?.push(...subscriptions.map((subscription) => subscription.topic));
        return socket.write(generate({ cmd: 'suback', messageId, granted: subscriptions.map(() => 0) }));
      case 'unsubscribe':
        return socket.write(generate({ cmd: 'unsuback', messageId }));
      case 'publish':
        if (qos === 1) socket.write(generate({ cmd: 'puback', messageId }));
        return publish(topic, payload);
      case 'pingreq':
        return socket.write(generate({ cmd: 'pingresp' }));
      default:
        return undefined;
    }
  };

  const server = createServer((socket) => {
    filters.set(socket, []);
    const reader = parser();
    reader.on('packet', (packet) => answer(socket, packet));
    socket.on('data', (data) => reader.parse(data));
    socket.on('close', () => filters.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of filters.keys()) socket.destroy();
      await closed;
    },
  };
}
