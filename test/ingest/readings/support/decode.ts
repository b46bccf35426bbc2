/** Messages through a decoder, with what comes out as plain records. */
import {
  type Aliases,
  createReadingDecoder,
  createTagTable,
  type ReadingMapping,
  type ReadingRefusal,
  type ReadingSink,
  readingMappingSchema,
} from 'gemba/ingest';
import type { EquipmentId, Tag } from 'gemba/model';

export const receivedAt: number = Date.parse('2026-11-20T06:05:00Z');

export interface AddedReading {
  readonly tag: string;
  readonly at: number;
  readonly value: number;
  readonly text: string;
  readonly quality: 0 | 1 | 2;
  readonly sequence: number;
}

export interface Decoded {
  readonly added: readonly AddedReading[];
  readonly refused: readonly ReadingRefusal[];
  readonly adjusted: readonly Parameters<ReadingSink['adjust']>[0][];
}

/** A number tag without limits, unless it says otherwise. */
export function tagOf(id: string, more: Partial<Tag> = {}): Tag {
  return {
    id,
    name: id,
    equipment: 'press-1' as EquipmentId,
    kind: 'measure',
    valueType: 'number',
    unit: '1',
    isDroppable: false,
    sourceNames: [],
    ...more,
  };
}

export interface DecodeOptions {
  readonly tags?: readonly Tag[];
  readonly aliases?: Aliases;
  readonly topic?: string;
  readonly receivedAt?: number;
  readonly isRetained?: boolean;
  readonly skewMs?: number;
  readonly messageBytesMax?: number;
}

/** What collects the calls of a decoder. */
export function createCollector(): Decoded & ReadingSink {
  const added: AddedReading[] = [];
  const refused: ReadingRefusal[] = [];
  const adjusted: Parameters<ReadingSink['adjust']>[0][] = [];
  return {
    added,
    refused,
    adjusted,
    add: ({ tag }, at, value, text, quality, sequence) =>
      void added.push({ tag: tag.id, at, value, text, quality, sequence }),
    refuse: (refusal) => void refused.push(refusal),
    adjust: (adjustment) => void adjusted.push(adjustment),
  };
}

/** One message by one mapping or several, each checked by the schema. A payload that is no bytes is written as JSON. */
export async function decode(
  mapping: ReadingMapping | readonly ReadingMapping[],
  payload: unknown,
  options: DecodeOptions = {},
): Promise<Decoded> {
  const decoder = await createReadingDecoder({
    mappings: [mapping].flat().map((one) => readingMappingSchema.parse(one)),
    tags: createTagTable(options.tags ?? [], options.aliases),
    ...(options.skewMs === undefined ? {} : { skewMs: () => options.skewMs as number }),
    ...(options.messageBytesMax === undefined ? {} : { messageBytesMax: options.messageBytesMax }),
  });
  const collector = createCollector();
  decoder.decode(
    {
      topic: options.topic ?? 'press-1',
      payload: payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload)),
      receivedAt: options.receivedAt ?? receivedAt,
      ...(options.isRetained === undefined ? {} : { isRetained: options.isRetained }),
    },
    collector,
  );
  return collector;
}

/** The codes and fields of what was refused. */
export function refusalsOf({ refused }: Decoded): readonly string[] {
  return refused.map(({ code, field }) => `${code} ${field}`.trim());
}
