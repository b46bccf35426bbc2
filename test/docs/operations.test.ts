/** What the guides of operations say is what tests hold. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** Sections whose statements nothing can hold, or that are no statements about failures. */
const without = [
  'What cannot be kept',
  'What gemba cannot erase',
  'What to look at',
  'Stopping',
  'How to run two',
  'Where it holds',
];

function statementsOf(page: string): readonly string[] {
  return readFileSync(join(root, 'docs/operations', page), 'utf8')
    .split(/^## /m)
    .slice(1)
    .filter((section) => !without.some((title) => section.startsWith(title)))
    .flatMap((section) => section.split(/^- /m).slice(1))
    .map((statement) => (statement.split('\n\n')[0] as string).replaceAll(/\s*\n\s*/g, ' ').trim());
}

const titles = new Set(
  readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(test|peers)\.ts$/.test(name))
    .flatMap((name) => [
      ...readFileSync(join(root, 'test', name), 'utf8').matchAll(
        /(?:\b(?:test|it)(?:\.for\(.*\))?|^\]\))\(\s*'([^'\n]+)'/gm,
      ),
    ])
    .map(([, title]) => title),
);

test.each([
  ['what-happens-when-the-network-dies.md', 30],
  ['stand-by.md', 15],
  ['erase.md', 15],
] as const)(
  'every statement of %s names the rule that holds it, and there is a test of that title',
  (page, countMin) => {
    const statements = statementsOf(page);
    expect(statements.length).toBeGreaterThan(countMin);
    const rules = statements.map((statement) => /\*([^*]+)\*$/.exec(statement)?.[1] ?? `none: ${statement}`);
    expect(rules.filter((rule) => !titles.has(rule))).toEqual([]);
  },
);
