/** What comes out of a host for the messages that go in. */
import type { Publication } from '../mqtt/publication.ts';
import type { SparkplugMessage } from './sparkplug-message.ts';

/** Beyond 2^53 a whole number is a `bigint`; null: the node says that there is no value. */
export type SparkplugReadingValue = number | bigint | boolean | string | null;

export interface SparkplugReading {
  /** `group/node/metric` or `group/node/device/metric`; a member of a template: `…/instance/member`. */
  readonly tag: string;
  /** UTC epoch ms, of the metric, else of its message. */
  readonly at: number;
  readonly value: SparkplugReadingValue;
  /** 0 good, 1 uncertain, 2 bad. */
  readonly quality: 0 | 1 | 2;
  /** It was kept back by the node and is older than what it has sent before. */
  readonly isHistorical: boolean;
}

export const sparkplugRefusalCodes = [
  'malformed', // no Sparkplug payload
  'unknown-topic',
  'too-many', // nodes of the host, devices of a node
  'missing-sequence', // or one that is not 0 to 255
  'no-birth', // of its node or device
  'before-birth', // older than the node's birth, and out of order
  'unknown-alias',
  'missing-name', // and no alias
  'missing-type',
  'missing-time',
  'missing-value',
  'wrong-value', // not of its data type
] as const;
export type SparkplugRefusalCode = (typeof sparkplugRefusalCodes)[number];

export interface SparkplugRefusal {
  readonly code: SparkplugRefusalCode;
  readonly message: SparkplugMessage;
  /** Which metric, such as `metrics[3]`; empty: the whole message. */
  readonly field: string;
  readonly expected: string;
}

export const dropReasons = [
  'duplicate',
  'retained', // births and data that the broker had kept say nothing of now
  'older-birth',
  'stale-death', // of a session that is not the current one
  'other-host', // a command, or the state of a host: for others
] as const;
export type DropReason = (typeof dropReasons)[number];

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

export const rebirthReasons = ['missing-messages', 'no-birth', 'unknown-metric'] as const;
export type RebirthReason = (typeof rebirthReasons)[number];

/** Filled by a host; whoever owns it takes out what it needs. */
export class HostOutput {
  readonly readings: SparkplugReading[] = [];
  readonly refusals: SparkplugRefusal[] = [];
  readonly dropped: { readonly message: SparkplugMessage; readonly reason: DropReason }[] = [];
  /** Messages whose metrics were read; some of these may be refused. */
  readonly applied: SparkplugMessage[] = [];
  readonly events: SparkplugEvent[] = [];
  readonly publications: Publication[] = [];
  readonly rebirths: { readonly scope: string; readonly reason: RebirthReason }[] = [];
  /** Readings that their node does not want to be kept. */
  transientCount: number = 0;

  refuse(code: SparkplugRefusalCode, message: SparkplugMessage, field: string, expected: string): void {
    this.refusals.push({ code, message, field, expected });
  }

  drop(message: SparkplugMessage, reason: DropReason): void {
    this.dropped.push({ message, reason });
  }
}
