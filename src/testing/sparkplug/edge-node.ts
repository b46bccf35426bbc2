/** An edge node of Sparkplug B as records, without clock or connection: readings in, messages to publish out. */
import {
  decodeSparkplugPayload,
  isSparkplugId,
  type Publication,
  sparkplugDataTypes,
  sparkplugNamespace,
  sparkplugRebirthMetric,
} from '../../ingest/index.ts';
import { type EdgeMetricConfig, EdgeMetrics, type EdgeReading, metricOf } from './edge-metrics.ts';
import { encodeSparkplugPayload, type MetricInput } from './encode-payload.ts';

export interface SparkplugEdgeNodeConfig {
  readonly group: string;
  readonly node: string;
  /** Metrics of the node itself. Default: none. */
  readonly metrics?: readonly EdgeMetricConfig[];
  /** Metrics of its devices, by the device's id. Default: none. */
  readonly devices?: Readonly<Record<string, readonly EdgeMetricConfig[]>>;
  /** Whether data name their metrics by numbers that the births declare. Default: true. */
  readonly hasAliases?: boolean;
}

/** What a connection needs before it is made. */
export interface EdgeSession {
  /** The node's death, for the broker to publish when the connection breaks. */
  readonly will: Publication;
  readonly subscriptions: readonly string[];
}

/** Metrics of one message at most; more readings make more messages. */
const metricsMax = 1_000;

/**
 * An edge node and its devices. For each connection: `openSession`, then `births`, then `data` as often as there is some,
 * at the end `death`. Messages must be published in the order in which they are returned.
 * Source: Sparkplug 3.0, 5.3 and 5.4 (sessions of edge nodes and devices), 6.4 (payloads).
 *
 * @throws RangeError for ids that cannot stand in a topic, and for metrics with one name
 * @example
 * const node = new SparkplugEdgeNode({ group: 'Plant1', node: 'EdgeA', devices: { Press01: [{ name: 't', type: 'Double' }] } });
 * const { will } = node.openSession(nowMs);
 * const births = node.births(nowMs);
 * const [ddata] = node.data([{ device: 'Press01', metric: 't', at: nowMs, value: 21.5 }], nowMs);
 */
export class SparkplugEdgeNode {
  readonly #config: SparkplugEdgeNodeConfig;
  readonly #own: EdgeMetrics;
  readonly #devices: ReadonlyMap<string, EdgeMetrics>;
  readonly #living: Set<string>;
  #sequence: number = 0;
  #session: number = -1;

  constructor(config: SparkplugEdgeNodeConfig) {
    const { group, node, metrics = [], devices = {}, hasAliases = true } = config;
    for (const id of [group, node, ...Object.keys(devices)])
      if (!isSparkplugId(id)) throw new RangeError(`'${id}' cannot stand in a topic of Sparkplug.`);
    // Aliases are unique in a node and its devices.
    let alias = 0;
    const nextAlias = (): number | undefined => (hasAliases ? ++alias : undefined);
    this.#config = config;
    this.#own = new EdgeMetrics(metrics, nextAlias);
    this.#devices = new Map(Object.entries(devices).map(([id, own]) => [id, new EdgeMetrics(own, nextAlias)]));
    this.#living = new Set(this.#devices.keys());
  }

  /** Counts one session on: its number is in the will and in the births until the next. */
  openSession(nowMs: number): EdgeSession {
    this.#session = (this.#session + 1) % 256;
    const { group, node } = this.#config;
    return {
      will: this.death(nowMs),
      subscriptions: ['NCMD', 'DCMD'].map(
        (verb) => `${sparkplugNamespace}/${group}/${verb}/${node}${verb === 'DCMD' ? '/+' : ''}`,
      ),
    };
  }

  /** Births of the node and its living devices, with the last value of each metric; a metric that had none is null. */
  births(nowMs: number): Publication[] {
    this.#sequence = 0;
    const control: MetricInput[] = [
      this.#bdSeq(nowMs),
      {
        name: sparkplugRebirthMetric,
        timestamp: nowMs,
        dataType: sparkplugDataTypes.indexOf('Boolean'),
        value: { field: 'boolean', value: false },
      },
    ];
    return [
      this.#message('NBIRTH', undefined, nowMs, [...control, ...this.#own.listBirths(nowMs)]),
      ...[...this.#living].map((id) => this.#deviceBirth(id, nowMs)),
    ];
  }

  /** Keeps values for the births to come, and publishes nothing. */
  remember(readings: readonly EdgeReading[]): void {
    for (const reading of readings) this.#metricsOf(reading.device).remember(reading);
  }

  /**
   * Data of the node and of its devices, one message each where they fit, readings in their order.
   *
   * @throws RangeError for a device or metric the node does not have, or whose device is not alive
   */
  data(readings: readonly EdgeReading[], nowMs: number): Publication[] {
    const byDevice = new Map<string | undefined, EdgeReading[]>();
    for (const reading of readings) {
      const { device } = reading;
      if (device !== undefined && !this.#living.has(device))
        throw new RangeError(`The device ${device} is not alive; its birth must come first.`);
      const known = byDevice.get(device);
      if (known === undefined) byDevice.set(device, [reading]);
      else known.push(reading);
    }
    const messages: Publication[] = [];
    for (const [device, own] of byDevice) {
      const metrics = this.#metricsOf(device);
      const verb = device === undefined ? 'NDATA' : 'DDATA';
      for (let from = 0; from < own.length; from += metricsMax) {
        const part = own.slice(from, from + metricsMax);
        messages.push(
          this.#message(
            verb,
            device,
            nowMs,
            part.map((reading) => metricOf(metrics.get(reading.metric), reading)),
          ),
        );
      }
      for (const reading of own) metrics.remember(reading);
    }
    return messages;
  }

  /** A device is gone; its data would be refused until its birth. */
  deviceDeath(device: string, nowMs: number): Publication {
    this.#metricsOf(device);
    this.#living.delete(device);
    return this.#message('DDEATH', device, nowMs, []);
  }

  deviceBirth(device: string, nowMs: number): Publication {
    this.#metricsOf(device);
    this.#living.add(device);
    return this.#deviceBirth(device, nowMs);
  }

  /** The node's death: what the will says, to be published before a connection is ended on purpose. */
  death(nowMs: number): Publication {
    const payload = encodeSparkplugPayload({ timestamp: nowMs, metrics: [this.#bdSeq(nowMs)] });
    return { topic: this.#topic('NDEATH'), payload, qos: 1, retain: false };
  }

  /** What answers a message of the subscriptions: all births, where a host asks for them; else nothing. */
  receive(topic: string, payload: Uint8Array, nowMs: number): Publication[] {
    if (topic !== this.#topic('NCMD')) return [];
    const decoded = decodeSparkplugPayload(payload);
    const isRebirth =
      decoded.kind === 'payload' &&
      decoded.payload.metrics.some(
        ({ name, value }) => name === sparkplugRebirthMetric && value.field === 'boolean' && value.value,
      );
    return isRebirth ? this.births(nowMs) : [];
  }

  #deviceBirth(device: string, nowMs: number): Publication {
    return this.#message('DBIRTH', device, nowMs, this.#metricsOf(device).listBirths(nowMs));
  }

  /** The number of the session, by which a death belongs to its birth. */
  #bdSeq(nowMs: number): MetricInput {
    return {
      name: 'bdSeq',
      timestamp: nowMs,
      dataType: sparkplugDataTypes.indexOf('Int64'),
      value: { field: 'long', value: Math.max(this.#session, 0) },
    };
  }

  #metricsOf(device: string | undefined): EdgeMetrics {
    const metrics = device === undefined ? this.#own : this.#devices.get(device);
    if (metrics === undefined) throw new RangeError(`The node ${this.#config.node} has no device ${device}.`);
    return metrics;
  }

  #message(verb: string, device: string | undefined, nowMs: number, metrics: readonly MetricInput[]): Publication {
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) % 256;
    const payload = encodeSparkplugPayload({ timestamp: nowMs, metrics, sequence });
    return { topic: this.#topic(verb, device), payload, qos: 0, retain: false };
  }

  #topic(verb: string, device?: string): string {
    const { group, node } = this.#config;
    return [sparkplugNamespace, group, verb, node, ...(device === undefined ? [] : [device])].join('/');
  }
}
