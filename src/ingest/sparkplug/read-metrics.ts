/** Metrics of one message to readings. */
import { templateType } from './data-types.ts';
import type { HostOutput, SparkplugReadingValue } from './host-output.ts';
import {
  type BornMetric,
  isControlMetric,
  isDefinition,
  type MetricTable,
  type TemplateDefinitions,
} from './metric-table.ts';
import { findProperty, type MetricValue, parseValue } from './metric-value.ts';
import type { Metric, Template } from './payload.ts';
import type { NodeMessage } from './sparkplug-message.ts';
import type { Uint64 } from './wire-reader.ts';

export interface ReadContext {
  readonly table: MetricTable;
  readonly definitions: TemplateDefinitions;
  /** Messages are missing that may have been a birth: what only an alias names is uncertain. */
  readonly isInDoubt: boolean;
  readonly output: HostOutput;
}

/** What is known of a metric when its value is read. */
interface MetricPlace {
  readonly tag: string;
  readonly field: string;
  readonly dataType: number | undefined;
  readonly templateRef: string | undefined;
  /** Of the metric around it, else of the message. */
  readonly at: number;
  readonly isInDoubt: boolean;
}

/** Reads the metrics of a message by the births before it; whether all of them were in those births. */
export function readMetrics({ message, payload, at }: NodeMessage, context: ReadContext): boolean {
  const { table, output } = context;
  let areKnown = true;
  output.applied.push(message);
  for (const [index, metric] of payload.metrics.entries()) {
    const { name, alias } = metric;
    const born = name === undefined ? findByAlias(table, alias) : table.byName.get(name);
    const isControl = born?.isControl ?? (name !== undefined && isControlMetric(name));
    if (isControl || isDefinition(metric)) continue;
    areKnown &&= born !== undefined;
    const field = `metrics[${index}]`;
    const tag = born?.tag ?? (name === undefined ? undefined : `${table.scope}/${name}`);
    if (tag === undefined) {
      if (alias === undefined) output.refuse('missing-name', message, field, 'a name or an alias');
      else output.refuse('unknown-alias', message, field, `an alias of the last birth, not ${alias}`);
    } else readMetric(message, metric, placeOf(metric, born, tag, field, at, context), context);
  }
  return areKnown;
}

function findByAlias(table: MetricTable, alias: Uint64 | undefined): BornMetric | undefined {
  return alias === undefined ? undefined : table.byAlias.get(alias);
}

function placeOf(
  metric: Metric,
  born: BornMetric | undefined,
  tag: string,
  field: string,
  at: number,
  context: ReadContext,
): MetricPlace {
  return {
    tag,
    field,
    dataType: metric.dataType ?? born?.dataType,
    templateRef: born?.templateRef,
    at,
    isInDoubt: context.isInDoubt && metric.name === undefined,
  };
}

function readMetric(message: NodeMessage['message'], metric: Metric, place: MetricPlace, context: ReadContext): void {
  const { output } = context;
  const { tag, field, dataType, isInDoubt } = place;
  const at = metric.timestamp === undefined ? place.at : Number(metric.timestamp);
  if (metric.isTransient) output.transientCount++;
  else if (dataType === undefined && !metric.isNull) {
    output.refuse('missing-type', message, field, 'a data type, here or in the birth');
  } else if (Number.isNaN(at))
    output.refuse('missing-time', message, field, 'a timestamp of the metric or its message');
  else {
    const value = parseValue(metric.value, dataType, metric.isNull);
    switch (value.kind) {
      case 'missing':
        output.refuse('missing-value', message, field, 'a value, or is_null');
        return;
      case 'wrong':
        output.refuse('wrong-value', message, field, value.expected);
        return;
      case 'template':
        readMembers(message, value.template, { ...place, at }, context);
        return;
      default: {
        const quality = qualityOf(metric, value, isInDoubt);
        output.readings.push({ tag, at, value: readingValueOf(value), quality, isHistorical: metric.isHistorical });
      }
    }
  }
}

/** A member of an instance is a tag below it; its type may stand in the definition only. */
function readMembers(
  message: NodeMessage['message'],
  template: Template,
  place: MetricPlace,
  context: ReadContext,
): void {
  const definition = context.definitions.get(template.templateRef ?? place.templateRef ?? '');
  for (const [index, metric] of template.metrics.entries()) {
    const field = `${place.field}.metrics[${index}]`;
    if (metric.name === undefined) {
      context.output.refuse('missing-name', message, field, 'a name: members of a template have no alias');
      continue;
    }
    const member = definition?.get(metric.name);
    readMetric(
      message,
      metric,
      {
        tag: `${place.tag}/${metric.name}`,
        field,
        dataType: metric.dataType ?? member?.dataType ?? (metric.value.field === 'template' ? templateType : undefined),
        templateRef: member?.templateRef,
        at: place.at,
        isInDoubt: place.isInDoubt,
      },
      context,
    );
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
