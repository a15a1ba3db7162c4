import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countries } from '../../nodes/catalogue/business-talk/countries.ts';
import { systems } from '../../nodes/catalogue/index.ts';
import type { Dialects } from '../../nodes/catalogue/types.ts';
import { inDialect, operationsOf, pathIdsOf } from '../../nodes/schema/describe.ts';
import { type OrangeSystem, orangeFacts } from '../support/orange.ts';

const names: readonly OrangeSystem[] = ['teaming', 'business-talk'];

for (const name of names) {
  const system = systems[name];
  const operations = operationsOf(system);
  const facts = orangeFacts[name];

  describe(`the catalogue of ${name}`, () => {
    it('has every operation, and no other', () => {
      assert.deepEqual(
        operations.map(({ type }) => type),
        facts.map(({ type }) => type),
      );
    });

    for (const { id, type, method, path, fields } of facts) {
      it(`declares ${id}, ${type}, as it is known`, () => {
        const found = operations.find((operation) => operation.type === type);
        assert.ok(found);
        assert.deepEqual([found.method, found.path], [method, path]);
        const declared = found.fields.map((field) => {
          const { in: place, type: kind, required, at, allowed, free, named } = field;
          const values = named ? {} : free ? { suggests: allowed } : allowed && { values: allowed };
          return [field.name, { in: place, type: kind, ...(required && { required }), ...(at && { at }), ...values }];
        });
        assert.deepEqual(Object.fromEntries(declared), fields);
      });
    }

    it('answers with a structure that has every key which is known of it', () => {
      for (const { type, answers } of facts) {
        const { domain, result, many } = operations.find((operation) => operation.type === type) ?? {};
        const shown = answers.filter(({ body, beside }) => body !== undefined && !beside).map(({ body }) => body);
        assert.equal(result !== undefined, shown.length > 0 || answers.some(({ beside }) => beside), type);
        const known = Object.keys((result && domain?.representations[result]) ?? {});
        for (const item of shown.flat()) {
          assert.deepEqual(
            Object.keys(item as object).filter((key) => !known.includes(key)),
            [],
            type,
          );
        }
        assert.equal(many === true, shown.some(Array.isArray), type);
      }
    });

    it('says all that its dialects say of operations and options that exist', () => {
      const dialects: Dialects = system.dialects ?? {};
      for (const [property, options] of Object.entries(dialects)) {
        for (const [option, forms] of Object.entries(options)) {
          for (const type of Object.keys(forms)) {
            const declared = operations.find((operation) => operation.type === type);
            assert.ok(declared, `${property} ${option}: ${type}`);
            const form = inDialect(declared, { [property]: option });
            // Every id of the path is a field of its own, or one that is sent elsewhere as well.
            for (const id of pathIdsOf(form.path))
              assert.ok(
                form.fields.some((field) => field.name === id),
                `${type}: ${id}`,
              );
            const given = form.fields.map((field) => field.name);
            assert.equal(new Set(given).size, given.length, `${type} has a field twice`);
          }
        }
      }
    });
  });
}

it('countries are those of ISO 3166-1, each with a name', () => {
  const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  assert.equal(countries.length, 249);
  assert.deepEqual([...new Set(countries)].sort(), countries);
  assert.deepEqual(
    countries.filter((code) => !english.of(code)),
    [],
  );
});
