/**
 * A second decoder, for comparison: driven by the table of fields, with big integers throughout, slow and plain. It throws
 * where the bytes are malformed.
 */
import type {
  DataSet,
  Metric,
  PropertySet,
  PropertyValue,
  SparkplugPayload,
  Template,
  TemplateParameter,
  WireValue,
} from '../../../../src/ingest/sparkplug/payload.ts';
import { type FieldDefinition, fieldsOf } from './fixtures.ts';

type Plain = Record<string, unknown>;

const depthMax = 16;

class Cursor {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get isDone(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let i = 0n; i < 10n; i++) {
      const [byte] = this.take(1);
      value |= BigInt((byte as number) & 127) << (7n * i);
      if ((byte as number) < 128) return BigInt.asUintN(64, value);
    }
    throw new Error('varint');
  }

  take(count: number): Uint8Array {
    if (count > this.bytes.length - this.at) throw new Error('length');
    this.at += count;
    return this.bytes.slice(this.at - count, this.at);
  }

  delimited(): Uint8Array {
    return this.take(Number(this.varint()));
  }
}

/** Passes over a value; `number` is that of the field it is of. */
function skip(cursor: Cursor, number: number, wireType: number, depth: number): void {
  if (wireType === 0) cursor.varint();
  else if (wireType === 1) cursor.take(8);
  else if (wireType === 2) cursor.delimited();
  else if (wireType === 5) cursor.take(4);
  else if (wireType === 3) {
    if (depth + 1 > depthMax) throw new Error('deep');
    for (;;) {
      const [inner, type] = readKey(cursor);
      if (type === 4) {
        if (inner !== number) throw new Error('group');
        return;
      }
      skip(cursor, inner, type, depth + 1);
    }
  } else throw new Error('wire type');
}

function readKey(cursor: Cursor): [number, number] {
  const key = cursor.varint();
  if (key > 0xffff_ffffn || key >> 3n === 0n) throw new Error('key');
  return [Number(key >> 3n), Number(key & 7n)];
}

const wireTypes: Readonly<Record<FieldDefinition['type'], number>> = {
  uint32: 0,
  uint64: 0,
  bool: 0,
  double: 1,
  string: 2,
  bytes: 2,
  message: 2,
  float: 5,
};

function decode(bytes: Uint8Array, of: string, depth: number): Plain {
  const message: Plain = {};
  const cursor = new Cursor(bytes);
  while (!cursor.isDone) {
    const [number, wireType] = readKey(cursor);
    const definition = fieldsOf(of).find((field) => field.number === number);
    const isPacked = definition?.repeated === true && definition.type === 'uint32' && wireType === 2;
    if (definition === undefined || (wireTypes[definition.type] !== wireType && !isPacked)) {
      skip(cursor, number, wireType, depth);
      continue;
    }
    const values = isPacked ? readPacked(cursor, depth) : [readOne(cursor, definition, depth)];
    if (definition.oneof !== null) message[definition.oneof] = { field: definition.field, value: values[0] };
    else if (definition.repeated) {
      message[definition.field] = [...((message[definition.field] as unknown[]) ?? []), ...values];
    } else message[definition.field] = values[0];
  }
  return message;
}

function readPacked(cursor: Cursor, depth: number): number[] {
  const inner = new Cursor(cursor.delimited());
  if (depth + 1 > depthMax) throw new Error('deep');
  const values: number[] = [];
  while (!inner.isDone) values.push(Number(BigInt.asUintN(32, inner.varint())));
  return values;
}

function readOne(cursor: Cursor, { type, of }: FieldDefinition, depth: number): unknown {
  switch (type) {
    case 'uint32':
      return Number(BigInt.asUintN(32, cursor.varint()));
    case 'uint64': {
      const value = cursor.varint();
      return value < 2n ** 53n ? Number(value) : value;
    }
    case 'bool':
      return cursor.varint() !== 0n;
    case 'float':
      return Buffer.from(cursor.take(4)).readFloatLE();
    case 'double':
      return Buffer.from(cursor.take(8)).readDoubleLE();
    case 'string':
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(cursor.delimited());
    case 'bytes':
      return cursor.delimited();
    case 'message': {
      const content = cursor.delimited();
      if ((of as string).endsWith('Extension')) return undefined;
      if (depth + 1 > depthMax) throw new Error('deep');
      return decode(content, of as string, depth + 1);
    }
  }
}

const list = (value: unknown): Plain[] => (value as Plain[] | undefined) ?? [];

function wireValueOf(plain: Plain): WireValue {
  const set = plain['value'] as { field: string; value: unknown } | undefined;
  if (set === undefined) return { field: 'none' };
  const field = set.field.replace('_value', '');
  if (field === 'extension') return { field };
  let { value } = set;
  if (field === 'dataset') value = dataSetOf(value as Plain);
  else if (field === 'template') value = templateOf(value as Plain);
  else if (field === 'propertyset') value = propertySetOf(value as Plain);
  else if (field === 'propertysets') value = list((value as Plain)['propertyset']).map(propertySetOf);
  return { field, value } as WireValue;
}

function dataSetOf(plain: Plain): DataSet {
  return {
    columnCount: plain['num_of_columns'] as number | undefined,
    columns: (plain['columns'] as string[]) ?? [],
    types: (plain['types'] as number[]) ?? [],
    rows: list(plain['rows']).map((row) => list(row['elements']).map(wireValueOf)),
  };
}

function templateOf(plain: Plain): Template {
  return {
    version: plain['version'] as string | undefined,
    metrics: list(plain['metrics']).map(metricOf),
    parameters: list(plain['parameters']).map(
      (parameter): TemplateParameter => ({
        name: parameter['name'] as string | undefined,
        dataType: parameter['type'] as number | undefined,
        value: wireValueOf(parameter),
      }),
    ),
    templateRef: plain['template_ref'] as string | undefined,
    isDefinition: plain['is_definition'] === true,
  };
}

function propertySetOf(plain: Plain): PropertySet {
  return {
    keys: (plain['keys'] as string[]) ?? [],
    values: list(plain['values']).map(
      (value): PropertyValue => ({
        dataType: value['type'] as number | undefined,
        isNull: value['is_null'] === true,
        value: wireValueOf(value),
      }),
    ),
  };
}

function metricOf(plain: Plain): Metric {
  const metadata = plain['metadata'] as Plain | undefined;
  const properties = plain['properties'] as Plain | undefined;
  return {
    name: plain['name'] as string | undefined,
    alias: plain['alias'] as number | undefined,
    timestamp: plain['timestamp'] as number | undefined,
    dataType: plain['datatype'] as number | undefined,
    isHistorical: plain['is_historical'] === true,
    isTransient: plain['is_transient'] === true,
    isNull: plain['is_null'] === true,
    metadata:
      metadata === undefined
        ? undefined
        : ({
            isMultiPart: metadata['is_multi_part'],
            contentType: metadata['content_type'],
            sizeBytes: metadata['size'],
            sequence: metadata['seq'],
            fileName: metadata['file_name'],
            fileType: metadata['file_type'],
            md5: metadata['md5'],
            description: metadata['description'],
          } as NonNullable<Metric['metadata']>),
    properties: properties === undefined ? undefined : propertySetOf(properties),
    value: wireValueOf(plain),
  };
}

/** @throws Error where the bytes are malformed. */
export function decodePlainly(bytes: Uint8Array): SparkplugPayload {
  const plain = decode(bytes, 'Payload', 0);
  const { seq } = plain;
  return {
    timestamp: plain['timestamp'] as number | undefined,
    metrics: list(plain['metrics']).map(metricOf),
    sequence: seq === undefined ? undefined : Number(seq),
    uuid: plain['uuid'] as string | undefined,
    body: plain['body'] as Uint8Array | undefined,
  };
}
