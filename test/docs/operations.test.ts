/** What the guide of operations says is what tests hold. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/operations/what-happens-when-the-network-dies.md'), 'utf8');
/** Sections whose statements nothing can hold, or that are no statements about failures. */
const without = ['What cannot be kept', 'What to look at', 'Stopping'];

const statements = page
  .split(/^## /m)
  .slice(1)
  .filter((section) => !without.some((title) => section.startsWith(title)))
  .flatMap((section) => section.split(/^- /m).slice(1))
  .map((statement) => (statement.split('\n\n')[0] as string).replaceAll(/\s*\n\s*/g, ' ').trim());

const titles = new Set(
  readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(test|peers)\.ts$/.test(name))
    .flatMap((name) => [
      ...readFileSync(join(root, 'test', name), 'utf8').matchAll(/\b(?:test|it)(?:\.for\(.*\))?\(\s*'([^'\n]+)'/g),
    ])
    .map(([, title]) => title),
);

test('every statement of the guide names the rule that holds it, and there is a test of that title', () => {
  expect(statements.length).toBeGreaterThan(20);
  const rules = statements.map((statement) => /\*([^*]+)\*$/.exec(statement)?.[1] ?? `none: ${statement}`);
  expect(rules.filter((rule) => !titles.has(rule))).toEqual([]);
});
