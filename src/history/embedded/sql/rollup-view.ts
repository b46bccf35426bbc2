/** Views of rollups, two a level: its figures, and its time in states. What is not rolled up, or no longer right, is not in them. */
import { join } from 'node:path';
import { type RollupLevel, rollupLevels } from '../../../analytics/index.ts';
import { type Interval, touches } from '../../../time/index.ts';
import { columnSql } from '../../export/column-sql.ts';
import type { OutsideColumn } from '../../export/fact-columns.ts';
import type { ManifestState } from '../manifest-state.ts';
import type { RollupContent, RollupSegment } from '../rollups/rollup-segment.ts';
import type { RollupCalendar } from '../rollups/settings.ts';
import { listSegments, listSlots, type RollupSlot } from '../rollups/slots.ts';
import { statesPathOf } from '../rollups/states-path.ts';
import { noSketchColumn, rollupStateColumns, rollupValueColumns, sketchColumn } from './rollup-columns.ts';
import { filesSql, nothingSql } from './view-sql.ts';

export interface RollupView {
  /** Such as `rollupHour` and `rollupHourStates`. */
  readonly name: string;
  readonly columns: readonly OutsideColumn[];
  sql(dir: string, state: ManifestState, scope: RollupScope): string;
}

export interface RollupScope {
  /** The plant's days and shifts; without it there are none. */
  readonly calendar?: RollupCalendar;
  /** Only files of this time; default: all. */
  readonly window?: Interval;
}

export const rollupViews: readonly RollupView[] = rollupLevels.flatMap((level) => [
  viewOf(level, 'values'),
  viewOf(level, 'states'),
]);

/** A file, and which of its rows count: all, or those whose buckets begin within. */
interface RollupFile {
  readonly segment: RollupSegment;
  readonly begins: 'all' | readonly { readonly first: number; readonly last: number }[];
}

const always: Interval = { fromAt: -8.64e15, toAt: 8.64e15 };

function viewOf(level: RollupLevel, content: RollupContent): RollupView {
  const columns = columnsOf(level, content);
  return {
    name: `rollup${level[0]?.toUpperCase()}${level.slice(1)}${content === 'states' ? 'States' : ''}`,
    columns,
    sql: (dir, state, scope) => {
      const files = filesOf(state, level, scope).flatMap((file) => {
        const segment = content === 'values' ? file.segment : state.rollups.get(statesPathOf(file.segment));
        return segment === undefined ? [] : [{ ...file, segment }];
      });
      return files.length === 0 ? nothingSql(columns) : selectSql(dir, files, columns);
    },
  };
}

function columnsOf(level: RollupLevel, content: RollupContent): readonly OutsideColumn[] {
  if (content === 'states') return rollupStateColumns;
  return [...rollupValueColumns, level === 'minute' ? noSketchColumn : sketchColumn];
}

function selectSql(dir: string, files: readonly RollupFile[], columns: readonly OutsideColumn[]): string {
  const whole = files.filter(({ begins }) => begins === 'all');
  const parts = [
    ...(whole.length === 0 ? [] : [`FROM ${readSql(dir, whole)}`]),
    ...files
      .filter(({ begins }) => begins !== 'all')
      .map((file) => `FROM ${readSql(dir, [file])}\n  WHERE ${withinSql(file.begins)}`),
  ];
  const list = columns.map((column) => columnSql(column, 'rollup', true)).join(',\n  ');
  return `SELECT\n  ${list}\nFROM (\n  ${parts.join('\n  UNION ALL\n  ')}\n) AS rollup`;
}

function readSql(dir: string, files: readonly RollupFile[]): string {
  // A column is whole numbers in one file and others in another: by name they become the type that holds both.
  return filesSql(
    files.map(({ segment }) => join(dir, segment.path)),
    'union_by_name = true',
  );
}

function withinSql(begins: RollupFile['begins']): string {
  if (begins === 'all') return 'true';
  return begins.map(({ first, last }) => `("fromAt" >= ${first} AND "fromAt" <= ${last})`).join(' OR ');
}

/** The files whose rows say what readings say now, the oldest first. */
function filesOf(state: ManifestState, level: RollupLevel, { calendar, window = always }: RollupScope): RollupFile[] {
  const segments = listSegments(state, level).filter((segment) => touches(segment, window));
  if (segments.length === 0) return [];
  const slots = listSlots(state, level, extentOf(segments), calendar);
  return segments.flatMap((segment) => {
    const spanned = slots.filter(({ fromAt }) => fromAt >= segment.fromAt && fromAt < segment.toAt);
    const ownedCount = spanned.filter(({ owner }) => owner === segment).length;
    if (ownedCount === 0) return [];
    return [{ segment, begins: ownedCount === spanned.length ? 'all' : runsOf(spanned, segment, level) }];
  });
}

function extentOf(segments: readonly RollupSegment[]): Interval {
  return segments.reduce(
    (extent, { fromAt, toAt }) => ({ fromAt: Math.min(extent.fromAt, fromAt), toAt: Math.max(extent.toAt, toAt) }),
    { fromAt: always.toAt, toAt: always.fromAt },
  );
}

/** Buckets of minutes begin within their hour, all others with their slot. */
function runsOf(slots: readonly RollupSlot[], owner: RollupSegment, level: RollupLevel): RollupFile['begins'] {
  const runs: { first: number; last: number }[] = [];
  let isOpen = false;
  for (const slot of slots) {
    const isOwn = slot.owner === owner;
    const last = level === 'minute' ? slot.toAt - 1 : slot.fromAt;
    const run = runs.at(-1);
    if (isOwn && isOpen && run !== undefined) run.last = last;
    else if (isOwn) runs.push({ first: slot.fromAt, last });
    isOpen = isOwn;
  }
  return runs;
}
