/**
 * What Parquet files say of their parts (row groups), so that a column that is the same in all rows asked for is not read. Most
 * text columns are: of a plant's readings quality and source, of a tag's its text. Files never change, so what was learnt of one
 * is kept, by its checksum and up to a bound; no answer depends on it.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { named, parquetMetadataOf, parquetOf, quoted } from '../duckdb.ts';

/** Parts of which is kept what they say, of all files together: 10 MB or so. */
const partsMax = 20_000;
/** Of more files at once that are not known yet nothing is learnt: their rows say it in one query. */
const filesMax = 16;

export interface StatedColumns {
  /** By which rows are sorted, and looked for. */
  readonly place: string;
  readonly texts: readonly string[];
  /** Whole numbers. */
  readonly counts: readonly string[];
  /** Numbers of which is asked whether all are absent: NaN, or NULL. */
  readonly numbers: readonly string[];
}

export interface StatedFile {
  readonly path: string;
  readonly sha256: string;
}

export interface KnownColumns {
  /** Columns with one value in all parts that may hold a row of the places; NaN for absent numbers. */
  readonly constants: ReadonlyMap<string, string | number>;
  /** Rows of these parts. */
  readonly rowsMax: number;
}

export interface FileStatistics {
  /**
   * @param files of one table, `path` as DuckDB opens it
   * @param places only rows of these count; default all
   * @returns undefined where too many files are not known yet
   */
  find(
    connection: DuckDBConnection,
    columns: StatedColumns,
    files: readonly StatedFile[],
    places?: readonly string[],
  ): Promise<KnownColumns | undefined>;
}

interface FilePart {
  readonly rowCount: number;
  /** First and last place as UTF-8; undefined where the file does not say. */
  readonly span: readonly [Buffer, Buffer] | undefined;
  readonly constants: ReadonlyMap<string, string | number>;
}

export function createFileStatistics(limits: { readonly partsMax: number } = { partsMax }): FileStatistics {
  const known = new Map<string, readonly FilePart[]>();
  let partCount = 0;
  const keep = (sha256: string, parts: readonly FilePart[]): void => {
    if (known.has(sha256)) return;
    known.set(sha256, parts);
    partCount += parts.length;
    for (const [oldest, { length }] of known) {
      if (partCount <= limits.partsMax) break;
      known.delete(oldest);
      partCount -= length;
    }
  };
  return {
    async find(connection, columns, files, places) {
      const missing = files.filter(({ sha256 }) => !known.has(sha256));
      if (missing.length > filesMax) return undefined;
      const learnt = new Map<string, readonly FilePart[]>();
      for (const { path, sha256 } of missing) learnt.set(sha256, await readParts(connection, columns, path));
      const parts = files.flatMap(({ sha256 }) => {
        const own = known.get(sha256) ?? (learnt.get(sha256) as readonly FilePart[]);
        // Used last, so given up last.
        if (known.delete(sha256)) known.set(sha256, own);
        return own;
      });
      for (const [sha256, own] of learnt) keep(sha256, own);
      return joinParts(columns, parts, places);
    },
  };
}

function joinParts(
  { texts, counts, numbers }: StatedColumns,
  all: readonly FilePart[],
  places: readonly string[] | undefined,
): KnownColumns {
  const wanted = places?.map((place) => Buffer.from(place));
  const parts = wanted === undefined ? all : all.filter((part) => wanted.some((place) => mayHold(part, place)));
  const constants = new Map<string, string | number>();
  const [first] = parts;
  for (const name of first === undefined ? [] : [...texts, ...counts, ...numbers]) {
    const value = first?.constants.get(name);
    if (value !== undefined && parts.every((part) => Object.is(part.constants.get(name), value)))
      constants.set(name, value);
  }
  return { constants, rowsMax: parts.reduce((sum, { rowCount }) => sum + rowCount, 0) };
}

function mayHold({ span }: FilePart, place: Buffer): boolean {
  return span === undefined || (span[0].compare(place) <= 0 && span[1].compare(place) >= 0);
}

async function readParts(
  connection: DuckDBConnection,
  { place, texts, counts, numbers }: StatedColumns,
  path: string,
): Promise<readonly FilePart[]> {
  const stated = (what: string, name: string, condition: string): string =>
    `max(${what}) filter (where path_in_schema = ${quoted(name)} and ${condition})`;
  const hasAll = 'stats_null_count = 0';
  const isOne = `${hasAll} and stats_min_value = stats_max_value`;
  // Bounds are not stated where a double is none, or not finite.
  const isUnbounded = `${hasAll} and type = 'DOUBLE' and stats_min_value is null and stats_max_value is null`;
  const isAbsent = `(stats_null_count = num_values or (${isUnbounded} and stats_distinct_count = 1))`;
  const selected = [
    'any_value(row_group_num_rows)::double',
    stated('stats_min_value', place, hasAll),
    stated('stats_max_value', place, hasAll),
    ...[...texts, ...counts].map((name) => stated('stats_min_value', name, isOne)),
    ...numbers.map((name) => stated('1', name, isAbsent)),
  ];
  const reader = await connection.runAndReadAll(
    `select ${selected.join(', ')} from ${parquetMetadataOf(path)} group by row_group_id order by row_group_id`,
  );
  const rows = reader.getRows() as [number, string | null, string | null, ...(string | number | null)[]][];
  const firstNumber = 3 + texts.length + counts.length;
  const maybeAbsent = numbers.filter((_, i) => rows.some((row) => row[firstNumber + i] !== null));
  const infinite = await findInfinite(connection, maybeAbsent, path);
  return rows.map(([rowCount, from, to, ...values]) => {
    const constants = new Map<string, string | number>();
    for (const [i, name] of [...texts, ...counts, ...numbers].entries()) {
      const value = values[i];
      if (value === null || value === undefined || infinite.has(name)) continue;
      constants.set(name, i < texts.length ? value : i < texts.length + counts.length ? Number(value) : Number.NaN);
    }
    const span = from === null || to === null ? undefined : ([Buffer.from(from), Buffer.from(to)] as const);
    return { rowCount, span, constants };
  });
}

async function findInfinite(
  connection: DuckDBConnection,
  names: readonly string[],
  path: string,
): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const asked = names.map((name) => `bool_or(isinf(${named(name)}::double))`);
  const reader = await connection.runAndReadAll(`select ${asked.join(', ')} from ${parquetOf([path])}`);
  const [answers = []] = reader.getRows();
  return new Set(names.filter((_, i) => answers[i] === true));
}
