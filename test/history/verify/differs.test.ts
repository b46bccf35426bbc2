/** Files whose checksums are right, but which say something else than what they are held against. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ManifestState, SourceState } from '../../../src/history/embedded/manifest-state.ts';
import { seal, unseal } from '../../../src/history/embedded/sealed.ts';
import { checkManifest } from '../../../src/history/embedded/verify/check-manifest.ts';
import { type Change, countIn, rewrite, withHead, withRows } from './rewritten.ts';
import { copyOf, damagesOf, everyKind, listFiles, verify } from './stores.ts';

const production = 'facts/production/2026-01-05/000000000008-1-1.parquet';
const readings = 'facts/reading/2026-01-05/000000000027-1-1-compact.parquet';
const superseded = 'superseded/production/2026-01-05/000000000009-1-1.parquet';
const nextProduction = 'facts/production/2026-01-06/000000000008-1-1.parquet';
const nextReadings = 'facts/reading/2026-01-06/000000000004-1-1.parquet';
const refusals = 'facts/refusal/2026-01-05/000000000013-1-1.parquet';
const hours = 'rollup/hour/values/000000000012-1-1-rollup.parquet';
const minutes = 'rollup/minute/values/000000000012-1-1-rollup.parquet';
const shifts = 'rollup/shift/values/000000000018-1-1-rollup.parquet';
const days = 'rollup/day/values/000000000019-1-1-rollup.parquet';
const rollups = (await listFiles(everyKind)).filter((path) => path.startsWith('rollup/'));

/** What is said of a store that was changed so. */
async function saidOf(
  changes: readonly ((dir: string) => Change)[],
  extent: 'none' | 'whole' = 'none',
): Promise<readonly string[]> {
  await using copy = await copyOf(everyKind);
  await rewrite(copy.dir, ...changes.map((one) => one(copy.dir)));
  return damagesOf(await verify(copy.dir, { rollups: extent })).map(({ path, what }) => `${path} ${what}`);
}

const rows = (path: string, sql: (file: string) => string, head?: Parameters<typeof withRows>[3]) => (dir: string) =>
  withRows(dir, path, sql, head);

const ofDay = (state: ManifestState, change: (hours: readonly number[]) => readonly number[]): ManifestState => {
  const hours = change(state.readingVersions.get('2026-01-05') as readonly number[]);
  return { ...state, readingVersions: new Map(state.readingVersions).set('2026-01-05', hours) };
};

test('a checkpoint alone is a whole store, and so is one with a file written again', async () => {
  expect(await saidOf([rows(production, (file) => `from ${file}`)], 'whole')).toEqual([]);
});

describe('of one file', () => {
  let said: readonly string[] = [];
  beforeAll(async () => {
    said = await saidOf([
      rows(production, (file) => `(from ${file}) union all (from ${file} limit 1)`),
      rows(
        nextProduction,
        (file) => `select * replace ("startAt" + 86400000 as "startAt", "endAt" + 86400000 as "endAt") from ${file}`,
      ),
      rows(readings, (file) => `from ${file} order by tag desc, "at" desc`),
      () => withHead(nextReadings, { places: ['x', 'y'] }),
      rows(superseded, (file) => `(from ${file}) union all (from ${file})`, { rowCount: 2 }),
      rows(hours, (file) => `select * replace (-1 as "readingCount") from ${file}`),
      rows(minutes, (file) => `select * replace ("fromAt" + 1 as "fromAt") from ${file}`),
      rows(shifts, (file) => `from (from ${file} union all from ${file}) order by tag, "fromAt", "toAt"`),
      () => withHead(days, { version: 1_000 }),
    ]);
  });
  const rules: readonly (readonly [title: string, path: string, what: RegExp])[] = [
    ['rows are as many as the manifest says', production, /^has \d+ rows instead of \d+$/],
    ['rows lie on their day', nextProduction, /^has \d+ rows that do not lie on 2026-01-06$/],
    ['rows lie within the time that the manifest says', nextProduction, /^has rows outside the time/],
    ['rows are sorted by place', readings, /^is not sorted by tag$/],
    ['rows of a place are sorted by time', readings, /^has \d+ rows that lie before earlier ones of their tag$/],
    ['rows are of the places that the manifest says', nextReadings, /^has rows of other tags than x to y$/],
    ['a row is superseded once', superseded, /^names 1 rows twice$/],
    ['what rollups count can be', hours, /^has \d+ rows that cannot be true$/],
    ['rows of rollups are of their level', minutes, /^has \d+ rows that are no minute$/],
    ['rows of rollups come once', shifts, /^has \d+ rows twice$/],
    ['rollups speak as of a commit that there is', days, /^speaks as of commit 1000, and there are \d+$/],
  ];
  for (const [title, path, what] of rules)
    test(title, () => {
      const own = said.filter((one) => one.startsWith(`${path} `)).map((one) => one.slice(path.length + 1));
      expect(own).toContainEqual(expect.stringMatching(what));
    });
});

describe('of all files together', () => {
  let said: readonly string[] = [];
  beforeAll(async () => {
    const [productions, readingCount] = [await countRows(production), await countRows(readings)];
    said = await saidOf([
      rows(
        production,
        (file) => `from ((from ${file}) union all (from ${file} limit 1)) order by equipment, "startAt"`,
        {
          rowCount: productions + 1,
        },
      ),
      rows(readings, (file) => `from ((from ${file}) union all (from ${file} limit 1)) order by tag, "at"`, {
        rowCount: readingCount + 1,
      }),
      rows(refusals, (file) => `select * replace (3::uinteger as revision) from ${file}`),
      rows(superseded, (file) => `select * replace (7::uinteger as revision) from ${file}`),
      () => (state) =>
        ofDay(state, (hoursOfDay) => hoursOfDay.map((version, hour) => (hour === 23 ? 1 : hour < 12 ? 0 : version))),
      () => (state) => {
        const [[source, { position, account }], ...others] = [...state.sources] as [[string, SourceState]];
        const more = { ...account, received: account.received + 1 };
        return { ...state, sources: new Map([[source, { position, account: more }], ...others]) };
      },
    ]);
  });
  const rules: readonly (readonly [title: string, what: RegExp])[] = [
    ['a report is stored once in each revision', /^facts.production.* has a fact that is stored twice in one revision/],
    ['a reading is stored once in each revision', /^facts.reading.* has a fact that is stored twice in one revision/],
    ['revisions have no hole', /^facts.refusal.* lacks a revision of a fact/],
    ['what is superseded is there', /^superseded.production.* names 1 rows of its day, of which 0 are there$/],
    ['accounts add up', /^manifest.* has an account of .* that does not add up/],
    ['as many rows are there as were stored', /^manifest.* counts \d+ stored facts, but \d+ rows are there$/],
    ['hours with readings are known', /^facts.reading.* has readings in hours of which the manifest knows none/],
    [
      'hours that are known have readings',
      /^facts.reading.* has no readings in hours of which the manifest knows some: .*23/,
    ],
  ];
  for (const [title, what] of rules) test(title, () => expect(said).toContainEqual(expect.stringMatching(what)));
});

describe('rollups say what readings say', () => {
  const ofLevel = (level: string, content: string): readonly string[] =>
    rollups.filter((path) => path.startsWith(`rollup/${level}/${content}/`));

  test('by minute, hour, day and shift', async () => {
    const said = await saidOf(
      ['minute', 'hour', 'day', 'shift'].flatMap((level) =>
        ofLevel(level, 'values').map((path) =>
          rows(path, (file) => `select * replace ("max" + 1 as "max") from ${file}`),
        ),
      ),
      'whole',
    );
    for (const level of ['minute', 'hour', 'day', 'shift'])
      expect(said).toContainEqual(
        expect.stringMatching(`^rollup/${level}/values/.* says max of .* otherwise than its readings`),
      );
    for (const one of said) expect(one).toMatch(/ says max of .* in the (hour|day|shift) of 2026-01-0/);
  });

  test('of every tag and state, with every reading counted', async () => {
    const said = await saidOf(
      [
        ...ofLevel('hour', 'values').map((path) =>
          rows(path, (file) => `select * replace ("readingCount" + 1 as "readingCount") from ${file}`),
        ),
        ...ofLevel('day', 'states').map((path) =>
          rows(path, (file) => `select * replace ("ms" / 2 as "ms") from ${file}`),
        ),
        ...ofLevel('minute', 'values').map((path) => withRowsOf(path)),
      ],
      'whole',
    );
    expect(said).toContainEqual(
      expect.stringMatching(/^rollup.hour.* counts \d+ readings of .*, where there are \d+$/),
    );
    expect(said).toContainEqual(
      expect.stringMatching(/^rollup.day.* says the states of .* otherwise than its readings/),
    );
    expect(said).toContainEqual(
      expect.stringMatching(/^rollup.minute.* counts 0 readings of .*, where there are \d+$/),
    );
  });
});

/** Without its first tag, and the manifest says so. */
function withRowsOf(path: string): (dir: string) => Change {
  return (dir) => async (state) => {
    const changed = await withRows(
      dir,
      path,
      (file) => `from ${file} where tag <> (select min(tag) from ${file})`,
    )(state);
    return withHead(path, { rowCount: await countIn(join(dir, path)) })(changed);
  };
}

test('a checkpoint says what the entries before it say', async () => {
  await using copy = await copyOf(everyKind);
  const path = 'manifest/000000000020.checkpoint.json';
  const read = unseal(await readFile(join(copy.dir, path), 'utf8'), 9);
  if (read.kind !== 'whole') throw new Error('The fixture is damaged.');
  const { segments, ...rest } = read.body as { readonly segments: readonly object[] };
  await writeFile(join(copy.dir, path), seal({ ...rest, segments: segments.slice(1) }).text);
  const { findings, isKnown } = await checkManifest(copy.dir);
  expect(isKnown).toBe(true);
  expect(findings).toMatchObject([{ path, kind: 'differs', remedy: 'rebuild' }]);
});

test('an entry follows from the one before it', async () => {
  await using copy = await copyOf(everyKind);
  const path = 'manifest/000000000024.json';
  const read = unseal(await readFile(join(copy.dir, path), 'utf8'), 9);
  if (read.kind !== 'whole') throw new Error('The fixture is damaged.');
  await writeFile(join(copy.dir, path), seal({ ...read.body, at: 1 }).text);
  const { findings } = await checkManifest(copy.dir);
  expect(findings).toMatchObject([{ path: 'manifest/000000000025.json', kind: 'chain' }]);
});

async function countRows(path: string): Promise<number> {
  const { state } = await checkManifest(everyKind);
  const segment = [...state.segments.values()].find((one) => one.path === path);
  if (segment === undefined) throw new Error(`The store has no ${path}.`);
  return segment.rowCount;
}
