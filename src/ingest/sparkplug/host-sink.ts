/** What a host makes of the messages that go in: readings, refusals, events, and what to publish. */
import type { Publication } from '../mqtt/publication.ts';
import type { ReadContext } from './read-context.ts';
import type { NodeMessage, SparkplugMessage } from './sparkplug-message.ts';

/** Beyond 2^53 a whole number is a `bigint`; null: the node says that there is no value. */
export type SparkplugReadingValue = number | bigint | boolean | string | null;

export type SparkplugRefusalCode =
  | 'malformed' // no Sparkplug payload
  | 'unknown-topic'
  | 'too-many' // nodes of the host, devices of a node
  | 'missing-sequence' // or one that is not 0 to 255
  | 'no-birth' // of its node or device
  | 'before-birth' // older than the node's birth, and out of order
  | 'unknown-alias'
  | 'missing-name' // and no alias
  | 'missing-type'
  | 'missing-time'
  | 'missing-value'
  | 'wrong-value'; // not of its data type

/** Why a message is not read. */
export type DropReason =
  | 'duplicate'
  | 'retained' // births and data that the broker had kept say nothing of now
  | 'older-birth'
  | 'stale-death' // of a session that is not the current one
  | 'other-host'; // a command, or the state of a host: for others

export type SparkplugEvent =
  | { readonly kind: 'node-online'; readonly scope: string; readonly at: number; readonly isRebirth: boolean }
  /** All tags of the node and of its devices are stale from then on: a gap, not a reading. */
  | { readonly kind: 'node-offline'; readonly scope: string; readonly at: number; readonly reason: string }
  | { readonly kind: 'device-online'; readonly scope: string; readonly at: number }
  /** All tags of the device are stale from then on. */
  | { readonly kind: 'device-offline'; readonly scope: string; readonly at: number }
  /** Messages of the node are missing between; how many, where the numbers tell. */
  | {
      readonly kind: 'sequence-jump';
      readonly scope: string;
      readonly fromAt: number;
      readonly toAt: number;
      readonly missingCount: number | undefined;
    }
  /** What its engineer should know and can mend. */
  | { readonly kind: 'notice'; readonly scope: string; readonly at: number; readonly message: string };

/** Why a node is asked for its births. */
export type RebirthReason = 'missing-messages' | 'no-birth' | 'unknown-metric' | 'reconnected';

/** Takes the readings of messages, and what of a message is refused. */
export interface MetricSink {
  /** A message is read by this part of the births; its readings and refusals follow, then `end`. */
  begin(message: NodeMessage, context: ReadContext): void;
  /**
   * A reading of the message that was begun. Its metric is `index` of the metrics of `parent`: that is empty, or the place
   * of a template such as `metrics[3].`.
   *
   * @param at - UTC epoch ms, of the metric, else of its message
   * @param quality - 0 good, 1 uncertain, 2 bad
   * @param isHistorical - it was kept back by the node and is older than what it has sent before
   */
  addReading(
    tag: string,
    at: number,
    value: SparkplugReadingValue,
    quality: 0 | 1 | 2,
    isHistorical: boolean,
    parent: string,
    index: number,
  ): void;
  /** A reading that its node does not want to be kept. */
  addTransient(tag: string): void;
  /** @param field - which metric, such as `metrics[3]`; empty: the whole message, and none is begun */
  refuse(code: SparkplugRefusalCode, message: SparkplugMessage, field: string, expected: string): void;
  end(): void;
}

/**
 * Takes what a host makes of the messages it is given. Each message comes to exactly one of `begin`, `apply`, `drop`, and
 * `refuse` with an empty field; one that waits for another does so later.
 */
export interface HostSink extends MetricSink {
  /** A message was read that has no readings. */
  apply(message: SparkplugMessage): void;
  /** @param readingCount - readings that were in the message */
  drop(message: SparkplugMessage, reason: DropReason, readingCount: number): void;
  tell(event: SparkplugEvent): void;
  publish(publication: Publication): void;
  /** A rebirth is asked for, by one of the publications. */
  noteRebirth(scope: string, reason: RebirthReason): void;
}
