import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toRawText } from '../../../src/ingest/raw-text.ts';
import { createPersonNames } from '../../../src/runtime/erase/person-names.ts';

const { is, standsIn, listPlaces } = createPersonNames(['Zoë Kröger']);

test('a name is found however case, Unicode’s form and escapes write it', () => {
  for (const text of [
    'a,Zoë Kröger,b',
    'a,ZOË KRÖGER,b',
    'a,Zoë Kröger,b'.normalize('NFD'),
    'a,Zoë  Kröger',
    JSON.stringify({ who: 'Zoë Kröger' }),
    '{"who":"Zo\\u00eb Kr\\u00F6ger"}',
    '"line\\nZoë Kröger"',
    toRawText(Buffer.from('5,Zoë Kröger,x', 'latin1')),
    toRawText(Buffer.from('5,Zoë Kröger,x', 'utf16le')),
    'Zoë Kröger',
    'x_Zoë Kröger@example.com',
  ])
    expect([text, standsIn(text)]).toEqual([text, true]);
});

test('a name that begins or ends like it is another one', () => {
  for (const text of [
    'Zoë Krögermann',
    'Chloé-Zoë Krögers',
    'ÄZoë Kröger',
    'Zoë Kröger2',
    'Zoe Kroger',
    'Zoë Krögeŕ'.normalize('NFD'),
  ])
    expect([text, standsIn(text)]).toEqual([text, false]);
  expect(is('Zoë Krögermann')).toBe(false);
  expect(is(' zoë  KRÖGER ')).toBe(true);
});

test('names of scripts without spaces are found amidst a text', () => {
  const names = createPersonNames(['田中太郎']);
  expect(names.standsIn('担当は田中太郎さん')).toBe(true);
});

test('quotes and marks of CSV, JSON and HTML are read as what they stand for', () => {
  const quoted = createPersonNames(['Jo "Mac" O’Brien', "Pat O'Hara & Co"]);
  for (const text of [
    '1,"Jo ""Mac"" O’Brien",2',
    '{"a":"Jo \\"Mac\\" O’Brien"}',
    '<td>Jo &quot;Mac&quot; O’Brien</td>',
  ])
    expect([text, quoted.standsIn(text)]).toEqual([text, true]);
  for (const text of ['<b>Pat O&#39;Hara &amp; Co</b>', '<b>Pat O&#x27;Hara &#38; Co</b>'])
    expect([text, quoted.standsIn(text)]).toEqual([text, true]);
});

test('what is beside a place tells it from the place of another name', () => {
  const text = 'a,Zoë Kröger,b\nZoë Kröger\n';
  for (const place of listPlaces(text)) {
    expect(text).toContain(place);
    expect('x,Zoë Krögermann,y').not.toContain(place);
  }
  expect(listPlaces('Zoë Kröger')).toEqual(['Zoë Kröger']);
});

/** Letters with and without accents, of several scripts, and what patterns could trip over. */
const letter = fc.constantFrom(...'abzäöüßéñøÅĄżßαωжЯ', '.', "'", '-', '*', '(', '$', '&', '\\', '"', '😀', '田');
const word = fc
  .array(letter, { minLength: 1, maxLength: 8 })
  .map((letters) => letters.join(''))
  .filter((text) => /^\p{L}/u.test(text) && /\p{L}$/u.test(text));
const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
const before = fc.constantFrom('', ',', '"', '; ', '<td>', ' ');
const after = fc.constantFrom('', ',', '"', '; ', '</td>', ' ');
const written = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => text.toLowerCase(),
  (text) => text.normalize('NFD'),
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => text.replaceAll('"', '""'),
  (text) => text.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;'),
);

test('of any name: found in any form, and not there any more once replaced', () => {
  fc.assert(
    fc.property(name, before, after, written, (person, left, right, write) => {
      const names = createPersonNames([person]);
      const text = `${left}${write(person)}${right}`;
      expect(names.standsIn(text)).toBe(true);
      for (const place of names.listPlaces(text)) expect(text).toContain(place);
      const replaced = names.replaceIn(text, '[…]');
      expect(names.standsIn(replaced)).toBe(false);
      expect(replaced).toBe(`${left}[…]${right}`);
    }),
  );
});

test('of any two names without letters in common, the one is not found in the other', () => {
  const latin = fc.stringMatching(/^[a-f]{1,8}$/);
  const other = fc.stringMatching(/^[m-z]{1,8}( [m-z]{1,8})?$/);
  fc.assert(
    fc.property(latin, other, (person, text) => {
      expect(createPersonNames([person]).replaceIn(text, '[…]')).toBe(text);
    }),
  );
});
