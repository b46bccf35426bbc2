/** Readings in files: JSON Lines, or CSV with a header, sorted by time. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { GembaError, type ReadingQuality, readingQualities } from '../../model/index.ts';
import { parseInstant } from '../../time/index.ts';
import type { SentReading } from '../sent-reading.ts';

/** Names of the columns, or keys, that hold what a reading is. */
export interface ReadingColumns {
  readonly tag: string;
  readonly at: string;
  readonly value: string;
  readonly quality: string;
  readonly sequence: string;
}

export const readingColumns: ReadingColumns = {
  tag: 'tag',
  at: 'at',
  value: 'value',
  quality: 'quality',
  sequence: 'sequence',
};

/** A reading as a line of JSON; its time as RFC 3339. */
export function writeReadingLine({ at, ...reading }: SentReading): string {
  return `${JSON.stringify({ at: new Date(at).toISOString(), ...reading })}\n`;
}

/** Lines gathered before they are handed on. */
const chunkMax = 1_000;

/**
 * Reads a file of readings in chunks. A time is RFC 3339 with an offset, or epoch milliseconds; a value in CSV that is no
 * number is a text, an empty one null.
 *
 * @throws GembaError `data-file-missing`, `data-file-header`; `data-file-unreadable` naming file and line, also where a time is
 * before that of the line above
 */
export async function* readReadings(
  path: string,
  columns: ReadingColumns = readingColumns,
): AsyncGenerator<readonly SentReading[]> {
  const isJson = path.endsWith('.jsonl') || path.endsWith('.ndjson') || path.endsWith('.json');
  let header: readonly string[] | undefined;
  let formerAt = Number.NEGATIVE_INFINITY;
  let chunk: SentReading[] = [];
  for await (const { text, line } of readLines(path)) {
    if (text.trim() === '') continue;
    if (!isJson && header === undefined) {
      header = splitCsvLine(text);
      requireColumns(path, header, columns);
      continue;
    }
    const fields = isJson ? parseJsonLine(text, path, line) : fieldsOf(header as readonly string[], text);
    const reading = readingOf(fields, columns, isJson, `${path}:${line}`);
    if (reading.at < formerAt)
      throw broken(`${path}:${line}`, `its time is before that of the line above. Sort the file by ${columns.at}.`);
    formerAt = reading.at;
    chunk.push(reading);
    if (chunk.length < chunkMax) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Lines with their numbers, from 1. */
export async function* readLines(path: string): AsyncGenerator<{ readonly text: string; readonly line: number }> {
  let line = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY }))
      yield { text: line === 0 ? text.replace(/^\uFEFF/, '') : text, line: ++line };
  } catch (cause) {
    if (cause instanceof GembaError) throw cause;
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new GembaError(
      isMissing ? 'data-file-missing' : 'data-file-unreadable',
      isMissing ? `There is no file ${path}. Check the path.` : `Cannot read ${path}: ${(cause as Error).message}`,
      { cause, details: { path } },
    );
  }
}

/** Fields of a line of CSV (RFC 4180), without line ends within them; semicolons where the line has more of them. */
export function splitCsvLine(text: string): string[] {
  const delimiter = text.split(';').length > text.split(',').length ? ';' : ',';
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (isQuoted && character === '"' && text[i + 1] === '"') {
      field += '"';
      i++;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (character === delimiter && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field];
}

function readingOf(
  fields: Readonly<Record<string, unknown>>,
  columns: ReadingColumns,
  isJson: boolean,
  place: string,
): SentReading {
  const tag = fields[columns.tag];
  if (typeof tag !== 'string' || tag === '') throw broken(place, `no tag in \`${columns.tag}\`.`);
  const at = instantOf(fields[columns.at]);
  if (Number.isNaN(at))
    throw broken(
      place,
      `\`${columns.at}\` is ${JSON.stringify(fields[columns.at])}, not a time such as 2026-11-20T06:05:00Z or epoch milliseconds.`,
    );
  const quality = fields[columns.quality];
  const sequence = fields[columns.sequence];
  const isKnown = (readingQualities as readonly unknown[]).includes(quality);
  if (!isKnown && quality !== undefined && quality !== '' && quality !== 'good')
    throw broken(place, `\`${columns.quality}\` is ${JSON.stringify(quality)}, not good, uncertain or bad.`);
  return {
    tag,
    at,
    value: readingValueOf(fields[columns.value], isJson, place, columns.value),
    ...(isKnown ? { quality: quality as ReadingQuality } : {}),
    ...(sequence === undefined || sequence === '' ? {} : { sequence: Number(sequence) }),
  };
}

function instantOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : parseInstant(value.trim());
}

function readingValueOf(value: unknown, isJson: boolean, place: string, column: string): SentReading['value'] {
  if (!isJson) {
    const text = String(value ?? '').trim();
    if (text === '') return null;
    return Number.isFinite(Number(text)) ? Number(text) : text;
  }
  if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    return value;
  throw broken(
    place,
    `\`${column}\` is ${value === undefined ? 'missing' : 'no value'}: a number, text, boolean or null.`,
  );
}

function fieldsOf(header: readonly string[], text: string): Record<string, unknown> {
  const cells = splitCsvLine(text);
  return Object.fromEntries(header.map((name, i) => [name, cells[i] ?? '']));
}

function parseJsonLine(text: string, path: string, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below: it is no object either way.
  }
  throw broken(`${path}:${line}`, 'it is no JSON object. A line is one, such as {"tag":"a","at":"…","value":1}.');
}

function requireColumns(path: string, header: readonly string[], columns: ReadingColumns): void {
  const missing = [columns.tag, columns.at, columns.value].filter((name) => !header.includes(name));
  if (missing.length === 0) return;
  throw new GembaError(
    'data-file-header',
    `${path}:1: there is no column ${missing.join(', ')}; there are ${header.join(', ')}. Name them with --tag-column, --at-column and --value-column.`,
    { details: { path, missing } },
  );
}

function broken(place: string, what: string): GembaError {
  return new GembaError('data-file-unreadable', `${place}: ${what}`, { details: { place } });
}
