/** What sources of readings share. Sources within ingest import from here. */
export { ClockSkew, type ClockSkewOptions } from './clock-skew.ts';
export type { ReadingMapping } from './mapping.ts';
export { readingMappingSchema } from './mapping-schema.ts';
export { type ReadingBatch, ReadingBatchBuilder, type ReadingBatchOptions } from './reading-batch-builder.ts';
export { createReadingDecoder, type ReadingDecoderOptions } from './reading-decoder.ts';
export { type NamedTag, ReadingEmitter } from './reading-emitter.ts';
export { createReadingReplay, type ReadingReplayOptions } from './reading-replay.ts';
export type {
  BoundTag,
  Message,
  ReadingAdjustment,
  ReadingDecoder,
  ReadingRefusal,
  ReadingSink,
} from './reading-sink.ts';
export { type ReadingRefusalCode, readingRefusalCodes, sparkplugRefusalCodes } from './refusal.ts';
export { createTagTable, type TagTable } from './tag-table.ts';
export { loadUcum } from './units/load-ucum.ts';
export { createUnitConverter } from './units/unit-converter.ts';
