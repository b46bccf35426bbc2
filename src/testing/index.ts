export { type Mailbox, type MailboxOptions, type ReceivedMail, type Refusal, startMailbox } from './mailbox.ts';
export { createRecordingTransport, type RecordedDelivery, type RecordingTransport } from './recording-transport.ts';
export {
  type ArrivedDelivery,
  type ConformanceCheck,
  type TransportFixture,
  transportConformance,
} from './transport-conformance.ts';
