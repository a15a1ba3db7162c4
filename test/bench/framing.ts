import { LineReader } from '../../nodes/opentouch/channel/framing.ts';
import { compare } from './measure.ts';

const events = 100_000;
/** Bytes of a chunk: what fits into a packet. */
const packet = 1400;

function event(number: number): string {
  const callData = { state: 'ACTIVE', tags: [], capabilities: { terminate: true, addMedias: [] } };
  const legs = [{ deviceId: '1001', media: 'AUDIO', state: 'ACTIVE', capabilities: { hold: true, drop: true } }];
  return JSON.stringify({ eventName: 'OnCallModified', loginName: 'érin', callRef: `c${number}`, callData, legs });
}

/** Thousands of events per second that are cut out of packets and parsed, and that are parsed only. */
export async function compareFraming(): Promise<void> {
  const lines = Array.from({ length: events }, (_, number) => event(number));
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n`);
  const chunks = Array.from({ length: Math.ceil(bytes.length / packet) }, (_, index) =>
    bytes.subarray(index * packet, (index + 1) * packet),
  );
  const rate = (started: number) => events / (performance.now() - started);
  await compare('Events of the channel', 'events/ms', 'more', [
    {
      name: 'split and parsed',
      run: () => {
        const started = performance.now();
        const reader = new LineReader();
        for (const chunk of chunks) for (const line of reader.push(chunk)) JSON.parse(line);
        return rate(started);
      },
    },
    {
      name: 'parsed only',
      run: () => {
        const started = performance.now();
        for (const line of lines) JSON.parse(line);
        return rate(started);
      },
    },
  ]);
}
