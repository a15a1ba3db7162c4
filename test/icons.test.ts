import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { otherNodes, systems } from '../nodes/catalogue/index.ts';
import type { NodeDescription } from '../nodes/catalogue/property.ts';
import type { Domain } from '../nodes/catalogue/types.ts';

const folder = new URL('../icons/', import.meta.url);
const files = readdirSync(folder).sort();
const domains: readonly Domain[] = Object.values(systems).flatMap((system) => system.domains);
const nodes: readonly NodeDescription[] = Object.values(otherNodes);

describe('the icons', () => {
  it('are those that the catalogue refers to, no fewer and no more', () => {
    const icons = [...domains, ...nodes].flatMap(({ icon }) => (icon ? [icon] : []));
    assert.deepEqual(files, [...new Set(icons)].sort());
  });

  for (const file of files) {
    it(`${file} is white on nothing, in the shape that the palette expects`, () => {
      const svg = readFileSync(new URL(file, folder), 'utf8');
      assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="40" height="60" viewBox="0 0 40 60">/);
      const paints = [...svg.matchAll(/\b(?:fill|stroke|stop-color|color)="([^"]*)"/g)].map(([, paint]) => paint);
      assert.ok(paints.includes('#fff'));
      assert.deepEqual(
        paints.filter((paint) => paint !== '#fff' && paint !== 'none'),
        [],
      );
      // A shape without a paint of its own or of its group would be black.
      for (const [shape] of svg
        .replaceAll(/<g [^>]*fill=[^>]*>[\s\S]*?<\/g>/g, '')
        .matchAll(/<(path|rect|circle)[^>]*>/g)) {
        assert.match(shape, /fill="#fff"/);
      }
      assert.doesNotMatch(svg, /<(style|script|image|text|use|foreignObject)\b|href|style=|on\w+=/);
    });
  }
});
