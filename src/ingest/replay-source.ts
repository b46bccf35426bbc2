/** Replays the quarantine: refused rows run through the mapping again, after it or the plant has been corrected. */
import { type FactTable, textAt } from '../model/index.ts';
import type { Zone } from '../time/index.ts';
import { Batch } from './batch.ts';
import { ByteWindow } from './byte-window.ts';
import type { FileSourceConfig } from './config.ts';
import type { SourceContext } from './context.ts';
import { zoneOf } from './file-source.ts';
import { Identities } from './identities.ts';
import { decodeTextOf, listUnreadable, openCsv, openJson, recordBytesMaxOf, takeHeader } from './open-reader.ts';
import { fromRawText } from './raw-text.ts';
import type { RecordReader } from './record-reader.ts';
import { asReplayed, Refusals } from './refusals.ts';
import { RowDecoder } from './row-decoder.ts';
import type { Source, SourceBatch, SourcePosition } from './source.ts';

/**
 * A source over a quarantine. Each open refusal of this source whose row passes now gives its fact and, under its own
 * identity, a refusal that says `replayed` and supersedes the open one; what fails again stays as it is and is not
 * counted as received again. The source's position does not move. Rows refused as `too-long` were cut and cannot be
 * replayed: raise `recordBytesMax` and deliver the file again.
 *
 * Ordinals count among the replayed rows alone. So a replayed row that maps to exactly the same fact as one which its
 * file had in other bytes is taken for a duplicate of it.
 *
 * @param refusals facts of kind `refusal`, of any source and status
 * @throws GembaError `unknown-name` where the config's zone is none
 */
export function createReplaySource(
  config: FileSourceConfig,
  context: SourceContext,
  refusals: FactTable<'refusal'>,
): Source {
  const zone = zoneOf(config, context);
  return {
    id: config.id,
    kind: config.kind,
    extent: 'finite',
    check: () => Promise.resolve({ ok: true, message: `${openCount(config.id, refusals)} refused rows to replay` }),
    async *batches({ position, signal }) {
      const replay = new Replay(config, context, refusals, position ?? {});
      for (const [header, rows] of listOpen(config.id, refusals)) {
        const decode = replay.openDecoder(header, zone);
        for (const row of rows) {
          if (signal.aborted) return;
          if (decode(row)) replay.supersede(row);
          if (replay.isFull) yield replay.take();
        }
      }
      if (replay.hasFacts) yield replay.take();
    },
  };
}

function openCount(source: string, refusals: FactTable<'refusal'>): number {
  return [...listOpen(source, refusals).values()].reduce((sum, rows) => sum + rows.length, 0);
}

/** Row numbers of this source's open refusals, in order of file and line, by their header. */
function listOpen(source: string, { columns, length }: FactTable<'refusal'>): ReadonlyMap<string, readonly number[]> {
  const open = Array.from({ length }, (_, row) => row).filter(
    (row) =>
      textAt(columns.source, row) === source &&
      textAt(columns.status, row) === 'open' &&
      textAt(columns.code, row) !== 'too-long',
  );
  const fileOf = (row: number): string => textAt(columns.file, row);
  open.sort((a, b) =>
    fileOf(a) === fileOf(b)
      ? (columns.line[a] as number) - (columns.line[b] as number)
      : fileOf(a) < fileOf(b)
        ? -1
        : 1,
  );
  return Map.groupBy(open, (row) => textAt(columns.header, row));
}

class Replay {
  readonly #config: FileSourceConfig;
  readonly #context: SourceContext;
  readonly #table: FactTable<'refusal'>;
  readonly #position: SourcePosition;
  readonly #batch: Batch = new Batch();
  readonly #identities: Identities;
  readonly #refusals: Refusals;

  constructor(config: FileSourceConfig, context: SourceContext, table: FactTable<'refusal'>, position: SourcePosition) {
    this.#config = config;
    this.#context = context;
    this.#table = table;
    this.#position = position;
    this.#identities = new Identities(context.identityKey, config.id);
    this.#refusals = new Refusals(this.#batch, this.#identities, config.id, context.clock);
  }

  get isFull(): boolean {
    return this.#batch.isFull;
  }

  get hasFacts(): boolean {
    return this.#batch.received > 0;
  }

  /** What decodes a refusal's row into the batch, and says whether it passed. */
  openDecoder(header: string, zone: Zone): (row: number) => boolean {
    const window = new ByteWindow(recordBytesMaxOf(this.#config));
    const reader = this.#openReader(header, window);
    if (reader === undefined) return () => false;
    const decoder = new RowDecoder({
      source: this.#config.id,
      mapping: this.#config.mapping,
      aliases: this.#config.aliases,
      context: this.#context,
      zone,
      batch: this.#batch,
      identities: this.#identities,
      window,
      reader,
      decodeText: decodeTextOf(this.#config),
    });
    const { raw, file, line } = this.#table.columns;
    return (row) => {
      const bytes = fromRawText(textAt(raw, row));
      window.hold(bytes);
      const isRecord = reader.next() && reader.problem === undefined && reader.rawEnd === bytes.length;
      const passed = isRecord && decoder.decode(textAt(file, row), line[row] as number) === undefined;
      // Behind a broken row the reader may still be looking for a line end.
      while (reader.next());
      return passed;
    };
  }

  /** Says of a refusal that its row was let in. */
  supersede(row: number): void {
    this.#refusals.supersede(...asReplayed(this.#table, row));
  }

  /** The reader behind the rows' own header; undefined where that lacks a column the mapping names now. */
  #openReader(header: string, window: ByteWindow): RecordReader | undefined {
    if (this.#config.kind === 'jsonl') return openJson(this.#config, window);
    const reader = openCsv(this.#config, window);
    window.hold(fromRawText(header));
    if (!reader.next() || reader.problem !== undefined) return undefined;
    takeHeader(reader, this.#config, window);
    return listUnreadable(this.#config.mapping, reader.fields).length > 0 ? undefined : reader;
  }

  take(): SourceBatch {
    return {
      source: this.#config.id,
      identityBy: this.#config.mapping.key === undefined ? 'content' : 'key',
      ...this.#batch.take(),
      position: this.#position,
      ack: () => Promise.resolve(),
    };
  }
}
