/** Values to the form in which they travel, by their data type. Source: Sparkplug 3.0, 6.4.16 and 6.4.17. */
import {
  type SparkplugDataSet,
  type SparkplugDataType,
  type SparkplugTemplate,
  type SparkplugWireValue,
  sparkplugDataTypes,
} from '../../ingest/index.ts';

type Scalar = number | bigint | boolean | string;

/** A table; a cell that is `null` has no value. */
export interface TableInput {
  readonly columns: readonly string[];
  readonly types: readonly SparkplugDataType[];
  readonly rows: readonly (readonly (Scalar | null)[])[];
}

export type SparkplugValue = Scalar | Uint8Array | readonly Scalar[] | TableInput | SparkplugTemplate;

interface IntegerFormat {
  readonly bits: 8 | 16 | 32 | 64;
  readonly isSigned: boolean;
}

const integers: Readonly<Partial<Record<SparkplugDataType, IntegerFormat>>> = {
  Int8: { bits: 8, isSigned: true },
  Int16: { bits: 16, isSigned: true },
  Int32: { bits: 32, isSigned: true },
  Int64: { bits: 64, isSigned: true },
  UInt8: { bits: 8, isSigned: false },
  UInt16: { bits: 16, isSigned: false },
  UInt32: { bits: 32, isSigned: false },
  UInt64: { bits: 64, isSigned: false },
  DateTime: { bits: 64, isSigned: false },
};

/**
 * A value as its data type travels.
 *
 * @throws RangeError for a value that the type cannot hold, naming both
 * @example toWireValue('Int8', -1); // { field: 'int', value: 255 }
 */
export function toWireValue(type: SparkplugDataType, value: SparkplugValue): SparkplugWireValue {
  const format = integers[type];
  if (format !== undefined) return toInteger(type, format, value);
  switch (type) {
    case 'Float':
      return { field: 'float', value: numberOf(type, value) };
    case 'Double':
      return { field: 'double', value: numberOf(type, value) };
    case 'Boolean':
      return typeof value === 'boolean' ? { field: 'boolean', value } : refuse(type, value);
    case 'String':
    case 'Text':
    case 'UUID':
      return typeof value === 'string' ? { field: 'string', value } : refuse(type, value);
    case 'Bytes':
    case 'File':
      return value instanceof Uint8Array ? { field: 'bytes', value } : refuse(type, value);
    case 'DataSet':
      return isTable(value) ? { field: 'dataset', value: toDataSet(value) } : refuse(type, value);
    case 'Template':
      return isTemplate(value) ? { field: 'template', value } : refuse(type, value);
    default:
      return type.endsWith('Array') && Array.isArray(value)
        ? { field: 'bytes', value: packArray(type, value as readonly Scalar[]) }
        : refuse(type, value);
  }
}

function toInteger(type: SparkplugDataType, { bits, isSigned }: IntegerFormat, value: unknown): SparkplugWireValue {
  const isWhole = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
  if (!isWhole) return refuse(type, value);
  const whole = BigInt(value);
  const least = isSigned ? -(1n << BigInt(bits - 1)) : 0n;
  if (whole < least || whole >= least + (1n << BigInt(bits))) return refuse(type, value);
  const unsigned = BigInt.asUintN(bits, whole);
  if (bits < 64) return { field: 'int', value: Number(unsigned) };
  return { field: 'long', value: unsigned <= Number.MAX_SAFE_INTEGER ? Number(unsigned) : unsigned };
}

function toDataSet({ columns, types, rows }: TableInput): SparkplugDataSet {
  return {
    columnCount: columns.length,
    columns,
    types: types.map((type) => sparkplugDataTypes.indexOf(type)),
    rows: rows.map((row) =>
      row.map((cell, i) =>
        cell === null ? { field: 'none' as const } : toWireValue(types[i] as SparkplugDataType, cell),
      ),
    ),
  };
}

/** Elements one after another, least significant byte first. */
function packArray(type: SparkplugDataType, values: readonly Scalar[]): Uint8Array {
  if (type === 'StringArray') return packStrings(values);
  if (type === 'BooleanArray') return packBooleans(values);
  const element = type.slice(0, -'Array'.length) as SparkplugDataType;
  const sizeBytes = element === 'Float' ? 4 : element === 'Double' ? 8 : (integers[element] as IntegerFormat).bits / 8;
  const bytes = new Uint8Array(values.length * sizeBytes);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    const wire = toWireValue(element, value);
    const at = i * sizeBytes;
    if (wire.field === 'float') view.setFloat32(at, wire.value, true);
    else if (wire.field === 'double') view.setFloat64(at, wire.value, true);
    else if (wire.field === 'long') view.setBigUint64(at, BigInt(wire.value), true);
    else if (wire.field === 'int')
      for (let byte = 0; byte < sizeBytes; byte++) bytes[at + byte] = wire.value >>> (byte * 8);
  });
  return bytes;
}

/** Each ends with a byte of 0. */
function packStrings(values: readonly Scalar[]): Uint8Array {
  const text = new TextEncoder();
  return Uint8Array.from(
    values.flatMap((value) => {
      if (typeof value !== 'string' || value.includes('\0')) return refuse('StringArray', value);
      return [...text.encode(value), 0];
    }),
  );
}

/** A count of 4 bytes, then bits, the most significant of each byte first. */
function packBooleans(values: readonly Scalar[]): Uint8Array {
  const bytes = new Uint8Array(4 + Math.ceil(values.length / 8));
  new DataView(bytes.buffer).setUint32(0, values.length, true);
  values.forEach((value, i) => {
    if (typeof value !== 'boolean') refuse('BooleanArray', value);
    const at = 4 + (i >> 3);
    if (value) bytes[at] = (bytes[at] as number) | (0x80 >> (i & 7));
  });
  return bytes;
}

function numberOf(type: SparkplugDataType, value: unknown): number {
  return typeof value === 'number' ? value : refuse(type, value);
}

function isTable(value: SparkplugValue): value is TableInput {
  return typeof value === 'object' && 'rows' in value;
}

function isTemplate(value: SparkplugValue): value is SparkplugTemplate {
  return typeof value === 'object' && 'metrics' in value;
}

function refuse(type: SparkplugDataType, value: unknown): never {
  throw new RangeError(`${type} cannot hold ${typeof value === 'object' ? 'an object' : String(value)}.`);
}
