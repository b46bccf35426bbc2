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
  type CreateHistoryStore,
  type HistoryCheck,
  type HistoryStore,
  historyConformance,
} from './history-conformance.ts';
export { createJsonEncoder, type JsonEncoder, type JsonEncoderOptions, type JsonMessage } from './json/json-encoder.ts';
export { type Mailbox, type MailboxOptions, type ReceivedMail, type Refusal, startMailbox } from './mailbox.ts';
export type { Publication } from './publication.ts';
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
