/**
 * The rows of segments in SQL, whatever format they were written in. Readings of format 2 are stored without identity and
 * content, which their columns say already; such a row is known by tag, instant and sequence.
 */
import { type FactKind, factAxes, factColumns } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { named, parquetOf, parquetPathOf, quoted } from './duckdb.ts';
import type { Segment } from './manifest-state.ts';

/** What must be known of a segment to read it; `path` as DuckDB is to open it. */
export type SegmentFile = Pick<Segment, 'path' | 'format' | 'hasFractions'>;

export interface RowFilter {
  readonly window?: Interval | undefined;
  readonly places?: readonly string[] | undefined;
}

/** Columns by which a row is told from every other, besides its revision. */
export const readingKey = ['tag', 'at', 'sequence'] as const;
const hashKey = ['identityHigh', 'identityLow'] as const;
const readingNames = [...Object.keys(factColumns.reading), 'revision'];

/** Columns of a segment of superseded rows as it is written now. */
export function keyOf(kind: FactKind): readonly string[] {
  return kind === 'reading' ? readingKey : hashKey;
}

/**
 * A query for the rows of facts less those superseded. Instants are doubles, as in a table.
 *
 * @param superseded every one of the partitions the facts are of
 */
export function rowsSql(
  kind: FactKind,
  facts: readonly SegmentFile[],
  superseded: readonly SegmentFile[],
  filter: RowFilter = {},
): string {
  return kind === 'reading'
    ? readingRowsSql(facts, superseded, filter)
    : `select * from ${allRowsSql(kind, pathsOf(facts))} facts ${withoutHashed(superseded)} ${whereOf(kind, filter)}`;
}

/** Columns of numbers that files of before lack: there a fact has nothing in them. */
const laterColumns: Readonly<Partial<Record<FactKind, readonly string[]>>> = { refusal: ['receivedAt'] };

/** Every row of files of facts of one format, those superseded too, with all columns of their kind. */
export function allRowsSql(kind: FactKind, paths: readonly string[]): string {
  const later = laterColumns[kind];
  if (later === undefined) return parquetOf(paths);
  const absent = later.map((name) => `null::double as ${named(name)}`);
  const given = later.map((name) => `coalesce(${named(name)}, 'NaN'::double) as ${named(name)}`);
  return `(select * replace (${given.join(', ')}) from (
    select ${absent.join(', ')} where false
    union all by name select * from ${parquetOf(paths, 'union_by_name = true')}))`;
}

function readingRowsSql(facts: readonly SegmentFile[], superseded: readonly SegmentFile[], filter: RowFilter): string {
  const hashed = facts.filter(({ format }) => format === undefined);
  const fractional = facts.filter(({ format, hasFractions }) => format !== undefined && hasFractions === true);
  const whole = facts.filter(({ format, hasFractions }) => format !== undefined && hasFractions !== true);
  const where = whereOf('reading', filter);
  const columns = readingNames.map(named).join(', ');
  const parts: string[] = [];
  if (hashed.length > 0)
    parts.push(
      `select ${columns} from ${parquetOf(pathsOf(hashed))} facts
       ${withoutHashed(superseded.filter(({ format }) => format === undefined))} ${where}`,
    );
  if (fractional.length > 0) parts.push(`select ${columns} from ${parquetOf(pathsOf(fractional))} ${where}`);
  if (whole.length > 0) {
    const doubles = readingNames.map((name) => (name === 'at' ? '"at"::double as "at"' : named(name))).join(', ');
    parts.push(`select ${doubles} from ${parquetOf(pathsOf(whole))} ${whereOfWhole(filter)}`);
  }
  const rows = parts.join(' union all ');
  const keyed = superseded.filter(({ format }) => format !== undefined);
  if (keyed.length === 0) return rows;
  const key = [...readingKey, 'revision'].map((name) => `facts.${named(name)} = superseded.${named(name)}`);
  return `select facts.* from (${rows}) facts
    anti join ${parquetOf(pathsOf(keyed))} superseded on ${key.join(' and ')}`;
}

/** Rows of one file that lie as they were written, with `file_row_number`; of format 2. */
export function numberedRowsSql({ path, hasFractions }: SegmentFile, filter: RowFilter): string {
  const where = hasFractions === true ? whereOf('reading', filter) : whereOfWhole(filter);
  return `select * from read_parquet(${parquetPathOf(path)}, file_row_number = true) ${where}`;
}

function withoutHashed(superseded: readonly SegmentFile[]): string {
  if (superseded.length === 0) return '';
  return `anti join ${parquetOf(pathsOf(superseded))} superseded using (identityHigh, identityLow, revision)`;
}

function pathsOf(files: readonly SegmentFile[]): string[] {
  return files.map(({ path }) => path);
}

/** The condition of `touches`; places are pushed down to the files, which are sorted by them. */
function whereOf(kind: FactKind, { window, places }: RowFilter): string {
  return whereAll([...(window === undefined ? [] : [touchesSql(kind, window)]), ...placesSql(kind, places)]);
}

/** The same for instants that are whole numbers: compared as such, so that what a file says of them is made use of. */
function whereOfWhole({ window, places }: RowFilter): string {
  const within =
    window === undefined
      ? []
      : [`"at" >= ${integer(Math.ceil(window.fromAt))} and "at" < ${integer(Math.ceil(window.toAt))}`];
  return whereAll([...within, ...placesSql('reading', places)]);
}

function whereAll(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
}

function placesSql(kind: FactKind, places: readonly string[] | undefined): readonly string[] {
  return places === undefined ? [] : [`${named(factAxes[kind].place)} in (${places.map(quoted).join(', ')})`];
}

/** Written out, as a number of many digits would be with an exponent. */
function integer(value: number): string {
  return BigInt(Math.max(-8.64e15, Math.min(8.64e15, value))).toString();
}

/** The condition of `touches` in SQL, absent times touching nothing. */
function touchesSql(kind: FactKind, { fromAt, toAt }: Interval): string {
  const start = named(factAxes[kind].start);
  const end = named(factAxes[kind].end);
  const from = `${fromAt}::double`;
  const to = `${toAt}::double`;
  const instant = `${start} >= ${from} and ${start} < ${to}`;
  if (start === end) return `isfinite(${start}) and ${instant}`;
  const isDated = `isfinite(${start}) and isfinite(${end})`;
  // A window of no length is an instant that an interval may contain.
  const interval =
    fromAt === toAt ? `${from} >= ${start} and ${from} < ${end}` : `${start} < ${to} and ${end} > ${from}`;
  return `${isDated} and case when ${start} = ${end} then ${instant} else ${interval} end`;
}
