/** `docs/dictionary.md` and the code name the same things. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const source = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => read(`src/${path}`))
  .join('\n');

/** Identifiers of the last column of tables that have one, without commands such as `gemba quarantine`. */
const identifiers = read('docs/dictionary.md')
  .split('\n')
  .filter((line) => line.startsWith('|') && line.split('|').length === 6)
  .flatMap((line) =>
    [...(line.split('|')[4] as string).matchAll(/`([A-Za-z.]+)`/g)].map((match) => match[1] as string),
  );

test('every identifier of the dictionary is in the code', () => {
  expect(identifiers.length).toBeGreaterThan(60);
  const missing = identifiers.filter((name) =>
    name.split('.').some((part) => !new RegExp(`\\b${part}\\b`).test(source)),
  );
  expect(missing).toEqual([]);
});

test('every word of the dictionary has one meaning', () => {
  const words = read('docs/dictionary.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| word') && !line.startsWith('| ---'))
    .map((line) => (line.split('|')[1] as string).trim());
  expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
});
