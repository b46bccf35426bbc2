/** Records of a Sparkplug message to bytes: the inverse of the decoder. Source: `sparkplug_b.proto` of Eclipse Tahu. */
import type {
  SparkplugDataSet,
  SparkplugMetric,
  SparkplugPayload,
  SparkplugPropertySet,
  SparkplugTemplate,
  SparkplugTemplateParameter,
  SparkplugWireValue,
} from '../../ingest/index.ts';
import { WireWriter } from './wire-writer.ts';

/** A metric of which only what matters is given. */
export type MetricInput = Partial<SparkplugMetric>;

/** A message of which only what matters is given. */
export interface PayloadInput extends Partial<Omit<SparkplugPayload, 'metrics'>> {
  readonly metrics?: readonly MetricInput[];
}

/**
 * Encodes a payload of Sparkplug B. What is absent is left out, and so are flags of metrics that are false; fields stand in the order
 * of their numbers, so that the same record always gives the same bytes.
 *
 * @example
 * encodeSparkplugPayload({ sequence: 7 }); // Uint8Array [0x18, 0x07]
 */
export function encodeSparkplugPayload(payload: PayloadInput): Uint8Array {
  const writer = new WireWriter();
  writer.number(1, payload.timestamp);
  for (const metric of payload.metrics ?? []) writer.message(2, () => writeMetric(writer, metric));
  writer.number(3, payload.sequence);
  writer.text(4, payload.uuid);
  writer.bytes(5, payload.body);
  return writer.toBytes();
}

function writeMetric(writer: WireWriter, metric: MetricInput): void {
  const { metadata, properties, value } = metric;
  writer.text(1, metric.name);
  writer.number(2, metric.alias);
  writer.number(3, metric.timestamp);
  writer.number(4, metric.dataType);
  writeFlag(writer, 5, metric.isHistorical);
  writeFlag(writer, 6, metric.isTransient);
  writeFlag(writer, 7, metric.isNull);
  if (metadata !== undefined)
    writer.message(8, () => {
      writer.bool(1, metadata.isMultiPart);
      writer.text(2, metadata.contentType);
      writer.number(3, metadata.sizeBytes);
      writer.number(4, metadata.sequence);
      writer.text(5, metadata.fileName);
      writer.text(6, metadata.fileType);
      writer.text(7, metadata.md5);
      writer.text(8, metadata.description);
    });
  if (properties !== undefined) writer.message(9, () => writePropertySet(writer, properties));
  if (value !== undefined) writeMetricValue(writer, value);
}

function writeMetricValue(writer: WireWriter, value: SparkplugWireValue): void {
  switch (value.field) {
    case 'bytes':
      writer.bytes(16, value.value);
      return;
    case 'dataset':
      writer.message(17, () => writeDataSet(writer, value.value));
      return;
    case 'template':
      writer.message(18, () => writeTemplate(writer, value.value));
      return;
    default:
      writeScalar(writer, 10, value, 19);
  }
}

/** @param first number of `int_value`, from which the definition counts up; @param extension that of its extension */
function writeScalar(writer: WireWriter, first: number, value: SparkplugWireValue, extension: number): void {
  switch (value.field) {
    case 'int':
      writer.number(first, value.value);
      break;
    case 'long':
      writer.number(first + 1, value.value);
      break;
    case 'float':
      writer.float(first + 2, value.value);
      break;
    case 'double':
      writer.double(first + 3, value.value);
      break;
    case 'boolean':
      writer.bool(first + 4, value.value);
      break;
    case 'string':
      writer.text(first + 5, value.value);
      break;
    case 'extension':
      writer.bytes(extension, new Uint8Array());
      break;
    case 'none':
      break;
    default:
      throw new RangeError(`A value of the field ${value.field} cannot stand here.`);
  }
}

function writePropertySet(writer: WireWriter, { keys, values }: SparkplugPropertySet): void {
  for (const key of keys) writer.text(1, key);
  for (const { dataType, isNull, value } of values)
    writer.message(2, () => {
      writer.number(1, dataType);
      writeFlag(writer, 2, isNull);
      if (value.field === 'propertyset') writer.message(9, () => writePropertySet(writer, value.value));
      else if (value.field === 'propertysets')
        writer.message(10, () => {
          for (const set of value.value) writer.message(1, () => writePropertySet(writer, set));
        });
      else writeScalar(writer, 3, value, 11);
    });
}

function writeDataSet(writer: WireWriter, { columnCount, columns, types, rows }: SparkplugDataSet): void {
  writer.number(1, columnCount);
  for (const column of columns) writer.text(2, column);
  for (const type of types) writer.number(3, type);
  for (const row of rows)
    writer.message(4, () => {
      for (const cell of row) writer.message(1, () => writeScalar(writer, 1, cell, 7));
    });
}

function writeTemplate(writer: WireWriter, template: SparkplugTemplate): void {
  writer.text(1, template.version);
  for (const metric of template.metrics) writer.message(2, () => writeMetric(writer, metric));
  for (const parameter of template.parameters) writer.message(3, () => writeParameter(writer, parameter));
  writer.text(4, template.templateRef);
  // Always said, false as well: Sparkplug 3.0, tck-id-payloads-template-is-definition.
  writer.bool(5, template.isDefinition);
}

function writeParameter(writer: WireWriter, { name, dataType, value }: SparkplugTemplateParameter): void {
  writer.text(1, name);
  writer.number(2, dataType);
  writeScalar(writer, 3, value, 9);
}

/** A flag that is false is left out, which means the same. */
function writeFlag(writer: WireWriter, field: number, value: boolean | undefined): void {
  if (value === true) writer.bool(field, true);
}
