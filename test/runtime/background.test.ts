import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { inBackground } from '../../nodes/runtime/background.ts';
import { eventually } from '../support/eventually.ts';
import { projectRoot } from '../support/node-red.ts';

test('what a task in the background fails with is reported, even by a reporter that fails itself', async () => {
  const reported: unknown[] = [];
  const warnings: Error[] = [];
  const keep = (warning: Error) => warnings.push(warning);
  process.on('warning', keep);
  inBackground(Promise.reject(new Error('first')), (error) => reported.push(error));
  inBackground(Promise.reject(new Error('second')), () => {
    throw new Error('third');
  });
  inBackground(Promise.reject(new Error('fourth')));
  await eventually(() => warnings.length === 2 && reported.length === 1, 'three reports');
  process.off('warning', keep);
  assert.equal(String(reported[0]), 'Error: first');
  assert.deepEqual(warnings.map(({ message }) => message).sort(), ['fourth', 'third']);
});

/** Whether a rejection of a promise has somebody who takes it. */
function isTaken(expression: ts.Expression): boolean {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return false;
  const { name, expression: inner } = expression.expression;
  if (name.text === 'finally') return isTaken(inner);
  return name.text === 'catch' || (name.text === 'then' && expression.arguments.length === 2);
}

/** Places where `void` lets go of a promise that nobody takes the rejection of; the linter sees all others. */
function letGo(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVoidExpression(node) && ts.isExpressionStatement(node.parent) && !isTaken(node.expression)) {
      found.push(`${file}: ${node.getText()}`);
    }
    if (ts.isVoidExpression(node) && ts.isArrowFunction(node.parent) && !isTaken(node.expression)) {
      // A function that throws its value away may do so with what is no promise.
      if (/#|\bawait\b|async/.test(node.expression.getText()) && !/\.(?:push|delete|set|add)\(/.test(node.getText())) {
        found.push(`${file}: ${node.getText()}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('no promise is let go of in the runtime without somebody who takes its rejection', () => {
  const nodes = join(projectRoot, 'nodes');
  const files = readdirSync(nodes, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('editor'))
    .map((file) => join(nodes, file));
  assert.ok(files.length > 100);
  assert.deepEqual(files.flatMap(letGo), []);
});
