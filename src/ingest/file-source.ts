/** Files as a source: CSV and JSONL by a mapping, each row a fact or a refusal, the same however often it is read. */
import { GembaError } from '../model/index.ts';
import { createZone, type Zone } from '../time/index.ts';
import { Batch } from './batch.ts';
import type { ByteWindow } from './byte-window.ts';
import { type FileSourceConfig, followSecondsDefault } from './config.ts';
import { requireConstants } from './constants.ts';
import type { SourceContext } from './context.ts';
import { DataFile } from './data-file.ts';
import { type ListedFile, listFiles } from './file-list.ts';
import { FileLooks } from './file-looks.ts';
import { type FileProgress, forgetGone, parsePosition, writePosition } from './file-position.ts';
import { Identities } from './identities.ts';
import { decodeTextOf } from './open-reader.ts';
import type { RecordReader } from './record-reader.ts';
import { Refusals } from './refusals.ts';
import { RowDecoder } from './row-decoder.ts';
import type { Source, SourceBatch, SourceStart } from './source.ts';

/**
 * Opens files as a source.
 *
 * A finished file that has not changed (size, time of change, first and last 64 KiB) is skipped; any other is read from
 * its start, which identities make harmless. A file that changes while it is read is read again at the next start, and
 * a last row without a line end is left for then. One that a folder or pattern listed and that is gone when its turn
 * comes is skipped. Empty lines are no rows. The batches end early where the signal aborts; nothing is lost by it. A
 * file that cannot be read holds back no other: the first such failure is thrown behind the batches of all files.
 *
 * Where it is followed, a file that has changed since the look before, and not been at rest for `followMs`, counts as
 * still being written: a header that cannot be read and a last row without a line end are left for the next look.
 *
 * @throws GembaError `unknown-name` where the config's zone, equipment or state is none; while reading `data-file-missing`,
 * `data-file-unreadable`, `data-file-header`
 * @example
 * const source = createFileSource(config, context);
 * for await (const batch of source.batches({ position: undefined, signal })) await commit(batch);
 */
export function createFileSource(config: FileSourceConfig, context: SourceContext): Source {
  const zone = zoneOf(config, context);
  requireConstants(config.mapping, context);
  const looks = new FileLooks();
  const followMs = 1_000 * (config.followSeconds ?? followSecondsDefault);
  return {
    id: config.id,
    kind: config.kind,
    extent: 'finite',
    ...(followMs > 0 ? { followMs } : {}),
    batches: (start) => readFiles({ config, context, zone, looks, restMs: start.isFollowed ? followMs : 0 }, start),
    check: () => checkFiles(config, context),
  };
}

/** The zone of the source's local times. */
export function zoneOf(config: FileSourceConfig, context: SourceContext): Zone {
  if (config.zone === undefined) return context.zone;
  try {
    return createZone(config.zone);
  } catch (cause) {
    throw new GembaError(
      'unknown-name',
      `Source ${config.id}: there is no time zone '${config.zone}'. Write an IANA name such as Europe/Berlin.`,
      { cause, details: { source: config.id, zone: config.zone } },
    );
  }
}

/** Whether every file is there and has the columns; for a folder or pattern, those that are there. */
async function checkFiles(
  config: FileSourceConfig,
  context: SourceContext,
): Promise<{ readonly ok: boolean; readonly message: string }> {
  try {
    const files = await listFiles(pathsOf(config), config.kind, context.baseDir);
    for (const listed of files) {
      const file = await DataFile.open(listed);
      try {
        await file?.openReader(config);
      } finally {
        await file?.close();
      }
    }
    return { ok: true, message: `${files.length} ${files.length === 1 ? 'file' : 'files'} to read` };
  } catch (cause) {
    if (!(cause instanceof GembaError)) throw cause;
    return { ok: false, message: cause.message };
  }
}

function pathsOf({ path }: FileSourceConfig): readonly string[] {
  return typeof path === 'string' ? [path] : path;
}

interface FileLoadOptions {
  readonly config: FileSourceConfig;
  readonly context: SourceContext;
  readonly zone: Zone;
  readonly looks: FileLooks;
  /** How long a file must have been at rest to be taken for finished; 0: as it is when it is opened. */
  readonly restMs: number;
}

async function* readFiles(options: FileLoadOptions, { position, signal }: SourceStart): AsyncGenerator<SourceBatch> {
  const { config, context, looks } = options;
  const progress = parsePosition(position);
  const files = await listFiles(pathsOf(config), config.kind, context.baseDir);
  await forgetGone(progress, new Set(files.map(({ name }) => name)), context.baseDir);
  looks.keep(files);
  const load = new FileLoad(options, progress);
  let failure: { readonly cause: unknown } | undefined;
  for (const file of files) {
    try {
      yield* load.read(file, signal);
    } catch (cause) {
      // A bad file must not hold back the good ones.
      failure ??= { cause };
    }
  }
  if (signal.aborted) return;
  if (load.hasNews) yield load.take();
  if (failure !== undefined) throw failure.cause;
}

/** One start of the source: the batch that is being filled, over all of its files. */
class FileLoad {
  readonly #options: FileLoadOptions;
  readonly #config: FileSourceConfig;
  readonly #progress: Map<string, FileProgress>;
  readonly #batch: Batch;
  readonly #identities: Identities;
  readonly #refusals: Refusals;
  #hasProgress: boolean = false;

  constructor(options: FileLoadOptions, progress: Map<string, FileProgress>) {
    const { config, context } = options;
    this.#options = options;
    this.#config = config;
    this.#progress = progress;
    this.#batch = new Batch(context.batchRowsMax);
    this.#identities = new Identities(context.identityKey, config.id);
    this.#refusals = new Refusals(this.#batch, this.#identities, config.id, context.clock);
  }

  /** Whether there is anything to commit, be it only that a file without rows is done. */
  get hasNews(): boolean {
    return this.#hasProgress || this.#batch.received > 0;
  }

  take(): SourceBatch {
    this.#hasProgress = false;
    return {
      source: this.#config.id,
      identityBy: this.#config.mapping.key === undefined ? 'content' : 'key',
      ...this.#batch.take(),
      position: writePosition(this.#progress),
      // A file keeps its rows: nothing has to be told to it.
      ack: () => Promise.resolve(),
    };
  }

  async *read(listed: ListedFile, signal: AbortSignal): AsyncGenerator<SourceBatch> {
    const { looks, restMs, context } = this.#options;
    const progress = this.#progress.get(listed.name);
    if (signal.aborted || (await looks.isDoneStill(listed, progress))) return;
    const file = await DataFile.open(listed);
    if (file === undefined) return;
    const isAtRest = restMs === 0 || looks.isAtRest(file, context.clock(), restMs);
    try {
      if (!file.isDone(progress)) yield* this.#readOpen(file, isAtRest, signal);
    } catch (cause) {
      if (isAtRest || !(cause instanceof GembaError) || cause.code !== 'data-file-header') throw cause;
    } finally {
      await file.close();
    }
    looks.note(file);
  }

  async *#readOpen(file: DataFile, isAtRest: boolean, signal: AbortSignal): AsyncGenerator<SourceBatch> {
    const { listed } = file;
    const { window, reader } = await file.openReader(this.#config);
    const decoder = this.#decoderOf(window, reader);
    this.#identities.startFile();
    let rows = 0;
    let isWhole = true;
    for (;;) {
      while (reader.next()) {
        if (reader.isUnterminated && !(isAtRest && (await file.isUnchanged()))) {
          isWhole = false;
          break;
        }
        this.#readRow(reader, decoder, window, listed.baseName);
        rows++;
        if (!this.#batch.isFull) continue;
        this.#note(listed, file.progress(rows, false));
        yield this.take();
        if (signal.aborted) return;
      }
      if (window.ended) break;
      await file.fill(window);
      if (signal.aborted) return;
    }
    this.#note(listed, file.progress(rows, isWhole && (await file.isUnchanged())));
  }

  #note({ name }: ListedFile, progress: FileProgress): void {
    this.#progress.set(name, progress);
    this.#hasProgress = true;
  }

  #decoderOf(window: ByteWindow, reader: RecordReader): RowDecoder {
    return new RowDecoder({
      source: this.#config.id,
      mapping: this.#config.mapping,
      aliases: this.#config.aliases,
      context: this.#options.context,
      zone: this.#options.zone,
      batch: this.#batch,
      identities: this.#identities,
      window,
      reader,
      decodeText: decodeTextOf(this.#config),
    });
  }

  #readRow(reader: RecordReader, decoder: RowDecoder, window: ByteWindow, file: string): void {
    const batch = this.#batch;
    const { problem, line } = reader;
    batch.byteLength += reader.rawEnd - reader.rawStart;
    const refused =
      problem === undefined
        ? decoder.decode(file, line)
        : { problems: [problem], startAt: Number.NaN, endAt: Number.NaN };
    if (refused === undefined) return;
    const raw = window.bytes.subarray(reader.rawStart, reader.rawEnd);
    this.#refusals.add({ ...refused, raw, header: reader.header, file, line });
    batch.received++;
    batch.refused++;
  }
}
