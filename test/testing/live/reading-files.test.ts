/** Files of readings, written and read back, and what is wrong with others. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { readingColumns, readReadings, type SentReading, surveyRecording, writeReadingLine } from 'gemba/testing';
import { expect, test } from 'vitest';
import { makeFolder } from '../../support/demo-plant.ts';

async function readAll(path: string, columns = readingColumns): Promise<SentReading[]> {
  const readings: SentReading[] = [];
  for await (const chunk of readReadings(path, columns)) readings.push(...chunk);
  return readings;
}

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(await makeFolder(), name);
  await writeFile(path, text);
  return path;
}

test('what was written as lines is read as it was', async () => {
  const dir = await makeFolder();
  const reading = fc.record(
    {
      tag: fc.string({ minLength: 1 }),
      at: fc.integer({ min: 1e12, max: 2e12 }),
      value: fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
        fc.string(),
        fc.boolean(),
        fc.constant(null),
      ),
      quality: fc.constantFrom('uncertain' as const, 'bad' as const),
      sequence: fc.nat(),
    },
    { requiredKeys: ['tag', 'at', 'value'] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(reading, { minLength: 1, maxLength: 20 }), async (unsorted) => {
      const readings = unsorted.toSorted((a, b) => a.at - b.at) as SentReading[];
      const path = join(dir, 'readings.jsonl');
      await writeFile(path, readings.map(writeReadingLine).join(''));
      expect(await readAll(path)).toEqual(readings);
      expect(await surveyRecording(path)).toEqual({
        firstAt: readings[0]?.at,
        lastAt: readings.at(-1)?.at,
        readings: readings.length,
      });
    }),
    { numRuns: 30 },
  );
});

test('a plant’s own CSV is read by the names of its columns', async () => {
  const path = await fileOf(
    'own.csv',
    '\uFEFFZeit;Messstelle;Wert\n2026-11-20T07:05:00+01:00;"Ofen; links";21.5\n1795154700000;Tor;offen\n1795154700000;Tor;\n',
  );
  const columns = { ...readingColumns, at: 'Zeit', tag: 'Messstelle', value: 'Wert' };
  expect(await readAll(path, columns)).toEqual([
    { tag: 'Ofen; links', at: Date.UTC(2026, 10, 20, 6, 5), value: 21.5 },
    { tag: 'Tor', at: 1_795_154_700_000, value: 'offen' },
    { tag: 'Tor', at: 1_795_154_700_000, value: null },
  ]);
});

test.each([
  ['a.jsonl', '{"tag":"a","at":1000,"value":1}\nno json\n', ':2: it is no JSON object', 'data-file-unreadable'],
  ['a.jsonl', '{"tag":"a","at":"soon","value":1}\n', ':1: `at` is "soon"', 'data-file-unreadable'],
  ['a.jsonl', '{"at":1000,"value":1}\n', ':1: no tag', 'data-file-unreadable'],
  ['a.jsonl', '{"tag":"a","at":1000}\n', ':1: `value` is missing', 'data-file-unreadable'],
  ['a.jsonl', '{"tag":"a","at":1000,"value":1,"quality":"so-so"}\n', ':1: `quality`', 'data-file-unreadable'],
  [
    'a.jsonl',
    '{"tag":"a","at":2000,"value":1}\n\n{"tag":"a","at":1000,"value":1}\n',
    ':3: its time is before',
    'data-file-unreadable',
  ],
  ['a.csv', 'when,tag,value\n', ':1: there is no column at; there are when, tag, value', 'data-file-header'],
  ['a.jsonl', '', 'has no readings', 'data-file-unreadable'],
])('%s with %j is refused: %s', async (name, text, message, code) => {
  const path = await fileOf(name, text);
  await expect(surveyRecording(path)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

test('a file that is not there is named', async () => {
  await expect(surveyRecording('/nowhere/a.jsonl')).rejects.toMatchObject({ code: 'data-file-missing' });
});
