/** A host and the messages of one edge node, for tests. */

import type { HostOutput, SparkplugReading } from '../../../../src/ingest/sparkplug/host-output.ts';
import { type HostConnection, planHostConnection } from '../../../../src/ingest/sparkplug/host-state.ts';
import {
  hostDefaults,
  SparkplugHost,
  type SparkplugHostOptions,
} from '../../../../src/ingest/sparkplug/sparkplug-host.ts';
import { encode, type PlainMessage } from './encode.ts';
import { dataTypeCodes, fixture } from './fixtures.ts';

export const startMs: number = Date.UTC(2026, 0, 1);
export const connection: HostConnection = planHostConnection('gemba-host', startMs);

export interface Sent {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export const options: SparkplugHostOptions = { ...hostDefaults, hostId: 'gemba-host' };

/** A host and its clock, which moves only when it is told to. */
export class HostRig {
  readonly host: SparkplugHost;
  nowMs: number = startMs;

  constructor(overrides: Partial<SparkplugHostOptions> = {}) {
    this.host = new SparkplugHost({ ...options, ...overrides });
  }

  receive({ topic, payload }: Sent, isRetained = false): HostOutput {
    return this.host.receive({ topic, payload, receivedAt: this.nowMs, isRetained }, connection, this.nowMs);
  }

  /** Output of the last. */
  receiveAll(...sent: readonly Sent[]): HostOutput {
    return sent.map((one) => this.receive(one)).at(-1) as HostOutput;
  }

  fixture(start: string): HostOutput {
    const { topic, bytes } = fixture(start);
    return this.receive({ topic, payload: bytes });
  }

  tickAfter(ms: number): HostOutput {
    this.nowMs += ms;
    return this.host.tick(this.nowMs);
  }
}

export interface MetricSpec {
  readonly name?: string;
  readonly alias?: bigint;
  readonly type?: string;
  readonly at?: number;
  readonly [field: string]: unknown;
}

/** A metric by the names of the definition, with its type by name. */
export function metric({ type, at, ...fields }: MetricSpec): PlainMessage {
  return {
    ...fields,
    ...(type === undefined ? {} : { datatype: dataTypeCodes[type] }),
    ...(at === undefined ? {} : { timestamp: BigInt(at) }),
  };
}

export interface NodeMessageSpec {
  readonly verb: string;
  readonly device?: string;
  readonly seq?: number;
  readonly at?: number;
  readonly metrics?: readonly MetricSpec[];
}

export function send({ verb, device, seq, at = startMs, metrics = [] }: NodeMessageSpec): Sent {
  return {
    topic: ['spBv1.0', 'Plant1', verb, 'EdgeA', ...(device === undefined ? [] : [device])].join('/'),
    payload: encode({
      timestamp: BigInt(at),
      metrics: metrics.map(metric),
      ...(seq === undefined ? {} : { seq: BigInt(seq) }),
    }),
  };
}

export function bdSeq(value: number): MetricSpec {
  return { name: 'bdSeq', type: 'Int64', long_value: BigInt(value) };
}

export const rebirth: MetricSpec = { name: 'Node Control/Rebirth', type: 'Boolean', boolean_value: false };

export function nodeBirth(
  at: number = startMs,
  session = 0,
  metrics: readonly MetricSpec[] = [],
  seq: number = 0,
): Sent {
  return send({ verb: 'NBIRTH', seq, at, metrics: [bdSeq(session), rebirth, ...metrics] });
}

/** Of metric `t` with alias 7, and of `Press01`. */
export function deviceBirth(at: number = startMs, seq = 1): Sent {
  return send({
    verb: 'DBIRTH',
    device: 'Press01',
    seq,
    at,
    metrics: [{ name: 't', alias: 7n, type: 'Double', double_value: 0 }],
  });
}

export function deviceData(seq: number, at: number, value: number = seq): Sent {
  return send({ verb: 'DDATA', device: 'Press01', seq, at, metrics: [{ alias: 7n, double_value: value }] });
}

export function nodeDeath(session = 0): Sent {
  return send({ verb: 'NDEATH', metrics: [bdSeq(session)] });
}

/** By tag, without what comes before the metric's name. */
export function valuesOf(readings: readonly SparkplugReading[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(readings.map(({ tag, value }) => [tag.split('/').slice(2).join('/'), value]));
}
