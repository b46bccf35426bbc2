import { mkdtemp, mkdtempDisposable, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlant, type OpenPlant, openPlant } from 'gemba';
import { toTable } from 'gemba/model';
import { applyRetentionWhenDue, isRetentionDue, parsePlantFile, planLines, planRetention } from 'gemba/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commitReadings, dayMs, type Reading, signalPlant } from '../../support/signal-plant.ts';

const now = Date.parse('2024-06-10T09:30:00Z');
const today = Date.parse('2024-06-10T00:00:00Z');
const dayCount = 60;
const tags = ['saw/speed', 'saw/count', 'press/mode', 'press/oil'];

/** Readings of four tags every six hours, and a production a day, of so many days. */
function factsOf(days: number) {
  const readings = Array.from({ length: days * 4 }, (_, i) => today - (i + 1) * 6 * 3_600_000).flatMap((at) =>
    tags.map((tag): Reading => ({ tag, at, value: (at / 1_000) % 97, source: 'sensors' })),
  );
  const productions = Array.from({ length: days }, (_, i) => {
    const startAt = today - (i + 1) * dayMs + 6 * 3_600_000;
    return {
      equipment: 'press',
      startAt,
      endAt: startAt + 3_600_000,
      state: 'running',
      completedCount: 9,
      source: 'mes',
    };
  });
  return { readings, productions };
}

async function openWith(folder: string, retention?: object, lookBackDays = 14): Promise<OpenPlant> {
  const file = parsePlantFile(
    definePlant({
      ...signalPlant,
      revisions: { lookBackDays },
      ...(retention && { retention: retention as never }),
    }),
    'test',
  );
  return await openPlant({
    file,
    folder,
    env: { GEMBA_SECRET: 'the plant of sensors has no secrets at all' },
    clock: () => now,
    readSpace: async () => ({ freeBytes: 500e9, totalBytes: 1_000e9 }),
  });
}

async function fillStore(folder: string, days: number): Promise<void> {
  const { readings, productions } = factsOf(days);
  await using plant = await openWith(folder);
  await commitReadings(plant, readings);
  await using writer = await plant.history.openWriter({ holder: 'test' });
  await writer.commit({
    source: 'mes',
    identityBy: 'content',
    facts: [toTable('production', productions)],
    account: { received: productions.length, refused: 0, filtered: 0, expired: 0, lost: 0 },
    position: {},
  });
}

/** Sizes differ by what writes Parquet; all else of a text does not. */
const withoutSizes = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .replaceAll(/\d[\d.,]* (?:kB|MB|GB|TB)/g, 'SIZE')
    .replaceAll(/ +SIZE/g, ' SIZE');
const instant = (at: number): string => new Date(at).toISOString();

describe('a plan of retention', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gemba-plan-'));
    await fillStore(folder, dayCount);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const policy = {
    readings: '40 days',
    tagGroups: [{ name: 'oil', tags: ['press/oil'], readings: '7 days' }],
    rollups: 'forever',
    events: '50 days',
    quarantine: '90 days',
  };

  test('says without a policy what a year costs, and removes nothing', async () => {
    await using plant = await openWith(folder);
    const plan = await planRetention(plant);
    expect(withoutSizes(planLines(plan, instant))).toMatchInlineSnapshot(`
      "The plant file has no \`retention\`: everything is kept for ever.

                                     kept      takes now  a year brings  at its full length
      readings                       for ever SIZE SIZE               grows
      production                     for ever SIZE SIZE               grows
      deliveries, runs, audit notes  for ever
      records of reports             for ever
      together SIZE SIZE               grows

      Years are those of the growth of the last 30 days.
      Nothing is ever removed. \`gemba history plan --policy usual\` shows the usual policy.
      Disk: SIZE of SIZE free; grows by about SIZE a day; lasts for more than 10 years."
    `);
    expect(plan).toMatchObject({ policy: 'none', removesNow: [], removesNextAt: undefined });
    for (const { byteLength, bytesPerYear, rowCount } of plan.parts) {
      if (rowCount === 0) continue;
      // Sixty days like each other: a year of them is about six times as much.
      expect((bytesPerYear as number) / byteLength).toBeGreaterThan(5);
      expect((bytesPerYear as number) / byteLength).toBeLessThan(7);
    }
  });

  test('says in the words of a plant what is kept, what goes now, when it goes, and how long the disk lasts', async () => {
    await using plant = await openWith(folder, policy);
    const plan = await planRetention(plant);
    expect(withoutSizes(planLines(plan, instant))).toMatchInlineSnapshot(`
      "What this plant keeps, as its plant file says:

                                     kept      takes now  a year brings  at its full length
      readings                       40 days SIZE SIZE SIZE
      readings of oil                7 days SIZE SIZE SIZE
      production                     50 days SIZE SIZE SIZE
      deliveries, runs, audit notes  for ever
      records of reports             for ever
      together SIZE SIZE SIZE

      Years are those of the growth of the last 30 days. Sizes of groups of tags are about: by their share of the readings of the last week.
      To go now, for good, about:
        readings of oil before 2024-06-03 (424, SIZE), from 2024-04-11 on
        production before 2024-04-21 (10, SIZE), from 2024-04-11 on
        readings before 2024-05-01 (160, SIZE), from 2024-04-11 on
      Nothing was removed by this. It goes next from 2024-06-10T09:30:00.000Z on: \`gemba run\` removes once a day, \`gemba ingest\` at its end, \`gemba history compact\` at once.
      Disk: SIZE of SIZE free; grows by about SIZE a day; not filling up.
      Events are kept for less than 112 days: reports will compare a day with fewer than 13 weeks before it.
      Readings that tell what units did are kept for less than 112 days: reports will compare a day with fewer than 13 weeks before it."
    `);
    const partOf = (name?: string) =>
      plan.parts.find(({ what }) => 'kind' in what && what.kind === 'reading' && what.tagGroup === name);
    const [oil, others] = [partOf('oil'), partOf()];
    // One tag of four that speak as often.
    expect((oil?.byteLength as number) * 3).toBeCloseTo(others?.byteLength as number);
    expect((others?.fullByteLength as number) / (others?.bytesPerYear as number)).toBeCloseTo(40 / 365.25);
    expect(plan.removesNextAt).toBe(now);
  });

  test('shows the usual policy before it is in the plant file', async () => {
    await using plant = await openWith(folder);
    const plan = await planRetention(plant, { policy: 'usual' });
    expect(plan).toMatchObject({ policy: 'usual', removesNow: [], removesNextAt: undefined, problems: [] });
    expect(plan.parts.map(({ kept }) => kept)).toEqual([
      '13 months',
      ...Array.from({ length: 7 }, () => '7 years'),
      '90 days',
    ]);
    expect(planLines(plan, instant).at(0)).toContain('not in the plant file');
  });

  test('removes nothing itself, and what it says would go is what goes', async () => {
    // Of a few days, since what is not rolled up is, before its readings go.
    await using place = await mkdtempDisposable(join(tmpdir(), 'gemba-plan-'));
    await fillStore(place.path, 7);
    const short = {
      readings: '5 days',
      tagGroups: [{ name: 'oil', tags: ['press/oil'], readings: '2 days' }],
      events: '6 days',
    };
    await using plant = await openWith(place.path, short, 0);
    const { removesNow } = await planRetention(plant);
    const before = (await plant.history.status()).factCounts;
    expect(before).toMatchObject({ reading: 7 * 4 * 4, production: 7 });
    expect(await isRetentionDue(plant)).toBe(true);
    await applyRetentionWhenDue(plant);
    const { factCounts } = await plant.history.status();
    // Five days of oil that are older than two, and two days of the three others that are older than five.
    expect(before.reading - factCounts.reading).toBe(4 * (5 + 3 * 2));
    expect(before.production - factCounts.production).toBe(1);
    const planned = (kind: string) =>
      removesNow
        .filter(({ what }) => 'kind' in what && what.kind === kind)
        .reduce((sum, { rowCount }) => sum + rowCount, 0);
    expect(planned('production')).toBe(1);
    // Files hold readings of several tags: about.
    expect(Math.abs(planned('reading') - 44)).toBeLessThan(22);
    expect(await isRetentionDue(plant)).toBe(false);
    const after = await planRetention(plant);
    expect(after.removesNow).toEqual([]);
    expect(after.removesNextAt).toBe(today + dayMs);
    expect(await plant.state.audit.list()).toMatchObject([{ action: 'expire', detail: { isFirst: true } }]);
  });
});
