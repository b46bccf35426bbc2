/** Metrics of one message to readings. */
import { templateType } from './data-types.ts';
import type { MetricSink, SparkplugReadingValue } from './host-sink.ts';
import { type BornMetric, isControlMetric, isDefinition, type MetricTable } from './metric-table.ts';
import { findProperty, type MetricValue, parseValue } from './metric-value.ts';
import type { Metric, SparkplugPayload, Template } from './payload.ts';
import type { ReadContext } from './read-context.ts';
import type { NodeMessage, SparkplugMessage } from './sparkplug-message.ts';
import type { Uint64 } from './wire-reader.ts';

/** What all metrics of a message have in common. */
interface Reading {
  readonly message: SparkplugMessage;
  readonly context: ReadContext;
  readonly sink: MetricSink;
}

/** What is known of a metric when its value is read. */
interface MetricPlace {
  readonly tag: string;
  /** Empty, or the place of the template around it: `metrics[3].`. */
  readonly parent: string;
  readonly index: number;
  readonly dataType: number | undefined;
  readonly templateRef: string | undefined;
  /** Of the metric around it, else of the message. */
  readonly at: number;
  readonly isInDoubt: boolean;
}

/** Reads the metrics of a message by the births before it; whether all of them were in those births. */
export function readMetrics(node: NodeMessage, context: ReadContext, sink: MetricSink): boolean {
  const { message, payload, at } = node;
  const { table } = context;
  const reading: Reading = { message, context, sink };
  let areKnown = true;
  sink.begin(node, context);
  for (const [index, metric] of payload.metrics.entries()) {
    const { name, alias } = metric;
    const born = name === undefined ? findByAlias(table, alias) : table.byName.get(name);
    const isControl = born?.isControl ?? (name !== undefined && isControlMetric(name));
    if (isControl || isDefinition(metric)) continue;
    areKnown &&= born !== undefined;
    const tag = born?.tag ?? (name === undefined ? undefined : `${table.scope}/${name}`);
    if (tag !== undefined) readMetric(metric, placeOf(metric, born, tag, index, at, context), reading);
    else if (alias === undefined) sink.refuse('missing-name', message, fieldOf('', index), 'a name or an alias');
    else sink.refuse('unknown-alias', message, fieldOf('', index), `an alias of the last birth, not ${alias}`);
  }
  sink.end();
  return areKnown;
}

/** How many readings a message has that is not read: its metrics, but for those of the protocol. */
export function countReadings({ metrics }: SparkplugPayload): number {
  let count = 0;
  for (const metric of metrics) {
    if (!isDefinition(metric) && (metric.name === undefined || !isControlMetric(metric.name))) count++;
  }
  return count;
}

/** Where a metric stands in its message. */
export function fieldOf(parent: string, index: number): string {
  return `${parent}metrics[${index}]`;
}

function findByAlias(table: MetricTable, alias: Uint64 | undefined): BornMetric | undefined {
  return alias === undefined ? undefined : table.byAlias.get(alias);
}

function placeOf(
  metric: Metric,
  born: BornMetric | undefined,
  tag: string,
  index: number,
  at: number,
  context: ReadContext,
): MetricPlace {
  return {
    tag,
    parent: '',
    index,
    dataType: metric.dataType ?? born?.dataType,
    templateRef: born?.templateRef,
    at,
    isInDoubt: context.isInDoubt && metric.name === undefined,
  };
}

function readMetric(metric: Metric, place: MetricPlace, reading: Reading): void {
  const { message, sink } = reading;
  const { tag, dataType, isInDoubt, parent, index } = place;
  const at = metric.timestamp === undefined ? place.at : Number(metric.timestamp);
  if (metric.isTransient) sink.addTransient(tag);
  else if (dataType === undefined && !metric.isNull) {
    sink.refuse('missing-type', message, fieldOf(parent, index), 'a data type, here or in the birth');
  } else if (Number.isNaN(at)) {
    sink.refuse('missing-time', message, fieldOf(parent, index), 'a timestamp of the metric or its message');
  } else {
    const value = parseValue(metric.value, dataType, metric.isNull);
    switch (value.kind) {
      case 'missing':
        sink.refuse('missing-value', message, fieldOf(parent, index), 'a value, or is_null');
        return;
      case 'wrong':
        sink.refuse('wrong-value', message, fieldOf(parent, index), value.expected);
        return;
      case 'template':
        readMembers(value.template, { ...place, at }, reading);
        return;
      default: {
        const quality = qualityOf(metric, value, isInDoubt);
        sink.addReading(tag, at, readingValueOf(value), quality, metric.isHistorical, parent, index);
      }
    }
  }
}

/** A member of an instance is a tag below it; its type may stand in the definition only. */
function readMembers(template: Template, place: MetricPlace, reading: Reading): void {
  const { message, context, sink } = reading;
  const definition = context.definitions.get(template.templateRef ?? place.templateRef ?? '');
  const parent = `${fieldOf(place.parent, place.index)}.`;
  for (const [index, metric] of template.metrics.entries()) {
    if (metric.name === undefined) {
      sink.refuse('missing-name', message, fieldOf(parent, index), 'a name: members of a template have no alias');
      continue;
    }
    const member = definition?.get(metric.name);
    const dataType =
      metric.dataType ?? member?.dataType ?? (metric.value.field === 'template' ? templateType : undefined);
    const { at, isInDoubt } = place;
    const tag = `${place.tag}/${metric.name}`;
    readMetric(metric, { tag, parent, index, dataType, templateRef: member?.templateRef, at, isInDoubt }, reading);
  }
}

/** `Quality` is 192 good, 0 bad, 500 stale; without one a value is good. Source: Sparkplug 3.0, 6.4.11. */
function qualityOf({ properties }: Metric, value: MetricValue, isInDoubt: boolean): 0 | 1 | 2 {
  if (value.kind === 'null') return 2;
  const quality = properties === undefined ? undefined : findProperty(properties, 'Quality');
  if (quality === 0) return 2;
  return (quality === undefined || quality === 192) && !isInDoubt ? 0 : 1;
}

/** What is more than one value becomes one text: JSON, or Base64 where it is bytes. */
function readingValueOf(
  value: Exclude<MetricValue, { kind: 'missing' | 'wrong' | 'template' }>,
): SparkplugReadingValue {
  switch (value.kind) {
    case 'null':
      return null;
    case 'scalar':
      return value.value;
    case 'bytes':
      return Buffer.from(value.value).toString('base64');
    case 'list':
      return toJson(value.values);
    case 'table':
      return toJson({ columns: value.columns, rows: value.rows });
  }
}

/** JSON has neither integers beyond 2^53 nor NaN nor infinity: these are written as text. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    return typeof part === 'number' && !Number.isFinite(part) ? String(part) : part;
  });
}
