export { type Aliases, aliasesSchema, resolveAlias, type TagAlias } from './aliases.ts';
export { decodeBatch, encodeBatch } from './buffer/batch-codec.ts';
export type { BufferFile, BufferFiles } from './buffer/buffer-files.ts';
export {
  type BufferDamage,
  type BufferedBatch,
  type BufferedRecord,
  type BufferLane,
  type BufferLoss,
  type BufferPlace,
  type BufferStatus,
  type BufferTruncation,
  bufferLanes,
  type FactBuffer,
} from './buffer/fact-buffer.ts';
export { type BufferInspection, inspectFactBuffer } from './buffer/inspect-buffer.ts';
export { type LossName, parseLossFile } from './buffer/loss-file.ts';
export { nodeFiles } from './buffer/node-files.ts';
export { type FactBufferOptions, openFactBuffer } from './buffer/open-fact-buffer.ts';
export { parseSegmentName, type SegmentName } from './buffer/segment-format.ts';
export { type BufferStep, bufferSteps } from './buffer/steps.ts';
export {
  type Encoding,
  type FactByColumn,
  type FactRule,
  type FileMapping,
  type FileSourceConfig,
  fileSourceSchema,
} from './config.ts';
export type { SourceContext } from './context.ts';
export { type CsvSample, readCsvSample } from './csv-sample.ts';
export { createFileSource } from './file-source.ts';
export type { FreshFacts, FreshItem, FreshSettled, FreshSkipped } from './fresh/fresh-item.ts';
export type { FreshBounds } from './fresh/fresh-queue.ts';
export {
  createFreshStream,
  type FreshStream,
  type FreshSubscribeOptions,
  type FreshSubscription,
} from './fresh/fresh-stream.ts';
export { fromGapTable, type GapRecord, gapSourceId } from './gaps/gap-record.ts';
export type { BrokerConfig, MqttTls } from './mqtt/broker-config.ts';
export { type MqttSourceConfig, type MqttSubscription, mqttSourceSchema } from './mqtt/config.ts';
export { describeFailure as describeBrokerFailure } from './mqtt/failure.ts';
export { createMqttDecoder } from './mqtt/mqtt-decoder.ts';
export { createMqttSource } from './mqtt/mqtt-source.ts';
export type { Publication } from './mqtt/publication.ts';
export {
  type FactSink,
  type Ingest,
  type IngestEvent,
  type IngestOptions,
  type IngestStatus,
  type IngestStep,
  ingestSteps,
} from './pipeline/ingest.ts';
export { openIngest, runIngest } from './pipeline/open-ingest.ts';
export { mayHaveCounted } from './pipeline/position.ts';
export { selectRows } from './pipeline/select-rows.ts';
export type { SourceConnection, SourceStatus } from './pipeline/source-watch.ts';
export { systemTimers, type Timers } from './pipeline/timers.ts';
export { countWaiting } from './pipeline/waiting.ts';
export {
  type BoundTag,
  ClockSkew,
  createReadingDecoder,
  createReadingReplay,
  createTagTable,
  type Message,
  type ReadingBatch,
  ReadingBatchBuilder,
  type ReadingBatchOptions,
  type ReadingDecoder,
  type ReadingDecoderOptions,
  type ReadingMapping,
  type ReadingRefusal,
  type ReadingRefusalCode,
  type ReadingReplayOptions,
  type ReadingSink,
  readingMappingSchema,
  readingRefusalCodes,
  sparkplugRefusalCodes,
  type TagTable,
} from './readings/index.ts';
export { type RefusalCode, type RowProblem, refusalCodes } from './refusal-codes.ts';
export { createReplaySource } from './replay-source.ts';
export type {
  Discovered,
  DiscoverOptions,
  Source,
  SourceBatch,
  SourceEvent,
  SourcePosition,
  SourceStart,
} from './source.ts';
export { type SparkplugSourceConfig, sparkplugSourceSchema } from './sparkplug/config.ts';
export { type DataType as SparkplugDataType, dataTypes as sparkplugDataTypes } from './sparkplug/data-types.ts';
export { decodePayload as decodeSparkplugPayload } from './sparkplug/decode-payload.ts';
export type {
  DataSet as SparkplugDataSet,
  Metric as SparkplugMetric,
  PropertySet as SparkplugPropertySet,
  SparkplugPayload,
  Template as SparkplugTemplate,
  TemplateParameter as SparkplugTemplateParameter,
  WireValue as SparkplugWireValue,
} from './sparkplug/payload.ts';
export { rebirthMetric as sparkplugRebirthMetric } from './sparkplug/rebirth-command.ts';
export { createSparkplugDecoder } from './sparkplug/sparkplug-decoder.ts';
export { createSparkplugSource } from './sparkplug/sparkplug-source.ts';
export { isId as isSparkplugId, sparkplugNamespace } from './sparkplug/topic.ts';
