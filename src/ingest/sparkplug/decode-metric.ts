/** Metrics and templates, which hold metrics. */
import { decodeDataSet, decodePropertySet, readExtension, readScalar } from './decode-values.ts';
import {
  type Metric,
  type MetricMetadata,
  noValue,
  type Template,
  type TemplateParameter,
  type WireValue,
} from './payload.ts';
import { type Uint64, type WireReader, wireTypes } from './wire-reader.ts';

const { varint, bytes } = wireTypes;

export function decodeMetric(reader: WireReader): Metric {
  let name: string | undefined;
  let alias: Uint64 | undefined;
  let timestamp: Uint64 | undefined;
  let dataType: number | undefined;
  let isHistorical = false;
  let isTransient = false;
  let isNull = false;
  let metadata: MetricMetadata | undefined;
  let properties: Metric['properties'];
  let value: WireValue = noValue;
  const outer = reader.enter();
  while (reader.next()) {
    const { field, wireType } = reader;
    if (field >= 10) {
      const read = readScalar(reader, 10) ?? readLarge(reader);
      if (read === undefined) reader.skip();
      else value = read;
    } else if (wireType === varint) {
      if (field === 2) alias = reader.uint64();
      else if (field === 3) timestamp = reader.uint64();
      else if (field === 4) dataType = reader.uint32();
      else if (field === 5) isHistorical = reader.bool();
      else if (field === 6) isTransient = reader.bool();
      else if (field === 7) isNull = reader.bool();
      else reader.skip();
    } else if (wireType === bytes) {
      if (field === 1) name = reader.text();
      else if (field === 8) metadata = decodeMetadata(reader);
      else if (field === 9) properties = decodePropertySet(reader);
      else reader.skip();
    } else reader.skip();
  }
  reader.leave(outer);
  return { name, alias, timestamp, dataType, isHistorical, isTransient, isNull, metadata, properties, value };
}

/** The value fields 16 to 19 of a metric. */
function readLarge(reader: WireReader): WireValue | undefined {
  if (reader.wireType !== bytes) return undefined;
  switch (reader.field) {
    case 16:
      return { field: 'bytes', value: reader.slice() };
    case 17:
      return { field: 'dataset', value: decodeDataSet(reader) };
    case 18:
      return { field: 'template', value: decodeTemplate(reader) };
    case 19:
      return readExtension(reader);
    default:
      return undefined;
  }
}

function decodeMetadata(reader: WireReader): MetricMetadata {
  let isMultiPart: boolean | undefined;
  let sizeBytes: Uint64 | undefined;
  let sequence: Uint64 | undefined;
  const texts: (string | undefined)[] = [];
  const outer = reader.enter();
  while (reader.next()) {
    const { field, wireType } = reader;
    if (field === 1 && wireType === varint) isMultiPart = reader.bool();
    else if (field === 3 && wireType === varint) sizeBytes = reader.uint64();
    else if (field === 4 && wireType === varint) sequence = reader.uint64();
    else if (wireType === bytes && (field === 2 || (field >= 5 && field <= 8))) texts[field] = reader.text();
    else reader.skip();
  }
  reader.leave(outer);
  return {
    isMultiPart,
    contentType: texts[2],
    sizeBytes,
    sequence,
    fileName: texts[5],
    fileType: texts[6],
    md5: texts[7],
    description: texts[8],
  };
}

function decodeTemplate(reader: WireReader): Template {
  let version: string | undefined;
  let templateRef: string | undefined;
  let isDefinition = false;
  const metrics: Metric[] = [];
  const parameters: TemplateParameter[] = [];
  const outer = reader.enter();
  while (reader.next()) {
    const { field, wireType } = reader;
    if (field === 5 && wireType === varint) isDefinition = reader.bool();
    else if (wireType !== bytes || field > 4) reader.skip();
    else if (field === 1) version = reader.text();
    else if (field === 4) templateRef = reader.text();
    else if (!reader.spend(1)) break;
    else if (field === 2) metrics.push(decodeMetric(reader));
    else parameters.push(decodeParameter(reader));
  }
  reader.leave(outer);
  return { version, metrics, parameters, templateRef, isDefinition };
}

function decodeParameter(reader: WireReader): TemplateParameter {
  let name: string | undefined;
  let dataType: number | undefined;
  let value: WireValue = noValue;
  const outer = reader.enter();
  while (reader.next()) {
    const { field, wireType } = reader;
    if (field === 1 && wireType === bytes) name = reader.text();
    else if (field === 2 && wireType === varint) dataType = reader.uint32();
    else {
      const isExtension = field === 9 && wireType === bytes;
      const read = isExtension ? readExtension(reader) : readScalar(reader, 3);
      if (read === undefined) reader.skip();
      else value = read;
    }
  }
  reader.leave(outer);
  return { name, dataType, value };
}
