import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodes, GembaError } from 'gemba/model';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n') + 1).trim()]),
);

test('docs/errors.md explains every error code, and no other', () => {
  expect([...sections.keys()].sort()).toEqual([...errorCodes].sort());
});

test.each(errorCodes)('the page says of %s what the exit code says', (code) => {
  const text = sections.get(code) ?? '';
  expect(text.length).toBeGreaterThan(40);
  expect(text.startsWith('*usage.*')).toBe(exitCodeOf(new GembaError(code, 'x')) === 2);
});
