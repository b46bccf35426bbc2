/** Replays recorded readings, or the rows of an export, as if they came now. */
import { appendFile, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { GembaError } from '../../model/index.ts';
import { parseInstant } from '../../time/index.ts';
import type { ReadingPublisher } from '../publishers/publisher.ts';
import type { SentReading } from '../sent-reading.ts';
import { type PlayProgress, type PlayResult, playReadings } from './play.ts';
import { type ReadingColumns, readingColumns, readLines, readReadings, splitCsvLine } from './reading-files.ts';

export interface ReplayOptions {
  readonly path: string;
  readonly columns?: ReadingColumns;
  /** Recorded time over time of the clock. */
  readonly speed: number;
  /** Whether times are shifted so that they are of now. */
  readonly isShifted: boolean;
  /** Whether it begins anew when it is over. */
  readonly isLooped: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PlayProgress) => void;
  /** UTC epoch ms. */
  readonly clock: () => number;
}

/** First and last time of a recording, and how many readings it has. */
export interface Recording {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly readings: number;
}

/**
 * Reads a whole recording once, so that what is wrong in it is told before anything is sent.
 *
 * @throws GembaError of `readReadings`; `data-file-unreadable` where there is no reading
 */
export async function surveyRecording(path: string, columns: ReadingColumns = readingColumns): Promise<Recording> {
  let [firstAt, lastAt, readings] = [Number.NaN, Number.NaN, 0];
  for await (const chunk of readReadings(path, columns)) {
    if (readings === 0) firstAt = (chunk[0] as SentReading).at;
    lastAt = (chunk.at(-1) as SentReading).at;
    readings += chunk.length;
  }
  if (readings === 0) throw new GembaError('data-file-unreadable', `${path} has no readings.`, { details: { path } });
  return { firstAt, lastAt, readings };
}

/**
 * Publishes a recording at its own spacing. Shifted times are of now: at speed 1 the first reading is of this instant; at
 * a higher speed the last one is, so that none is of the future.
 */
export async function replayReadings(publisher: ReadingPublisher, options: ReplayOptions): Promise<PlayResult> {
  const { path, columns, speed, isShifted, isLooped, signal, onProgress, clock } = options;
  const { firstAt, lastAt } = await surveyRecording(path, columns);
  let before = 0;
  const begunMs = performance.now();
  let behindMsMax = 0;
  for (;;) {
    const shiftMs = isShifted ? Math.round(clock() - (speed > 1 ? lastAt : firstAt)) : 0;
    const told = before;
    const played = await playReadings(readReadings(path, columns), {
      ...{ publisher, speed, startAt: firstAt, shiftMs },
      ...(signal === undefined ? {} : { signal }),
      onProgress: (progress) => onProgress?.({ ...progress, readings: told + progress.readings }),
    });
    before += played.readings;
    behindMsMax = Math.max(behindMsMax, played.behindMsMax);
    if (isLooped && !played.isStopped) continue;
    const elapsedMs = performance.now() - begunMs;
    return { ...played, readings: before, elapsedMs, readingsPerSecond: (before * 1_000) / elapsedMs, behindMsMax };
  }
}

export interface ReplayRowsOptions extends Omit<ReplayOptions, 'columns' | 'isShifted' | 'isLooped'> {
  /** Column of the time at which a row is complete, with an offset. */
  readonly column: string;
  /** File that rows are appended to; begun anew. */
  readonly into: string;
}

/**
 * Appends the rows of a CSV export to another file when they are due, as an MES that exports as it goes. The rows stay as
 * they are; their order is that of the column.
 *
 * @throws GembaError `data-file-missing`, `data-file-header`; `data-file-unreadable` naming file and line
 */
export async function replayRows({ path, into, column, ...options }: ReplayRowsOptions): Promise<PlayResult> {
  const { speed, signal, onProgress } = options;
  const { header, rows } = await readRows(path, column);
  await writeFile(into, `${header}\n`);
  const begunMs = performance.now();
  const startAt = rows[0]?.at ?? 0;
  const progress = (count: number, at: number | undefined): PlayProgress => {
    const elapsedMs = performance.now() - begunMs;
    return { readings: count, elapsedMs, readingsPerSecond: (count * 1_000) / Math.max(elapsedMs, 1), behindMs: 0, at };
  };
  let count = 0;
  while (count < rows.length && signal?.aborted !== true) {
    const dueAt = startAt + (performance.now() - begunMs) * speed;
    const due = rows.slice(count).filter(({ at }) => at <= dueAt);
    if (due.length > 0) {
      await appendFile(into, due.map(({ text }) => `${text}\n`).join(''));
      count += due.length;
      onProgress?.(progress(count, due.at(-1)?.at));
      continue;
    }
    const ms = ((rows[count] as Row).at - dueAt) / speed;
    await wait(Math.min(Math.max(ms, 1), 1_000), undefined, signal === undefined ? {} : { signal }).catch(
      () => undefined,
    );
  }
  return { ...progress(count, rows[count - 1]?.at), behindMsMax: 0, isStopped: count < rows.length };
}

interface Row {
  readonly at: number;
  readonly text: string;
}

async function readRows(
  path: string,
  column: string,
): Promise<{ readonly header: string; readonly rows: readonly Row[] }> {
  let header = '';
  let place = -1;
  const rows: Row[] = [];
  for await (const { text, line } of readLines(path)) {
    if (header === '') {
      header = text;
      const names = splitCsvLine(text);
      place = names.indexOf(column);
      if (place < 0)
        throw new GembaError(
          'data-file-header',
          `${path}:1: there is no column ${column}; there are ${names.join(', ')}. Name the one with the time with --at-column.`,
        );
      continue;
    }
    if (text.trim() === '') continue;
    const written = splitCsvLine(text)[place] ?? '';
    const at = parseInstant(written.trim());
    if (Number.isNaN(at))
      throw new GembaError(
        'data-file-unreadable',
        `${path}:${line}: \`${column}\` is '${written}', not a time with an offset such as 2026-11-20T06:05:00+01:00.`,
      );
    rows.push({ at, text });
  }
  return { header, rows: rows.sort((a, b) => a.at - b.at) };
}
