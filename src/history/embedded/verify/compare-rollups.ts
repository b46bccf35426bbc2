/**
 * Rows of rollups against the readings they were made of: those of each tag are read, as any reader reads facts, and folded
 * anew straight into the bucket, days and shifts too, which were put together from hours. A row is held to the rule it carries,
 * so that nothing need be known of the plant.
 */
import { join } from 'node:path';
import {
  createRollupFold,
  plainRule,
  type RollupLevel,
  type RollupRule,
  type RollupTable,
} from '../../../analytics/index.ts';
import { type FactTable, textAt } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';
import { named, parquetOf, quoted } from '../duckdb.ts';
import type { ManifestState } from '../manifest-state.ts';
import { type ContentColumns, columnsOf, tableColumnsSql } from '../rollups/columns.ts';
import { readRollupTable } from '../rollups/rollup-rows.ts';
import type { RollupContent, RollupSegment } from '../rollups/rollup-segment.ts';
import type { Segment } from '../segment.ts';
import { readFacts, selectSegments } from '../segment-reader.ts';
import { rowsSql, type SegmentFile } from '../segment-rows.ts';
import { findRowDifference } from './compare-rows.ts';
import type { FileQueries } from './query-files.ts';

/** What is compared: rows of a level that lie within the window, with those of its buckets. */
export interface RollupSlotFiles {
  readonly level: RollupLevel;
  readonly window: Interval;
  /** Borders of the buckets in the window. */
  readonly edges: Float64Array;
  readonly values: RollupSegment;
  readonly states: RollupSegment | undefined;
}

/** Readings that are in memory at once, about. */
const readingsMax = 300_000;

/** @returns what is otherwise; undefined where nothing */
export async function compareRollups(
  queries: FileQueries,
  dir: string,
  state: ManifestState,
  slot: RollupSlotFiles,
  tagsMax: number,
  random: () => number,
): Promise<string | undefined> {
  const { window } = slot;
  const counts = await countReadings(queries, dir, state, window);
  const counted = await countRows(queries, dir, slot);
  const wrong = [...new Set([...counts.keys(), ...counted.keys()])].find((tag) => counts.get(tag) !== counted.get(tag));
  if (wrong !== undefined)
    return `counts ${counted.get(wrong) ?? 0} readings of ${wrong} ${textOf(slot)}, where there are ${counts.get(wrong) ?? 0}`;
  const gapFiles = selectSegments(state, 'gap', window);
  const gaps: FactTable<'gap'> | undefined =
    gapFiles.facts.length === 0 ? undefined : await readFacts(queries.instance, dir, gapFiles, { kind: 'gap', window });
  for (const tags of batchesOf(chooseSome([...counts.keys()], tagsMax, random), counts)) {
    const rows = await readRows(queries, dir, slot, tags);
    const facts = await readFacts(queries.instance, dir, selectSegments(state, 'reading', window, tags), {
      kind: 'reading',
      window,
      places: tags,
    });
    const fold = createRollupFold(slot.edges, {
      ruleOf: rulesOf(rows),
      withSketches: slot.level !== 'minute',
      ...(gaps === undefined ? {} : { gaps }),
    });
    fold.add(facts);
    const difference = findRowDifference(rows, fold.finish());
    if (difference !== undefined) return `${difference} ${textOf(slot)}`;
  }
  return undefined;
}

/** Readings by tag, as they are read. */
async function countReadings(
  queries: FileQueries,
  dir: string,
  state: ManifestState,
  window: Interval,
): Promise<ReadonlyMap<string, number>> {
  const { facts, superseded } = selectSegments(state, 'reading', window);
  if (facts.length === 0) return new Map();
  const filesOf = (some: readonly Segment[]): SegmentFile[] =>
    some.map((segment) => ({ ...segment, path: join(dir, segment.path) }));
  const rows = rowsSql('reading', filesOf(facts), filesOf(superseded), { window });
  return new Map(
    (await queries.rows(`select tag, count(*)::double from (${rows}) group by tag`)) as [string, number][],
  );
}

/** How many readings the rows say, by tag. */
async function countRows(
  queries: FileQueries,
  dir: string,
  slot: RollupSlotFiles,
): Promise<ReadonlyMap<string, number>> {
  const rows = await queries.rows(
    `select tag, sum("readingCount" + "badCount")::double from (${rowsOfSlot(dir, slot, 'values')}) group by tag`,
  );
  return new Map(rows as unknown as [string, number][]);
}

async function readRows(
  queries: FileQueries,
  dir: string,
  slot: RollupSlotFiles,
  tags: readonly string[],
): Promise<RollupTable> {
  const ofTags = (content: RollupContent): string =>
    `(select * from (${rowsOfSlot(dir, slot, content)}) where tag in (${tags.map(quoted).join(', ')}))`;
  return await readRollupTable(queries.connection, slot.level, { values: ofTags('values'), states: ofTags('states') });
}

/** A day or shift is told from another that begins with it by its end. */
function rowsOfSlot(dir: string, slot: RollupSlotFiles, content: RollupContent): string {
  const columns = columnsOf(slot.level, content);
  const file = slot[content];
  if (file === undefined) return noRowsSql(columns);
  const { fromAt, toAt } = slot.window;
  const isUnit = slot.level === 'day' || slot.level === 'shift';
  const where = isUnit ? `"fromAt" = ${fromAt} and "toAt" = ${toAt}` : `"fromAt" >= ${fromAt} and "fromAt" < ${toAt}`;
  return `select ${tableColumnsSql(columns)} from ${parquetOf([join(dir, file.path)])} where ${where}`;
}

function noRowsSql({ texts, numbers, hasSketch }: ContentColumns): string {
  const columns = [
    ...texts.map((name) => `''::varchar as ${named(name)}`),
    ...numbers.map((name) => `0::double as ${named(name)}`),
    ...(hasSketch ? ['null::blob as sketch'] : []),
  ];
  return `select ${columns.join(', ')} where false`;
}

/** The rule that each tag's row carries. */
function rulesOf(rows: RollupTable): (tag: string) => RollupRule {
  const rules = new Map<string, RollupRule>();
  for (let row = 0; row < rows.length; row++) {
    const expectedIntervalMs = rows.expectedIntervalMs[row] as number;
    const rolloverAt = rows.rolloverAt[row] as number;
    rules.set(textAt(rows.tag, row) ?? '', {
      kind: textAt(rows.kind, row) as RollupRule['kind'],
      ...(Number.isNaN(expectedIntervalMs) ? {} : { expectedIntervalMs }),
      ...(Number.isNaN(rolloverAt) ? {} : { rolloverAt }),
    });
  }
  return (tag) => rules.get(tag) ?? plainRule;
}

/** So many at most, each with the same chance, in the order given. */
export function chooseSome<T>(all: readonly T[], countMax: number, random: () => number): readonly T[] {
  if (all.length <= countMax) return all;
  const chosen: T[] = [];
  for (const [i, one] of all.entries()) if (random() * (all.length - i) < countMax - chosen.length) chosen.push(one);
  return chosen;
}

/** Tags whose readings fit into memory together; one of many readings is alone. */
function* batchesOf(tags: readonly string[], counts: ReadonlyMap<string, number>): Generator<readonly string[]> {
  let batch: string[] = [];
  let readingCount = 0;
  for (const tag of tags) {
    const count = counts.get(tag) ?? 0;
    if (batch.length > 0 && readingCount + count > readingsMax) {
      yield batch;
      batch = [];
      readingCount = 0;
    }
    batch.push(tag);
    readingCount += count;
  }
  if (batch.length > 0) yield batch;
}

/** @example ' in the hour of 2026-01-05T06:00:00.000Z' */
function textOf({ level, window }: RollupSlotFiles): string {
  const slot = level === 'minute' ? 'hour' : level;
  return `in the ${slot} of ${new Date(window.fromAt).toISOString()}`;
}
