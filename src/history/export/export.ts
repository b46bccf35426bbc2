/** Facts and answers as files for other tools. */
import { emptyTable, type FactKind, GembaError } from '../../model/index.ts';
import type { Zone } from '../../time/index.ts';
import type { HistorySnapshot, ScanQuery } from '../port.ts';
import type { QueryTable } from '../queries/table.ts';
import { csvHeader, csvRows } from './csv.ts';
import { writeParquet } from './parquet.ts';
import { type Sheet, sheetOfAnswer, sheetOfFacts } from './sheet.ts';
import { writeTexts, writeWholeFile } from './whole-file.ts';

/** `csv`: RFC 4180, UTF-8; `parquet`: columns of the same names, typed. `docs/export.md` has both. */
export const exportFormats = ['csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportOptions {
  readonly format: ExportFormat;
  /** The file; one of its name is replaced once the new one is whole. */
  readonly path: string;
  /** Whose offset instants have in CSV: the plant's. */
  readonly zone: Pick<Zone, 'format'>;
  readonly signal?: AbortSignal;
  /** Rows written so far. */
  readonly onProgress?: (rowCount: number) => void;
}

export interface ExportedFile {
  /** Absolute. */
  readonly path: string;
  readonly rowCount: number;
  readonly sizeBytes: number;
}

export interface ExportFactsOptions<K extends FactKind>
  extends ExportOptions,
    Pick<ScanQuery<K>, 'kind' | 'window' | 'places'> {
  readonly snapshot: Pick<HistorySnapshot, 'scan'>;
}

/** Facts of a batch: so much is in memory at once. */
const rowsMax = 250_000;

/**
 * Writes the facts of a kind that touch a window to a file, in the order of `scan`: by stretches of time, within each by place
 * and time. Memory is bounded for any window. People are tokens, and bytes of refused rows are left out. A file that was
 * broken off is never at the path.
 *
 * Throws `output-unwritable`, naming the file; `aborted`; and what reading throws.
 *
 * @example
 * await exportFacts({ snapshot, kind: 'reading', window, places: ['lathe-7.speed'], format: 'parquet', path: 'speed.parquet', zone })
 */
export function exportFacts<K extends FactKind>(options: ExportFactsOptions<K>): Promise<ExportedFile> {
  const { snapshot, kind, window, places, signal } = options;
  const query = { kind, window, rowsMax, ...(places && { places }), ...(signal && { signal }) };
  const nothing = sheetOfFacts({ ...emptyTable(kind), versions: new Uint32Array(0) });
  return writeSheets(options, nothing, mapped(snapshot.scan(query), sheetOfFacts));
}

/**
 * Writes answers of queries to a file, one after the other; all have the same columns. Give those of a few tags at a time, and
 * memory is bounded.
 *
 * Throws `output-unwritable`, naming the file; `aborted`; `usage` where there is no answer at all; and what the answers throw.
 */
export async function exportTables(
  options: ExportOptions & { readonly tables: AsyncIterable<QueryTable<unknown>> },
): Promise<ExportedFile> {
  const sheets = mapped(options.tables, sheetOfAnswer);
  const first = await sheets.next();
  if (first.done === true) throw new GembaError('usage', 'There is no answer to export, not even an empty one.');
  const nothing = { ...first.value, length: 0 };
  return await writeSheets(options, nothing, joined(first.value, sheets));
}

/** @param nothing a sheet without rows, which says the columns */
async function writeSheets(
  { format, path, zone, signal, onProgress }: ExportOptions,
  nothing: Sheet,
  sheets: AsyncIterable<Sheet>,
): Promise<ExportedFile> {
  let rowCount = 0;
  const counted = mapped(sheets, (sheet) => {
    throwIfAborted(signal);
    rowCount += sheet.length;
    onProgress?.(rowCount);
    return sheet;
  });
  const written = await writeWholeFile(path, async (temporary, onDisk) => {
    if (format === 'parquet') await writeParquet(temporary, nothing, counted, onDisk);
    else await writeTexts(temporary, csvTexts(nothing, counted, zone), onDisk);
    throwIfAborted(signal);
  });
  return { ...written, rowCount };
}

async function* csvTexts(
  nothing: Sheet,
  sheets: AsyncIterable<Sheet>,
  zone: ExportOptions['zone'],
): AsyncGenerator<string> {
  yield csvHeader(nothing.outside);
  for await (const sheet of sheets) yield* csvRows(sheet, zone);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new GembaError('aborted', 'The export was stopped.', { cause: signal.reason });
}

async function* mapped<From, To>(
  items: AsyncIterable<From>,
  map: (item: From) => To,
): AsyncGenerator<To, void, undefined> {
  for await (const item of items) yield map(item);
}

async function* joined<Item>(first: Item, rest: AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
  yield first;
  yield* rest;
}
