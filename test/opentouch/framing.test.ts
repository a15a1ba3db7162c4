import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineReader } from '../../nodes/opentouch/channel/framing.ts';

const lines = ['{"a":"grüße €"}', '{"b":"☎ 電話"}', '{"c":3}'];

function read(text: string, size: number): string[] {
  const reader = new LineReader();
  const bytes = Buffer.from(text, 'utf8');
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += size) found.push(...reader.push(bytes.subarray(at, at + size)));
  return [...found, ...reader.end()];
}

for (const separator of ['\n', '\r\n', '\n\n', '\r\n\r\n']) {
  test(`lines ended by ${JSON.stringify(separator)} are found at every chunk size`, () => {
    const text = lines.join(separator) + separator;
    for (let size = 1; size <= Buffer.byteLength(text); size += 1) assert.deepEqual(read(text, size), lines);
  });
}

test('a last line without a line break is read when the stream ends', () => {
  assert.deepEqual(read(lines.join('\n'), 7), lines);
});

test('a line that never ends does not grow for ever', () => {
  const reader = new LineReader();
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  let found: string[] = [];
  for (let megabytes = 0; megabytes < 20 && found.length === 0; megabytes += 1) found = reader.push(chunk);
  assert.equal(found.length, 1);
});
