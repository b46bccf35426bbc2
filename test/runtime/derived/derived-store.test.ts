/** What is kept in the store's folder derived: whole or as good as absent, and within bounds. */
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openDerivedStore } from '../../../src/runtime/derived/derived-store.ts';

const fingerprint = '0123456789abcdef0123456789abcdef';
const entryOf = (text: string) => ({ fingerprint, payload: Buffer.from(text) });

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-derived-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

test('an entry is found as it was put, with its fingerprint, until another takes its place', async () => {
  const store = openDerivedStore({ dir: join(await folder(), 'not', 'there', 'yet') });
  expect(await store.find('day')).toBeUndefined();
  await store.put('day', entryOf('first'));
  await store.put('other', entryOf(''));
  await store.put('day', { fingerprint: fingerprint.replace('0', 'f'), payload: Buffer.from('second') });
  const found = await store.find('day');
  expect(found?.fingerprint).toBe(fingerprint.replace('0', 'f'));
  expect(Buffer.from(found?.payload ?? []).toString()).toBe('second');
  expect((await store.find('other'))?.payload).toHaveLength(0);
});

test('a file with a byte changed, cut off, or of something else, is as good as absent', async () => {
  const dir = await folder();
  const store = openDerivedStore({ dir });
  await store.put('day', entryOf('what was worked out'));
  const path = join(dir, 'day.bin');
  const whole = await readFile(path);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      async (at, mask, cut) => {
        const damaged = Buffer.from(whole.subarray(0, cut ? at : whole.length));
        if (!cut) damaged[at] = (damaged[at] as number) ^ mask;
        await writeFile(path, damaged);
        expect(await store.find('day')).toBeUndefined();
      },
    ),
    { numRuns: 100 },
  );
  await writeFile(path, 'something else altogether, and longer than any header of an entry is');
  expect(await store.find('day')).toBeUndefined();
  await store.put('day', entryOf('again'));
  expect(await store.find('day')).toBeDefined();
});

test('a fingerprint of another length is refused, and leaves no file behind', async () => {
  const dir = await folder();
  const store = openDerivedStore({ dir });
  await expect(store.put('day', { fingerprint: 'abc', payload: Buffer.from('') })).rejects.toThrow(RangeError);
  expect(await readdir(dir)).toEqual([]);
});

test('a folder that cannot be written rejects, and finds nothing', async () => {
  const dir = await folder();
  await writeFile(join(dir, 'file'), '');
  const store = openDerivedStore({ dir: join(dir, 'file') });
  await expect(store.put('day', entryOf('x'))).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await store.find('day')).toBeUndefined();
  await store.trim();
});

test('trimming keeps what was written last within the bounds, and leaves what is not ours', async () => {
  const dir = await folder();
  const store = openDerivedStore({ dir, entriesMax: 4, sizeBytesMax: 1_000 });
  for (let i = 0; i < 6; i++) {
    await store.put(`day-${i}`, entryOf('x'));
    await utimes(join(dir, `day-${i}.bin`), 1_000 + i, 1_000 + i);
  }
  await writeFile(join(dir, 'note.txt'), 'of a person');
  await store.trim();
  expect((await readdir(dir)).sort()).toEqual(['day-2.bin', 'day-3.bin', 'day-4.bin', 'day-5.bin', 'note.txt']);
  await store.put('day-6', entryOf('x'.repeat(850)));
  await store.trim();
  expect((await readdir(dir)).sort()).toEqual(['day-5.bin', 'day-6.bin', 'note.txt']);
});

test('what a killed process left half-written is removed once it is old, not while it may be another’s', async () => {
  const dir = await folder();
  const store = openDerivedStore({ dir });
  for (const name of ['day.1-aa.tmp', 'day.2-bb.tmp']) await writeFile(join(dir, name), 'half');
  await utimes(join(dir, 'day.1-aa.tmp'), 1_000, 1_000);
  await store.trim();
  expect(await readdir(dir)).toEqual(['day.2-bb.tmp']);
});
