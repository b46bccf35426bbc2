/** What a state says of a kind and day, against its rows: from when to when there are facts, and in which hours readings. */

import { join } from 'node:path';
import { factAxes } from '../../../model/index.ts';
import { named } from '../duckdb.ts';
import { undated } from '../layout.ts';
import { extentOf, type ManifestState } from '../manifest-state.ts';
import { hoursPerDay } from '../reading-versions.ts';
import type { Segment } from '../segment.ts';
import { SegmentMap } from '../segment-map.ts';
import { rowsSql } from '../segment-rows.ts';
import { damageOf, type HistoryFinding } from './finding.ts';
import type { FileQueries } from './query-files.ts';

/**
 * Hours with readings are known, so that what is rolled up of them is told to be stale.
 *
 * @param hours of each file that was looked at, a bit each
 * @param isComplete whether all files of the day were, and none of its readings has expired
 */
export function checkHours(
  state: ManifestState,
  segments: readonly Segment[],
  hours: ReadonlyMap<string, { readonly hours: number }>,
  isComplete: boolean,
): readonly HistoryFinding[] {
  const facts = segments.filter(({ role }) => role === 'facts');
  const [first] = facts;
  if (first === undefined || first.day === undated) return [];
  const versions = state.readingVersions.get(first.day) ?? [];
  const gaps = state.gapVersions.get(first.day) ?? [];
  const findings: HistoryFinding[] = [];
  let all = 0;
  for (const { path } of facts) {
    const own = hours.get(path)?.hours ?? 0;
    all |= own;
    const unknown = listHours(own).filter((hour) => !((versions[hour] ?? 0) > 0));
    if (unknown.length > 0)
      findings.push(
        damageOf(
          'facts',
          'differs',
          path,
          `has readings in hours of which the manifest knows none: ${unknown.join(', ')}`,
        ),
      );
  }
  const [{ path }] = facts as [Segment];
  const empty = versions.flatMap((version, hour) => (version > 0 && (all & (1 << hour)) === 0 ? [hour] : []));
  if (isComplete && empty.length > 0)
    findings.push(
      damageOf(
        'facts',
        'differs',
        path,
        `has no readings in hours of which the manifest knows some: ${empty.join(', ')}`,
      ),
    );
  const later = [...versions, ...gaps].filter((version) => !(version >= 0 && version <= state.version));
  if (later.length > 0)
    findings.push(
      damageOf(
        'facts',
        'differs',
        path,
        `lies on a day of which the manifest says commits (${later[0]}) that there were not`,
      ),
    );
  return findings;
}

function listHours(mask: number): number[] {
  return Array.from({ length: hoursPerDay }, (_, hour) => hour).filter((hour) => (mask & (1 << hour)) !== 0);
}

/** No fact that is read lies outside the time that the manifest says of its day. Of readings their files say it. */
export async function checkExtent(
  queries: FileQueries,
  dir: string,
  state: ManifestState,
  segments: readonly Segment[],
): Promise<readonly HistoryFinding[]> {
  const superseded = segments.filter(({ role }) => role === 'superseded');
  const [first] = superseded;
  if (first === undefined || first.kind === 'reading' || first.day === undated) return [];
  const facts = segments.filter(({ role }) => role === 'facts');
  if (facts.length === 0) return [];
  const { start, end } = factAxes[first.kind];
  const filesOf = (some: readonly Segment[]) => some.map((segment) => ({ ...segment, path: join(dir, segment.path) }));
  const [row = []] = await queries.rows(
    `select min(${named(start)}), max(${named(end)}) from (${rowsSql(first.kind, filesOf(facts), filesOf(superseded))})`,
  );
  const [fromAt, toAt] = row as [number | null, number | null];
  if (fromAt === null || toAt === null) return [];
  const own = { ...state, segments: SegmentMap.of(new Map(segments.map((segment) => [segment.path, segment]))) };
  const said = extentOf(own, first.kind);
  if (said !== undefined && said.fromAt <= fromAt && said.toAt >= toAt) return [];
  const touches: HistoryFinding['touches'] = {
    what: { kind: first.kind },
    window: { fromAt, toAt },
    places: { kind: 'any' },
  };
  return [
    damageOf(
      'superseded',
      'differs',
      first.path,
      'leaves facts outside the time that the manifest says is left of its day',
      { touches },
    ),
  ];
}
