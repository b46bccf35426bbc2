/**
 * Who the facts are: each identity has each of its revisions once, from 1 on without a hole; all but the newest are superseded,
 * and nothing else is. Identities are looked at a few million at once, so that memory does not grow with the store.
 */
import { join } from 'node:path';
import type { FactKind } from '../../../model/index.ts';
import { rangesOf } from '../compaction.ts';
import { named, parquetOf, quoted } from '../duckdb.ts';
import type { Segment } from '../segment.ts';
import { rowsSql, type SegmentFile } from '../segment-rows.ts';
import { keyColumnsOf } from './check-segment.ts';
import { damageOf, type HistoryFinding } from './finding.ts';
import type { FileQueries } from './query-files.ts';

/** Identities that are in memory at once, about. */
const identitiesMax = 4_000_000;
const readingsPerRange = 2_000_000;

export interface IdentityCheck {
  readonly queries: FileQueries;
  readonly dir: string;
  /** Whether no file of theirs is damaged and none of their facts has expired: else some may be missing. */
  readonly isComplete: boolean;
}

/** Facts whose identity is stored, of kinds that may share identities: those of all their days. */
export async function checkHashed(
  check: IdentityCheck,
  segments: readonly Segment[],
): Promise<readonly HistoryFinding[]> {
  const facts = segments.filter(({ role }) => role === 'facts');
  if (facts.length === 0) return [];
  const { rowCount, selects } = hashedRows(check.dir, facts);
  const passCount = Math.ceil(rowCount / identitiesMax);
  let identityCount = 0;
  let wrong: WrongIdentity | undefined;
  for (let pass = 0; pass < passCount && wrong === undefined; pass++) {
    const where = passCount === 1 ? '' : `where identityHigh % ${passCount} = ${pass}`;
    const answer = await countIdentities(check, `(${selects}) ${where}`, ['identityHigh', 'identityLow']);
    identityCount += answer.identityCount;
    wrong = answer.wrong;
  }
  const superseding = await checkSuperseding(check, segments, wrong === undefined ? identityCount : undefined);
  if (wrong === undefined) return superseding;
  const path = await findFileWith(check, facts, wrong);
  return [damageOf('facts', 'differs', path, wrong.what, { touches: touchedBy(facts, path) }), ...superseding];
}

function hashedRows(dir: string, facts: readonly Segment[]): { readonly rowCount: number; readonly selects: string } {
  return {
    rowCount: facts.reduce((sum, segment) => sum + segment.rowCount, 0),
    // Kinds have other columns, and those of one kind may have more than they had before.
    selects: [...Map.groupBy(facts, ({ kind }) => kind).values()]
      .map(
        (own) =>
          `select identityHigh, identityLow, revision from ${parquetOf(pathsIn(dir, own), 'union_by_name = true')}`,
      )
      .join(' union all '),
  };
}

/**
 * Readings of one day. Two files can share an identity only where their times and tags overlap; a file alone only where rows of
 * one tag and instant follow each other, as it is sorted.
 *
 * @param hasTies of the files that were looked at one by one
 */
export async function checkReadings(
  check: IdentityCheck,
  segments: readonly Segment[],
  seen: ReadonlyMap<string, { readonly hasTies: boolean; readonly revisionMax: number }>,
): Promise<readonly HistoryFinding[]> {
  const facts = segments.filter(({ role }) => role === 'facts');
  const hashed = facts.filter(({ format }) => format === undefined);
  if (hashed.length > 0 && hashed.length === facts.length) return await checkHashed(check, segments);
  let identityCount = 0;
  for (const cluster of clustersOf(facts)) {
    const [only] = cluster as [Segment];
    const known = seen.get(only.path);
    const rowCount = cluster.reduce((sum, segment) => sum + segment.rowCount, 0);
    if (cluster.length === 1 && known?.hasTies === false && known.revisionMax === 1) {
      identityCount += rowCount;
      continue;
    }
    const rows = rowsSql('reading', filesIn(check.dir, cluster), []);
    for (const { places } of await rangesOf(check.queries.connection, rows, readingsPerRange)) {
      const [from, to] = places.map(quoted);
      const answer = await countIdentities(check, `(${rows}) where tag between ${from} and ${to}`, [
        'tag',
        '"at"',
        'sequence',
      ]);
      identityCount += answer.identityCount;
      if (answer.wrong !== undefined)
        return [damageOf('facts', 'differs', only.path, answer.wrong.what, { touches: touchedBy(cluster, only.path) })];
    }
  }
  return await checkSuperseding(check, segments, identityCount);
}

/** Files whose times and tags overlap, one after the other. */
export function clustersOf(facts: readonly Segment[]): readonly (readonly Segment[])[] {
  const clusters: Segment[][] = [];
  for (const segment of facts) {
    const overlapped = clusters.filter((cluster) => cluster.some((other) => overlap(segment, other)));
    const joined = [...overlapped.flat(), segment];
    for (const cluster of overlapped) clusters.splice(clusters.indexOf(cluster), 1);
    clusters.push(joined);
  }
  return clusters;
}

function overlap(a: Segment, b: Segment): boolean {
  const { minStartAt: aFrom = 0, maxStartAt: aTo = 0 } = a;
  const { minStartAt: bFrom = 0, maxStartAt: bTo = 0 } = b;
  if (aFrom > bTo || bFrom > aTo) return false;
  if (a.places === undefined || b.places === undefined) return true;
  const [aFirst, aLast, bFirst, bLast] = [...a.places, ...b.places].map((place) => Buffer.from(place)) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  return aFirst.compare(bLast) <= 0 && bFirst.compare(aLast) <= 0;
}

interface WrongIdentity {
  readonly what: string;
  readonly key: readonly unknown[];
}

interface CountedIdentities {
  readonly identityCount: number;
  readonly wrong: WrongIdentity | undefined;
}

/** @param rows with a condition behind it, in SQL */
async function countIdentities(
  { queries, isComplete }: IdentityCheck,
  rows: string,
  key: readonly string[],
): Promise<CountedIdentities> {
  const groups = `select ${key.join(', ')}, count(*) as n, count(distinct revision) as d, min(revision) as low, max(revision) as high
    from ${rows} group by ${key.join(', ')}`;
  const isWrong = isComplete ? 'n <> d or low <> 1 or high <> n' : 'n <> d';
  const [row = []] = await queries.rows(
    `select count(*)::double, count(*) filter (${isWrong})::double, count(*) filter (n <> d)::double,
      ${key.map((name) => `first(${name}) filter (${isWrong})::varchar`).join(', ')} from (${groups})`,
  );
  const [identityCount, wrongCount, doubleCount, ...first] = row as [number, number, number, ...unknown[]];
  if (wrongCount === 0) return { identityCount, wrong: undefined };
  const what =
    doubleCount > 0
      ? `has a fact that is stored twice in one revision (${doubleCount} such identities, one of them ${first.join(' ')})`
      : `lacks a revision of a fact (${wrongCount} such identities, one of them ${first.join(' ')})`;
  return { identityCount, wrong: { what, key: first } };
}

/** Which file has the first of the wrong identities. */
async function findFileWith(
  { queries, dir }: IdentityCheck,
  facts: readonly Segment[],
  { key }: WrongIdentity,
): Promise<string> {
  const [high, low] = key as [string, string];
  for (const segment of facts) {
    const [row = []] = await queries.rows(
      `select count(*)::double from ${parquetOf(pathsIn(dir, [segment]))} where identityHigh = ${high} and identityLow = ${low}`,
    );
    if (row[0] !== 0) return segment.path;
  }
  return (facts[0] as Segment).path;
}

/**
 * Superseded rows are there, by kind and day; and of each identity one row is left.
 *
 * @param identityCount undefined where some are wrong, so that it is not to be told
 */
async function checkSuperseding(
  check: IdentityCheck,
  segments: readonly Segment[],
  identityCount: number | undefined,
): Promise<readonly HistoryFinding[]> {
  const findings: HistoryFinding[] = [];
  let [rowCount, supersededCount] = [0, 0];
  const partitions = Map.groupBy(segments, ({ kind, day, format }) => `${kind}/${day}/${format ?? 1}`);
  for (const members of partitions.values()) {
    const facts = members.filter(({ role }) => role === 'facts');
    const superseded = members.filter(({ role }) => role === 'superseded');
    rowCount += facts.reduce((sum, one) => sum + one.rowCount, 0);
    const named = superseded.reduce((sum, one) => sum + one.rowCount, 0);
    supersededCount += named;
    if (named === 0 || !check.isComplete) continue;
    const found = facts.length === 0 ? 0 : await countNamed(check, facts, superseded);
    const [{ path }] = superseded as [Segment];
    if (found !== named)
      findings.push(
        damageOf('superseded', 'differs', path, `names ${named} rows of its day, of which ${found} are there`, {
          touches: touchedBy(members, path),
        }),
      );
  }
  if (findings.length > 0 || !check.isComplete || identityCount === undefined) return findings;
  if (rowCount - supersededCount === identityCount) return findings;
  const [{ path }] = segments as [Segment];
  const what = `leaves ${rowCount - supersededCount} facts to be read of ${identityCount} identities: some are read twice, or not`;
  return [damageOf('superseded', 'differs', path, what, { touches: touchedBy(segments, path) })];
}

/** How many rows of facts are superseded; what is superseded is little, and held in memory. */
async function countNamed(
  { queries, dir }: IdentityCheck,
  facts: readonly Segment[],
  superseded: readonly Segment[],
): Promise<number> {
  const [first] = facts as [Segment];
  const key = [...keyColumnsOf(first), 'revision'];
  const on = key.map((name) => `facts.${named(name)} = superseded.${named(name)}`).join(' and ');
  const rows =
    first.kind === 'reading' && first.format === 2
      ? `(${rowsSql('reading', filesIn(dir, facts), [])})`
      : parquetOf(pathsIn(dir, facts), 'union_by_name = true');
  const [row = []] = await queries.rows(
    `select count(*)::double from ${rows} facts semi join ${parquetOf(pathsIn(dir, superseded))} superseded on ${on}`,
  );
  return row[0] as number;
}

function pathsIn(dir: string, segments: readonly Segment[]): string[] {
  return segments.map(({ path }) => join(dir, path));
}

function filesIn(dir: string, segments: readonly Segment[]): SegmentFile[] {
  return segments.map((segment) => ({ ...segment, path: join(dir, segment.path) }));
}

function touchedBy(segments: readonly Segment[], path: string): HistoryFinding['touches'] {
  const { kind, minStartAt, maxEndAt } = segments.find((one) => one.path === path) ?? (segments[0] as Segment);
  const window =
    minStartAt === undefined || maxEndAt === undefined ? undefined : { fromAt: minStartAt, toAt: maxEndAt };
  return { what: { kind: kind satisfies FactKind }, window, places: { kind: 'any' } };
}
