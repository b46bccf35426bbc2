/** What comes out of a host, in lists. */
import type { Publication } from '../mqtt/publication.ts';
import type {
  DropReason,
  HostSink,
  RebirthReason,
  SparkplugEvent,
  SparkplugReadingValue,
  SparkplugRefusalCode,
} from './host-sink.ts';
import type { NodeMessage, SparkplugMessage } from './sparkplug-message.ts';

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

export interface SparkplugRefusal {
  readonly code: SparkplugRefusalCode;
  readonly message: SparkplugMessage;
  /** Which metric, such as `metrics[3]`; empty: the whole message. */
  readonly field: string;
  readonly expected: string;
}

/** Keeps all of it in lists. */
export class HostOutput implements HostSink {
  readonly readings: SparkplugReading[] = [];
  readonly refusals: SparkplugRefusal[] = [];
  readonly dropped: {
    readonly message: SparkplugMessage;
    readonly reason: DropReason;
    readonly readingCount: number;
  }[] = [];
  /** Messages whose metrics were read; some of these may be refused. */
  readonly applied: SparkplugMessage[] = [];
  readonly events: SparkplugEvent[] = [];
  readonly publications: Publication[] = [];
  readonly rebirths: { readonly scope: string; readonly reason: RebirthReason }[] = [];
  /** Readings that their node does not want to be kept. */
  transientCount: number = 0;

  begin({ message }: NodeMessage): void {
    this.applied.push(message);
  }

  addReading(tag: string, at: number, value: SparkplugReadingValue, quality: 0 | 1 | 2, isHistorical: boolean): void {
    this.readings.push({ tag, at, value, quality, isHistorical });
  }

  addTransient(): void {
    this.transientCount++;
  }

  end(): void {}

  apply(message: SparkplugMessage): void {
    this.applied.push(message);
  }

  refuse(code: SparkplugRefusalCode, message: SparkplugMessage, field: string, expected: string): void {
    this.refusals.push({ code, message, field, expected });
  }

  drop(message: SparkplugMessage, reason: DropReason, readingCount: number): void {
    this.dropped.push({ message, reason, readingCount });
  }

  tell(event: SparkplugEvent): void {
    this.events.push(event);
  }

  publish(publication: Publication): void {
    this.publications.push(publication);
  }

  noteRebirth(scope: string, reason: RebirthReason): void {
    this.rebirths.push({ scope, reason });
  }
}
