export {
  type BackupTargetCheck,
  type BackupTargetFixture,
  backupTargetConformance,
  type CreateBackupTargetFixture,
} from './backup-target-conformance.ts';
export {
  createFaultyDisk,
  type DiskFault,
  diskFaults,
  type FaultyDisk,
  type FaultyDiskOptions,
} from './faulty-disk.ts';
export {
  type FaultyProxy,
  type FaultyProxyOptions,
  type ProxyMode,
  proxyModes,
  startFaultyProxy,
} from './faulty-proxy.ts';
export {
  createFaultyPlace,
  type FaultyPlace,
  type FaultyPlaceOptions,
  type FaultyTarget,
  type TargetFault,
  targetFaults,
} from './faulty-target.ts';
export {
  type CreateHistoryStore,
  checkedTags,
  type HistoryCheck,
  type HistoryStore,
  historyConformance,
} from './history-conformance.ts';
export { createJsonEncoder, type JsonEncoder, type JsonEncoderOptions, type JsonMessage } from './json/json-encoder.ts';
export { mesMapping } from './live/mes-file.ts';
export { planSimulation, type SimulationPlan, type SimulationRequest } from './live/plan-simulation.ts';
export { openPlantFolder, type PlantFolder } from './live/plant-folder.ts';
export { type PlayOptions, type PlayProgress, type PlayResult, playReadings } from './live/play.ts';
export { type ReadingColumns, readingColumns, readReadings, writeReadingLine } from './live/reading-files.ts';
export { type LivePart, simulateInOrder } from './live/readings-in-order.ts';
export {
  type Recording,
  type ReplayOptions,
  type ReplayRowsOptions,
  replayReadings,
  replayRows,
  surveyRecording,
} from './live/replay.ts';
export { type RunSimulationOptions, runSimulation, type SimulationResult } from './live/run-simulation.ts';
export { openSimulatedPublisher, type SimulatedPublisherOptions } from './live/simulated-publisher.ts';
export { type Mailbox, type MailboxOptions, type ReceivedMail, type Refusal, startMailbox } from './mailbox.ts';
export { type JsonPublisherOptions, openJsonPublisher } from './publishers/json-publisher.ts';
export type {
  PublisherEvent,
  PublisherOptions,
  PublisherStatus,
  ReadingPublisher,
} from './publishers/publisher.ts';
export { openSparkplugPublisher, type SparkplugPublisherOptions } from './publishers/sparkplug-publisher.ts';
export { sparkplugNameOf } from './publishers/sparkplug-tags.ts';
export { createRecordingTransport, type RecordedDelivery, type RecordingTransport } from './recording-transport.ts';
export type { SentReading } from './sent-reading.ts';
export {
  type CreateSourceFixture,
  type SourceCheck,
  type SourceFixture,
  sourceConformance,
} from './source-conformance.ts';
export type { EdgeMetricConfig, EdgeReading } from './sparkplug/edge-metrics.ts';
export { type EdgeSession, SparkplugEdgeNode, type SparkplugEdgeNodeConfig } from './sparkplug/edge-node.ts';
export { encodeSparkplugPayload, type MetricInput, type PayloadInput } from './sparkplug/encode-payload.ts';
export { type SparkplugValue, type TableInput, toWireValue } from './sparkplug/metric-values.ts';
export {
  type ArrivedDelivery,
  type CreateTransportFixture,
  type TransportCheck,
  type TransportFixture,
  transportConformance,
} from './transport-conformance.ts';
