/** `docs/sparkplug-requirements.md` names each requirement of a host once, with a test that there is or a reason. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requirements } from './support/fixtures.ts';

const folder = new URL('./', import.meta.url);
const table = readFileSync(new URL('../../../docs/sparkplug-requirements.md', import.meta.url), 'utf8');
const rows = [
  ...table.matchAll(/^\| `(?<id>[^`]+)` \| (?<concerns>\w+) \| (?<kind>test|no test): (?<text>.+) \|$/gm),
].map(({ groups }) => groups as { id: string; concerns: string; kind: string; text: string });
const titles = readdirSync(folder)
  .filter((file) => /\.(test|peers)\.ts$/.test(file))
  .flatMap((file) => [
    ...readFileSync(new URL(file, folder), 'utf8').matchAll(/^\s*(?:test|it)\('(.+)', (?:async )?\(\) => \{$/gm),
  ])
  .map(([, title]) => title);

test('each requirement of a host stands in the table once', () => {
  expect(rows.map(({ id, concerns }) => ({ id, concerns }))).toEqual(requirements);
});

test('each test of the table is a test', () => {
  const tests = rows.filter(({ kind }) => kind !== 'no test');
  expect(tests.filter(({ text }) => !titles.includes(text))).toEqual([]);
  expect(tests.length).toBeGreaterThan(rows.length / 2);
});
