/** Views of facts: the rows of the committed files of a kind, less those that were superseded. */
import { join } from 'node:path';
import type { FactKind } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';
import { columnSql } from '../../export/column-sql.ts';
import { listFactColumns } from '../../export/fact-columns.ts';
import type { ManifestState, Segment } from '../manifest-state.ts';
import { selectSegments } from '../segment-reader.ts';
import { readingKey } from '../segment-rows.ts';
import { filesSql, nothingSql, type ViewColumn } from './view-sql.ts';

const dayColumn: ViewColumn = { name: 'day', type: 'DATE' };
/** Read off the path where files are read, and nowhere above: then files of other days than asked for are not opened. */
const daySql = "try_cast(split_part(facts.filename, '/', -2) AS DATE) AS day";

export function listFactViewColumns(kind: FactKind): readonly ViewColumn[] {
  return [...listFactColumns(kind), dayColumn];
}

/** The query of a kind's view, over exactly the files of a state, or those in which facts that touch the window may lie. */
export function factViewSql(dir: string, state: ManifestState, kind: FactKind, window: Interval | undefined): string {
  const selection = selectSegments(state, kind, window);
  const facts = selection.facts.toSorted(byDayAndPath);
  const superseded = selection.superseded.toSorted(byDayAndPath);
  if (facts.length === 0) return nothingSql(listFactViewColumns(kind));
  const columns = listFactColumns(kind).map((column) => columnSql(column, 'facts'));
  const [day, rows] =
    kind === 'reading'
      ? ['facts.day', readingRowsSql(dir, facts, superseded)]
      : [daySql, `FROM ${ownRowsOf(dir, kind, facts)} AS facts${withoutHashed(dir, superseded)}`];
  return `SELECT\n  ${[...columns, day].join(',\n  ')}\n${rows}`;
}

/** Refusals of before format 4 have no column that says when they were received. */
function ownRowsOf(dir: string, kind: FactKind, facts: readonly Segment[]): string {
  if (kind !== 'refusal') return filesOf(dir, facts);
  const files = filesSql(
    facts.map(({ path }) => join(dir, path)),
    'filename = true, union_by_name = true',
  );
  return `(\n  SELECT NULL::DOUBLE AS "receivedAt" WHERE false\n  UNION ALL BY NAME SELECT * FROM ${files}\n)`;
}

/** Files of format 1 know a superseded reading by its identity, later ones by tag, instant and sequence. */
function readingRowsSql(dir: string, facts: readonly Segment[], superseded: readonly Segment[]): string {
  const isHashed = ({ format }: Segment): boolean => format === undefined;
  const isKeyed = (segment: Segment): boolean => !isHashed(segment);
  // Files whose instants are whole numbers hold them as such; read together with others they would all be.
  const isFractional = (segment: Segment): boolean => isKeyed(segment) && segment.hasFractions === true;
  const parts = [
    { files: facts.filter(isHashed), without: superseded.filter(isHashed) },
    { files: facts.filter(isFractional), without: [] },
    { files: facts.filter((segment) => isKeyed(segment) && !isFractional(segment)), without: [] },
  ].filter(({ files }) => files.length > 0);
  const rows = parts.map(
    ({ files, without }) =>
      `SELECT tag, "at"::DOUBLE AS "at", value, text, quality, sequence, source, revision, ${daySql}\n  FROM ${filesOf(dir, files)} AS facts${withoutHashed(dir, without)}`,
  );
  const keyed = superseded.filter(isKeyed);
  const key = [...readingKey, 'revision'].map((name) => `facts."${name}" = superseded."${name}"`);
  const antiJoin =
    keyed.length === 0 ? '' : `\nANTI JOIN ${filesOf(dir, keyed)} AS superseded\n  ON ${key.join(' AND ')}`;
  return `FROM (\n  ${rows.join('\n  UNION ALL\n  ')}\n) AS facts${antiJoin}`;
}

function withoutHashed(dir: string, superseded: readonly Segment[]): string {
  if (superseded.length === 0) return '';
  return `\nANTI JOIN ${filesOf(dir, superseded)} AS superseded\n  USING (identityHigh, identityLow, revision)`;
}

function filesOf(dir: string, segments: readonly Segment[]): string {
  return filesSql(
    segments.map(({ path }) => join(dir, path)),
    'filename = true',
  );
}

function byDayAndPath(a: Segment, b: Segment): number {
  if (a.day !== b.day) return a.day < b.day ? -1 : 1;
  return a.path < b.path ? -1 : 1;
}
