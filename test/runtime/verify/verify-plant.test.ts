/** All that a plant keeps, with a bit flipped in files of every kind: what is found, in which file, and who stands on it. */
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openFactBuffer } from 'gemba/ingest';
import { type PlantVerification, rebuildPlant, verifyPlant } from 'gemba/runtime';
import { checkState } from 'gemba/state';
import { createRandom, type Random } from 'gemba/stats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDerivedStore } from '../../../src/runtime/derived/derived-store.ts';
import { checkBuffer } from '../../../src/runtime/verify/check-buffer.ts';
import { batchOf } from '../../ingest/buffer/support/plain-batch.ts';
import { gemba } from '../../support/demo-plant.ts';
import { secretEnv, sendDay } from '../../support/small-plant.ts';

const random = createRandom(8, 'plant');
let folder: string;
let plant: string;
let copies = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gemba-verify-test-'));
  plant = join(folder, 'plant');
  await sendDay(plant);
  const store = join(plant, 'store');
  await rm(join(store, 'buffer'), { recursive: true, force: true });
  await makeBuffer(join(store, 'buffer/segments-000000000099'));
  const derived = openDerivedStore({ dir: join(store, 'derived') });
  for (const day of ['2024-03-06', '2024-03-07'])
    await derived.put(day, { fingerprint: '0123456789abcdef'.repeat(2), payload: Buffer.alloc(500, 7) });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Both lanes with several segments, and losses of the droppable one. */
async function makeBuffer(dir: string): Promise<void> {
  await using buffer = await openFactBuffer({ dir, clock: Date.now, sizeBytesMax: 65_536, segmentBytes: 4_096 });
  for (let i = 0; i < 5; i++) await buffer.append(batchOf('press', i * 60, 60), 'kept');
  for (let i = 0; i < 80; i++) await buffer.append(batchOf('oven', i * 60, 60), 'droppable');
}

async function copyPlant(): Promise<{ readonly folder: string; readonly store: string }> {
  const copy = join(folder, `copy-${++copies}`);
  await cp(plant, copy, { recursive: true });
  return { folder: copy, store: join(copy, 'store') };
}

async function listFiles(store: string, part: string): Promise<readonly string[]> {
  const entries = await readdir(join(store, part), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(store.length + 1)
        .replaceAll(sep, '/'),
    )
    .sort();
}

async function flipBit(path: string, drawn: Random = random, from = 0): Promise<number> {
  const bytes = await readFile(path);
  const at = from + drawn.nextIndex(bytes.length - from);
  bytes[at] = (bytes[at] as number) ^ (1 << drawn.nextIndex(8));
  await writeFile(path, bytes);
  return at;
}

const verify = (of: { readonly folder: string }): Promise<PlantVerification> => verifyPlant({ folder: of.folder });
const damagesOf = ({ findings }: PlantVerification) => findings.filter(({ severity }) => severity === 'damage');
const pathsOf = (findings: PlantVerification['findings']) => [...new Set(findings.map(({ path }) => path))].sort();

test('a whole plant has no damage, and is left as it is', async () => {
  const { findings, counts, stateFormatVersion } = await verify({ folder: plant });
  expect(findings.filter(({ severity }) => severity === 'damage')).toEqual([]);
  expect(counts.archiveFiles).toBeGreaterThan(3);
  expect(counts.bufferFiles).toBeGreaterThan(5);
  expect([counts.derivedFiles, counts.reports]).toEqual([5, 3]);
  expect(stateFormatVersion).toBeGreaterThan(0);
  const before = await listFiles(join(plant, 'store'), '.');
  await verify({ folder: plant });
  expect(await listFiles(join(plant, 'store'), '.')).toEqual(before);
});

describe('a flipped bit', () => {
  test('in each archived file, file kept for later, lease and closed file of the buffer at once is found in each', async () => {
    for (let round = 0; round < 2; round++) {
      const copy = await copyPlant();
      const buffered = await listFiles(copy.store, 'buffer');
      // Segments end with what the next of their lane begins after; the last of a lane may be unfinished.
      const closed = ['kept', 'droppable'].flatMap((lane) =>
        buffered.filter((path) => path.includes(`/${lane}-`) && path.endsWith('.segment')).slice(0, -1),
      );
      const flipped = [
        ...(await listFiles(copy.store, 'archive')),
        ...(await listFiles(copy.store, 'derived')),
        ...(await listFiles(copy.store, 'run')),
        ...closed,
        ...buffered.filter((path) => path.endsWith('.loss')).slice(0, 1),
      ].sort();
      const at = new Map<string, number>();
      for (const path of flipped) at.set(path, await flipBit(join(copy.store, path)));
      const { findings } = await verify(copy);
      // In what lies behind the last record of a file no record is lost: that is noted.
      const isTold = ({ severity, what }: (typeof findings)[number]): boolean =>
        severity === 'damage' || what.includes('behind its last record');
      const found = pathsOf(findings.filter(isTold));
      // Of a loss that cannot be read, the numbers are missing where the next file begins.
      expect(
        found.filter((path) => !path.endsWith('.loss')),
        JSON.stringify([...at]),
      ).toEqual(flipped.filter((path) => !path.endsWith('.loss')));
      expect(
        found.some((path) => path.endsWith('.loss')),
        JSON.stringify([...at]),
      ).toBe(true);
    }
  }, 120_000);

  test('in the last segment of a lane is found there, as damage or as an end that was not acknowledged', async () => {
    const copy = await copyPlant();
    const lane = (await listFiles(copy.store, 'buffer')).filter((path) => path.includes('/kept-'));
    const last = lane.at(-1) as string;
    for (let round = 0; round < 15; round++) {
      const whole = await readFile(join(copy.store, last));
      const at = await flipBit(join(copy.store, last));
      const { findings } = await checkBuffer(copy.store);
      expect(pathsOf(findings), `byte ${at}`).toEqual([last]);
      await writeFile(join(copy.store, last), whole);
    }
  }, 120_000);

  test('in the state is found, or changes only what nothing is held against', async () => {
    const copy = await copyPlant();
    const file = join(copy.store, 'state/state.sqlite');
    const whole = await readFile(file);
    const said = dump(file);
    let foundCount = 0;
    for (let round = 0; round < 100; round++) {
      const at = await flipBit(file);
      const { problems } = checkState(file);
      if (problems.length > 0) foundCount++;
      else for (const cell of differencesOf(said, dump(file))) expect(cell, `byte ${at}`).toMatch(unheld);
      await writeFile(file, whole);
    }
    expect(foundCount).toBeGreaterThan(20);
  }, 120_000);
});

/** Texts and numbers that nothing is held against: SQLite keeps no checksum of its pages. */
const unheld =
  /^(attempt\.(claimer|startedAt|endedAt|detail|served)|audit\.(at|detail|action)|delivery\.(transport|enqueuedAt|nextAttemptAt|settledAt|reason|receipt|claimNumber|forgivenCount|sequence)|person\.(token|person|addedAt|erasedAt)|report\.(manifest|reason|createdAt|sequence)|(run|setting|sqlite_sequence)\.\w+)$/;

/** Every cell of every table, by table, row and column. */
function dump(file: string): ReadonlyMap<string, string> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    const cells = tables.flatMap(({ name }) =>
      database
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .flatMap((row, i) =>
          Object.entries(row).map(([column, value]) => [`${name} ${i} ${column}`, String(value)] as const),
        ),
    );
    return new Map(cells);
  } finally {
    database.close();
  }
}

/** Tables and columns of cells that are others. */
function differencesOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  return [...new Set(keys.map((key) => key.replace(/ \d+ /, '.')))];
}

describe('who stands on it is told', () => {
  test('reports of a time whose facts are damaged, in words an operator reads, and with exit code 1', async () => {
    const copy = await copyPlant();
    const [path] = (await listFiles(copy.store, 'history/facts/production')) as [string];
    await truncate(join(copy.store, path), 100);
    const { code, stdout } = await gemba(['history', 'verify'], { folder: copy.folder, env: { ...secretEnv } });
    expect(code).toBe(1);
    expect(stdout).toContain(`damaged: ${path} has 100 bytes instead of`);
    expect(stdout).toMatch(
      / {2}holds production reports .*from 2024-03-06T06:00:00\+01:00 to 2024-03-06T13:30:00\+01:00/,
    );
    for (const audience of ['director', 'production', 'quality'])
      expect(stdout).toContain(`report 2024-03-06 for ${audience}, revision 1, stands on it`);
    expect(stdout).toContain('cannot be made again: restore it from a backup (gemba history restore)');
    expect(stdout).toMatch(/damaged: 1 finding in .*; 1 of them only a backup has/);
  });

  test('reports that lack a file of the archive', async () => {
    const copy = await copyPlant();
    const database = new DatabaseSync(join(copy.store, 'state/state.sqlite'));
    const manifest = String(
      database.prepare("SELECT manifest FROM report WHERE audience = 'quality'").get()?.['manifest'],
    );
    database.close();
    const { document } = JSON.parse(manifest) as { readonly document: { readonly sha256: string } };
    const path = `archive/${document.sha256.slice(0, 2)}/${document.sha256}`;
    await rm(join(copy.store, path));
    expect(damagesOf(await verify(copy))).toMatchObject([
      { path, kind: 'missing', reports: [{ audience: 'quality', revision: 1 }] },
    ]);
  });
});

test('gemba history verify says what it looked at, and with --json every finding', async () => {
  const { code, stdout } = await gemba(['history', 'verify'], { folder: plant, env: { ...secretEnv } });
  expect(stdout).toMatch(/whole: nothing in .* is damaged\n$/);
  expect(code).toBe(0);
  const json = await gemba(['history', 'verify', '--json', '--rollups', 'none'], {
    folder: plant,
    env: { ...secretEnv },
  });
  expect(JSON.parse(json.stdout)).toMatchObject({ counts: { reports: 3, derivedFiles: 5 }, seed: 2 ** 31 });
  const wrong = await gemba(['history', 'verify', '--seed', '-1'], { folder: plant, env: { ...secretEnv } });
  expect(wrong.code).toBe(2);
});

test('a buffer that is written and read meanwhile has no damage', async () => {
  const store = join(folder, 'in-use');
  await using buffer = await openFactBuffer({
    dir: join(store, 'buffer/segments-000000000001'),
    clock: Date.now,
    sizeBytesMax: 65_536,
    segmentBytes: 4_096,
  });
  const writing = { isOver: false };
  const written = (async () => {
    for (let i = 0; i < 60; i++) {
      const { number } = await buffer.append(batchOf('press', i * 60, 60), 'kept');
      await buffer.append(batchOf('oven', i * 60, 60), 'droppable');
      if (number > 3) await buffer.release('kept', number - 3);
    }
    writing.isOver = true;
  })();
  while (!writing.isOver)
    expect((await checkBuffer(store)).findings.filter(({ severity }) => severity === 'damage')).toEqual([]);
  await written;
});

test('--rebuild removes damaged days of sensors and leaves what only a backup has', async () => {
  const copy = await copyPlant();
  const [derived, archived] = [await listFiles(copy.store, 'derived'), await listFiles(copy.store, 'archive')];
  await flipBit(join(copy.store, derived[0] as string));
  await flipBit(join(copy.store, archived[0] as string));
  const { code, stdout } = await gemba(['history', 'verify', '--rebuild'], {
    folder: copy.folder,
    env: { ...secretEnv },
  });
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining('removed: it is worked out again when it is next needed'),
  ]);
  const after = await verify(copy);
  expect(pathsOf(damagesOf(after))).toEqual([archived[0]]);
  expect(await rebuildPlant(after)).toEqual([]);
});

test('a part of a newer gemba, or one that cannot be read, keeps nothing from looking at the others', async () => {
  const copy = await copyPlant();
  const database = new DatabaseSync(join(copy.store, 'state/state.sqlite'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  const [archived] = (await listFiles(copy.store, 'archive')) as [string];
  await flipBit(join(copy.store, archived));
  expect(damagesOf(await verify(copy)).map(({ part, what }) => [part, what])).toEqual([
    ['state', expect.stringMatching(/^has format version 99; this gemba knows up to \d+$/)],
    ['archive', 'is not what its name says (SHA-256)'],
  ]);
  await rm(join(copy.store, 'state/state.sqlite'));
  await mkdir(join(copy.store, 'state/state.sqlite'));
  await rename(join(copy.store, 'derived'), join(copy.store, 'elsewhere'));
  expect(pathsOf(damagesOf(await verify(copy)))).toEqual([archived, 'state/state.sqlite'].sort());
});
