/** Opens the reader of a file's format over a window. */
import type { ByteWindow } from './byte-window.ts';
import { type FileMapping, type FileSourceConfig, recordBytesDefault } from './config.ts';
import { CsvReader } from './csv-reader.ts';
import { type JsonField, JsonReader } from './json-reader.ts';
import { columnOf, listColumns } from './mapped-columns.ts';
import { createTextDecoder, type DecodeText } from './text-decoder.ts';

export function recordBytesMaxOf(config: Pick<FileSourceConfig, 'recordBytesMax'>): number {
  return config.recordBytesMax ?? recordBytesDefault;
}

/** How the values that the reader lays out are to be decoded. Those of JSON are laid out as UTF-8. */
export function decodeTextOf(config: FileSourceConfig): DecodeText {
  return createTextDecoder(config.kind === 'jsonl' ? 'utf-8' : (config.encoding ?? 'utf-8'));
}

export function openJson(config: FileSourceConfig, window: ByteWindow): JsonReader {
  return new JsonReader(window, {
    fields: listColumns(config.mapping).map((path) => jsonField(config, path)),
    encoding: config.encoding ?? 'utf-8',
    recordBytesMax: recordBytesMaxOf(config),
  });
}

export type CsvConfig = Pick<FileSourceConfig, 'delimiter' | 'encoding' | 'recordBytesMax'>;

export function openCsv(config: CsvConfig, window: ByteWindow): CsvReader {
  return new CsvReader(window, {
    delimiter: config.delimiter ?? ',',
    isUtf8: (config.encoding ?? 'utf-8') === 'utf-8',
    recordBytesMax: recordBytesMaxOf(config),
  });
}

/** Takes the CSV record just read as the header. */
export function takeHeader(reader: CsvReader, config: CsvConfig, window: ByteWindow): void {
  const decodeText = createTextDecoder(config.encoding ?? 'utf-8');
  reader.takeHeader(
    Array.from({ length: reader.fieldCount }, (_, i) =>
      decodeText(window.bytes, reader.starts[i] as number, reader.ends[i] as number),
    ),
  );
}

/** The mapped columns that a header lacks, or has more than once. */
export function listUnreadable(mapping: FileMapping, fields: readonly string[]): readonly string[] {
  return listColumns(mapping).filter((column) => fields.filter((field) => field === column).length !== 1);
}

function jsonField({ mapping }: FileSourceConfig, path: string): JsonField {
  const { operators } = mapping;
  const isOperators = columnOf(mapping, 'operators') === path;
  const counts = ['orderCount', 'completedCount', 'scrapCount', 'holdCount'] as const;
  const isComma = counts.some((name) => {
    const entry = mapping[name];
    return typeof entry === 'object' && 'decimal' in entry && entry.column === path && entry.decimal === ',';
  });
  return {
    path,
    separator: isOperators && typeof operators === 'object' ? operators.separator : undefined,
    decimal: isComma ? ',' : '.',
  };
}
