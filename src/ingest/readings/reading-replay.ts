/** Replays the quarantine of a stream: refused readings are read again from the messages they came in. */
import { type FactTable, textAt } from '../../model/index.ts';
import { fromRawText } from '../raw-text.ts';
import { asReplayed } from '../refusals.ts';
import type { Source, SourceBatch, SourcePosition } from '../source.ts';
import { type MessageHeader, parseMessageHeader } from './message-header.ts';
import { ReadingBatchBuilder } from './reading-batch-builder.ts';
import type { Message, ReadingDecoder } from './reading-sink.ts';
import { decodeAgain } from './replayed-message.ts';

export interface ReadingReplayOptions {
  /** Id and kind of the source whose refusals are replayed. */
  readonly id: string;
  readonly kind: string;
  readonly identityKey: Uint8Array;
  /** As the source opens it, with the mappings, tags and aliases of now. */
  openDecoder(): Promise<ReadingDecoder>;
}

/**
 * A source over a quarantine. Each open refusal of this source whose reading passes now gives that reading and, under
 * its own identity, a refusal that says `replayed` and supersedes the open one; what fails again stays as it is. Where a
 * message has another number of readings than before, because the mapping has changed, all of it is taken: readings
 * known already are duplicates, and those refused now are new refusals. Readings are as old as when they were received;
 * filters of tags hold none of them back. A message whose bytes were cut cannot be replayed.
 *
 * @param refusals facts of kind `refusal`, of any source and status
 */
export function createReadingReplay(options: ReadingReplayOptions, refusals: FactTable<'refusal'>): Source {
  return {
    id: options.id,
    kind: options.kind,
    extent: 'finite',
    check: () => {
      const count = listMessages(options.id, refusals).reduce((sum, { rows }) => sum + rows.length, 0);
      return Promise.resolve({ ok: true, message: `${count} refused readings to replay` });
    },
    async *batches({ position, signal }) {
      const messages = listMessages(options.id, refusals);
      if (messages.length === 0) return;
      const decoder = await options.openDecoder();
      const builder = new ReadingBatchBuilder({
        source: options.id,
        identityKey: options.identityKey,
        isFiltering: false,
      });
      for (const message of messages) {
        if (signal.aborted) return;
        replay(message, decoder, builder, refusals);
        if (builder.isFull) yield batchOf(options.id, builder, position);
      }
      if (builder.length > 0) yield batchOf(options.id, builder, position);
    },
  };
}

/** A message with the rows of its open refusals. */
interface RefusedMessage {
  readonly header: MessageHeader;
  readonly raw: string;
  readonly rows: readonly number[];
}

/** Messages that can be read again, in order of receipt. */
function listMessages(source: string, { columns, length }: FactTable<'refusal'>): readonly RefusedMessage[] {
  const rows = Array.from({ length }, (_, row) => row).filter(
    (row) => textAt(columns.source, row) === source && textAt(columns.status, row) === 'open',
  );
  // By codes, not by texts: thousands of refusals share the bytes of one message.
  const byMessage = Map.groupBy(rows, (row) => `${columns.header.codes[row]} ${columns.raw.codes[row]}`);
  return [...byMessage.values()]
    .flatMap((group) => {
      const first = group[0] as number;
      const header = parseMessageHeader(textAt(columns.header, first));
      return header === undefined || header.isCut ? [] : [{ header, raw: textAt(columns.raw, first), rows: group }];
    })
    .sort((a, b) => a.header.receivedAt - b.header.receivedAt);
}

function replay(
  { header, raw, rows }: RefusedMessage,
  decoder: ReadingDecoder,
  builder: ReadingBatchBuilder,
  table: FactTable<'refusal'>,
): void {
  const { topic, receivedAt, isRetained, context } = header;
  const message: Message = { topic, payload: fromRawText(raw), receivedAt, isRetained, context };
  const again = decodeAgain(message, decoder);
  if (again.count !== header.readings) {
    if (again.added.size === 0) return;
    builder.addMessage(message, decoder);
    for (const row of rows) builder.supersedeRefusal(...asReplayed(table, row));
    return;
  }
  const ordinals = new Map(rows.map((row) => [table.columns.line[row] as number, row]));
  const passed = [...ordinals].filter(([ordinal]) => again.added.has(ordinal));
  if (passed.length === 0) return;
  builder.addMessage(message, again.only(new Set(passed.map(([ordinal]) => ordinal))));
  for (const [, row] of passed) builder.supersedeRefusal(...asReplayed(table, row));
}

function batchOf(id: string, builder: ReadingBatchBuilder, position: SourcePosition | undefined): SourceBatch {
  return {
    source: id,
    identityBy: 'key',
    ...builder.take(),
    position: position ?? {},
    ack: () => Promise.resolve(),
  };
}
