/** The metrics of an edge node or a device: what births declare, and the last value of each. */
import { type SparkplugDataType, type SparkplugPropertySet, sparkplugDataTypes } from '../../ingest/index.ts';
import type { ReadingQuality } from '../../model/index.ts';
import type { MetricInput } from './encode-payload.ts';
import { type SparkplugValue, toWireValue } from './metric-values.ts';

export interface EdgeMetricConfig {
  readonly name: string;
  readonly type: SparkplugDataType;
  /** Properties of the birth, such as `{ engUnit: 'Cel' }`. Default: none. */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
}

export interface EdgeReading {
  /** Undefined: a metric of the node itself. */
  readonly device?: string;
  readonly metric: string;
  /** UTC epoch ms; Sparkplug keeps whole ones. */
  readonly at: number;
  readonly value: SparkplugValue | null;
  /** Default: good. */
  readonly quality?: ReadingQuality;
  /** Whether it was kept back, such as while there was no connection. Default: false. */
  readonly isHistorical?: boolean;
}

export interface EdgeMetric extends EdgeMetricConfig {
  readonly alias: number | undefined;
}

/** OPC codes, which Sparkplug's property `Quality` has. Source: Sparkplug 3.0, 6.4.20. */
const qualityCodes: Readonly<Record<ReadingQuality, number>> = { uncertain: 64, bad: 0 };

export class EdgeMetrics {
  readonly #metrics: Map<string, EdgeMetric> = new Map();
  readonly #last: Map<string, EdgeReading> = new Map();

  constructor(configs: readonly EdgeMetricConfig[], nextAlias: () => number | undefined) {
    for (const config of configs) {
      if (this.#metrics.has(config.name)) throw new RangeError(`Two metrics have the name ${config.name}.`);
      this.#metrics.set(config.name, { ...config, alias: nextAlias() });
    }
  }

  /** @throws RangeError where there is none */
  get(name: string): EdgeMetric {
    const metric = this.#metrics.get(name);
    if (metric === undefined) throw new RangeError(`There is no metric ${name}.`);
    return metric;
  }

  remember(reading: EdgeReading): void {
    this.#last.set(this.get(reading.metric).name, reading);
  }

  listBirths(nowMs: number): MetricInput[] {
    return [...this.#metrics.values()].map((metric) => {
      const { name, type, alias, properties } = metric;
      const last = this.#last.get(name);
      const declared = {
        name,
        ...(alias === undefined ? {} : { alias }),
        dataType: sparkplugDataTypes.indexOf(type),
      };
      const told = properties === undefined ? {} : properties;
      if (last === undefined) return { ...declared, timestamp: nowMs, isNull: true, ...propertiesOf(told) };
      return { ...declared, ...stateOf(metric, last, told) };
    });
  }
}

/** A reading as data: by the alias alone where the birth declared one. */
export function metricOf(metric: EdgeMetric, reading: EdgeReading): MetricInput {
  const { name, alias } = metric;
  return {
    ...(alias === undefined ? { name } : { alias }),
    ...(reading.isHistorical === true ? { isHistorical: true } : {}),
    ...stateOf(metric, reading, {}),
  };
}

function stateOf(
  { type }: EdgeMetric,
  { at, value, quality }: EdgeReading,
  properties: NonNullable<EdgeMetricConfig['properties']>,
): MetricInput {
  return {
    timestamp: at,
    ...(value === null ? { isNull: true } : { value: toWireValue(type, value) }),
    ...propertiesOf(quality === undefined ? properties : { ...properties, Quality: qualityCodes[quality] }),
  };
}

function propertiesOf(properties: NonNullable<EdgeMetricConfig['properties']>): {
  readonly properties?: SparkplugPropertySet;
} {
  const entries = Object.entries(properties);
  if (entries.length === 0) return {};
  return {
    properties: {
      keys: entries.map(([key]) => key),
      values: entries.map(([, value]) => {
        const type = typeOfProperty(value);
        return { dataType: sparkplugDataTypes.indexOf(type), isNull: false, value: toWireValue(type, value) };
      }),
    },
  };
}

function typeOfProperty(value: string | number | boolean): SparkplugDataType {
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'Int32' : 'Double';
}
