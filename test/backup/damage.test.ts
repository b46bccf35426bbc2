import fc from 'fast-check';
import { type BackupDamage, openBackupRepository } from 'gemba/backup';
import { GembaError } from 'gemba/model';
import { createFaultyPlace } from 'gemba/testing';
import { describe, expect, test } from 'vitest';
import { collect } from './support/collect.ts';
import { fileOf, partsOf, readTexts, sha256Of } from './support/saved-files.ts';

const options = { plant: 'demo', softwareVersion: '1' };
const texts = [
  { 'history/a': 'one', 'history/b': 'two', 'state/s': 'state of one' },
  { 'history/a': 'one', 'history/b': 'two again', 'state/s': 'state of two' },
];

/** Two points and a note; `b` is of the first point alone, `a` of both. */
async function twoPoints() {
  const place = createFaultyPlace({ pause: async () => {} });
  const backups = await openBackupRepository(place.open(), options);
  const points = [];
  for (const [at, files] of texts.entries())
    points.push((await backups.save(partsOf(files), { at: (at + 1) * 1_000 })).point);
  await backups.writeNote('persons', Buffer.from('a note'));
  return { place, backups, points };
}

function changeBit(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice();
  changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
  return changed;
}

const codeOf = (error: unknown) => (error instanceof GembaError ? error.code : error);

describe('a bit that changed', () => {
  test('anywhere is found and named, and no reading gives other bytes than were saved', async () => {
    const { place } = await twoPoints();
    const whole = new Map(place.objects);
    const names = [...whole.keys()];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), async (name, at) => {
        for (const [kept, bytes] of whole) place.objects.set(kept, bytes);
        const bytes = whole.get(name) as Uint8Array;
        place.objects.set(name, changeBit(bytes, at % (bytes.length * 8)));
        const backups = await openBackupRepository(place.open(), { ...options, create: false });
        const { damages } = await backups.verify();
        expect(damages.map(({ object }) => object)).toContain(name);
        expect(damages.every(({ kind }) => kind === 'damaged')).toBe(true);
        for (const { id, at: moment } of await backups.listPoints()) {
          const read = await backups
            .readPoint(id)
            .then((point) => readTexts(backups, point))
            .catch(codeOf);
          expect([texts[moment / 1_000 - 1], 'backup-damaged']).toContainEqual(read);
        }
        const note = await backups.readNote('persons').catch(codeOf);
        expect([Buffer.from('a note'), 'backup-damaged']).toContainEqual(note);
      }),
      { numRuns: Number(process.env['BACKUP_DAMAGE_RUNS'] ?? 150) },
    );
  });

  test('in bytes is told with the files and points that it touches, and with no other', async () => {
    const { place, backups, points } = await twoPoints();
    const ids = points.map(({ id }) => id);
    const damageOf = async (name: string): Promise<BackupDamage | undefined> => {
      const bytes = place.objects.get(name) as Uint8Array;
      place.objects.set(name, changeBit(bytes, 5));
      const { damages } = await backups.verify();
      place.objects.set(name, bytes);
      expect(damages).toEqual([expect.anything()]);
      return damages[0];
    };
    const nameOf = (text: string) => `objects/${sha256Of(text).slice(0, 2)}/${sha256Of(text)}-000000`;
    expect(await damageOf(`${nameOf('one')}1`)).toMatchObject({ files: ['history/a'], points: ids });
    expect(await damageOf(`${nameOf('two')}1`)).toMatchObject({ files: ['history/b'], points: [ids[0]] });
    expect(await damageOf(`${nameOf('two again')}2`)).toMatchObject({ files: ['history/b'], points: [ids[1]] });
    expect(await damageOf('steps/0000001.json')).toMatchObject({ what: 'step 1', points: [ids[0]] });
    expect(await damageOf('notes/persons')).toMatchObject({ what: 'the note persons', points: [] });
    expect(await damageOf('gemba-backup.json')).toMatchObject({ what: 'whose backups these are', points: [] });
  });

  test('in bytes leads the next save to write them again, once the damaged ones are removed', async () => {
    const { place, backups, points } = await twoPoints();
    const [file] = points[1]?.parts[0]?.files ?? [];
    const name = [...place.objects.keys()].find((one) => one.includes(file?.sha256 ?? '-')) as string;
    place.objects.set(name, changeBit(place.objects.get(name) as Uint8Array, 3));
    expect((await backups.verify({ removeDamaged: true })).damages.map(({ object }) => object)).toEqual([name]);
    await expect(collect(backups.readFile(file as never))).rejects.toMatchObject({ code: 'backup-damaged' });
    expect((await backups.save(partsOf(texts[1] ?? {}), { at: 3_000 })).writtenCount).toBe(1);
    expect((await backups.verify()).damages).toEqual([]);
    for (const [at, { id }] of points.entries())
      expect(await readTexts(backups, await backups.readPoint(id))).toEqual(texts[at]);
  });
});

describe('what was lost', () => {
  test('is written again by the next save, which believes no point', async () => {
    const { place, backups, points } = await twoPoints();
    for (const name of [...place.objects.keys()])
      if (name.includes(sha256Of('one'))) place.objects.delete(name);
      else if (name.includes(sha256Of('two again'))) place.objects.set(name, Buffer.from('cut'));
    const { damages } = await backups.verify();
    expect(damages.map(({ kind }) => kind).sort()).toEqual(['damaged', 'missing']);
    expect((await backups.save(partsOf(texts[1] ?? {}), { at: 3_000 })).writtenCount).toBe(2);
    for (const [at, { id }] of points.entries())
      expect(await readTexts(backups, await backups.readPoint(id))).toEqual(texts[at]);
    expect((await backups.verify({ content: false })).damages).toEqual([]);
  });

  test('of a point that is kept keeps a prune from removing what it may need', async () => {
    const { place, backups, points } = await twoPoints();
    place.objects.delete('steps/0000001.json');
    await backups.prune({ allMs: Number.MAX_SAFE_INTEGER, dailies: 0 }, 5_000);
    expect([...place.objects.keys()].some((name) => name.includes(sha256Of('two')))).toBe(true);
    await expect(backups.readPoint(points[0]?.id ?? '')).rejects.toMatchObject({ code: 'backup-damaged' });
    await backups.prune({ allMs: 0, dailies: 0 }, 5_000);
    expect([...place.objects.keys()].some((name) => name.includes(sha256Of('two')))).toBe(false);
    expect(await readTexts(backups, await backups.readPoint(points[1]?.id ?? ''))).toEqual(texts[1]);
  });
});

describe('a repository', () => {
  test('of another plant is refused, and so is one of a newer gemba, by whoever has it open too', async () => {
    const { place, backups } = await twoPoints();
    await expect(openBackupRepository(place.open(), { ...options, plant: 'other' })).rejects.toMatchObject({
      code: 'backup-failed',
      message: expect.stringContaining('has the backups of the plant demo, not of other'),
    });
    const { sealJson } = await import('../../src/backup/repository/sealed-json.ts');
    place.objects.set('gemba-backup.json', sealJson({ format: 2, plant: 'demo' }));
    await expect(openBackupRepository(place.open(), options)).rejects.toMatchObject({ code: 'backup-newer' });
    await expect(backups.save([], { at: 5_000 })).rejects.toMatchObject({ code: 'backup-newer' });
  });

  test('that was not begun is missing to who only reads, and nothing is written', async () => {
    const place = createFaultyPlace();
    const opening = openBackupRepository(place.open(), { ...options, create: false });
    await expect(opening).rejects.toMatchObject({ code: 'backup-missing' });
    expect(place.objects.size).toBe(0);
  });

  test('whose place turned empty meanwhile is not begun again: its share may be gone', async () => {
    const { place, backups } = await twoPoints();
    place.objects.clear();
    await expect(backups.save(partsOf(texts[0] ?? {}), { at: 9_000 })).rejects.toMatchObject({
      code: 'backup-missing',
    });
    expect(place.objects.size).toBe(0);
  });

  test('whose record of its plant is gone is still known by its steps, and gets it back', async () => {
    const { place } = await twoPoints();
    place.objects.set('gemba-backup.json', Buffer.from('{'));
    await expect(openBackupRepository(place.open(), { ...options, plant: 'other' })).rejects.toThrow(/plant demo/);
    await openBackupRepository(place.open(), options);
    const backups = await openBackupRepository(place.open(), { ...options, create: false });
    expect((await backups.verify()).damages).toEqual([]);
  });

  test('on a full disk says so, keeps its points, and goes on when there is room', async () => {
    const { place, backups, points } = await twoPoints();
    place.byteLengthMax = 0;
    const more = partsOf({ 'history/c': 'more than there is room for' });
    await expect(backups.save(more, { at: 4_000 })).rejects.toMatchObject({ code: 'backup-failed' });
    expect((await backups.listPoints()).map(({ id }) => id)).toEqual(points.map(({ id }) => id));
    place.byteLengthMax = Number.POSITIVE_INFINITY;
    await backups.save(more, { at: 5_000 });
    expect((await backups.listPoints()).length).toBe(3);
  });
});

describe('a file to save', () => {
  test('that is not what its checksum says, or changes while it is read, fails the save and names it', async () => {
    const { backups } = await twoPoints();
    const save = (file: ReturnType<typeof fileOf>) => backups.save([{ name: 'history', files: [file] }], { at: 7_000 });
    const wrong = { ...fileOf('x', 'what it is'), sha256: sha256Of('what it was') };
    await expect(save(wrong)).rejects.toThrow(/history\/x has not the SHA-256.*gemba history verify/);
    let times = 0;
    const changing = {
      ...fileOf('y', 'before'),
      async *read() {
        times += 1;
        yield Buffer.from(times === 1 ? 'before' : 'after!');
      },
    };
    await expect(save(changing)).rejects.toThrow(/history\/y.*changed while it was read/);
    await expect(save({ ...fileOf('z', 'longer'), byteLength: 3 })).rejects.toMatchObject({ code: 'backup-failed' });
    expect((await backups.listPoints()).length).toBe(2);
  });

  test('that is there already is not read where its checksum is known', async () => {
    const { backups } = await twoPoints();
    const known = {
      ...fileOf('a', 'one', { isHashed: true }),
      read(): AsyncIterable<Uint8Array> {
        throw new Error('read');
      },
    };
    const { writtenCount } = await backups.save([{ name: 'history', files: [known] }], { at: 7_000 });
    expect(writtenCount).toBe(0);
  });

  test('whose path leads elsewhere, or comes twice, is refused', async () => {
    const { backups } = await twoPoints();
    for (const path of ['../x', '/x', 'a/../../x', 'a\\..\\x', 'C:x', '', 'a//b', 'a\nb'])
      await expect(backups.save([{ name: 'history', files: [fileOf(path, '')] }], { at: 1 })).rejects.toMatchObject({
        code: 'usage',
      });
    const twice = [fileOf('x', 'one'), fileOf('x', 'two')];
    await expect(backups.save([{ name: 'history', files: twice }], { at: 1 })).rejects.toThrow(/x of the part history/);
  });
});
