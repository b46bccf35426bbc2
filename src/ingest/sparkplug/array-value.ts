/** Arrays travel as packed bytes, least significant byte first. Source: Sparkplug 3.0, 6.4.17. */
import type { DataType } from './data-types.ts';
import { joinUint64 } from './wire-reader.ts';

/** Beyond 2^53 a whole number is a `bigint`, never rounded. */
export type ScalarValue = number | bigint | boolean | string;

/** More elements are refused: they would be one text in history. */
export const arrayElementsMax = 65_536;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

interface ElementFormat {
  readonly sizeBytes: 1 | 2 | 4 | 8;
  readonly read: (view: DataView, at: number) => ScalarValue;
}

const readUint64 = (view: DataView, at: number): ScalarValue =>
  joinUint64(view.getUint32(at, true), view.getUint32(at + 4, true));

const formats: Readonly<Partial<Record<DataType, ElementFormat>>> = {
  Int8Array: { sizeBytes: 1, read: (view, at) => view.getInt8(at) },
  Int16Array: { sizeBytes: 2, read: (view, at) => view.getInt16(at, true) },
  Int32Array: { sizeBytes: 4, read: (view, at) => view.getInt32(at, true) },
  Int64Array: { sizeBytes: 8, read: (view, at) => narrow(view.getBigInt64(at, true)) },
  UInt8Array: { sizeBytes: 1, read: (view, at) => view.getUint8(at) },
  UInt16Array: { sizeBytes: 2, read: (view, at) => view.getUint16(at, true) },
  UInt32Array: { sizeBytes: 4, read: (view, at) => view.getUint32(at, true) },
  UInt64Array: { sizeBytes: 8, read: readUint64 },
  FloatArray: { sizeBytes: 4, read: (view, at) => view.getFloat32(at, true) },
  DoubleArray: { sizeBytes: 8, read: (view, at) => view.getFloat64(at, true) },
  DateTimeArray: { sizeBytes: 8, read: readUint64 },
};

/** Whether values of the type are arrays. */
export function isArrayType(type: DataType): boolean {
  return type === 'BooleanArray' || type === 'StringArray' || formats[type] !== undefined;
}

/** The elements; undefined where the bytes are none of the type, or there are more than `arrayElementsMax`. */
export function parseArray(type: DataType, bytes: Uint8Array): readonly ScalarValue[] | undefined {
  if (type === 'StringArray') return parseStrings(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'BooleanArray') return parseBooleans(view);
  const { sizeBytes, read } = formats[type] as ElementFormat;
  const count = view.byteLength / sizeBytes;
  if (!Number.isInteger(count) || count > arrayElementsMax) return undefined;
  return Array.from({ length: count }, (_, i) => read(view, i * sizeBytes));
}

/** A `number` where it is exact. */
export function narrow(value: bigint): number | bigint {
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : value;
}

/** A count of 4 bytes, then bits, the most significant of each byte first. */
function parseBooleans(view: DataView): readonly boolean[] | undefined {
  if (view.byteLength < 4) return undefined;
  const count = view.getUint32(0, true);
  if (count > arrayElementsMax || view.byteLength - 4 !== Math.ceil(count / 8)) return undefined;
  return Array.from({ length: count }, (_, i) => ((view.getUint8(4 + (i >> 3)) >> (7 - (i & 7))) & 1) === 1);
}

/** Each ends with a byte of 0. */
function parseStrings(bytes: Uint8Array): readonly string[] | undefined {
  const strings: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    if (end < 0 || strings.length === arrayElementsMax) return undefined;
    try {
      strings.push(utf8.decode(bytes.subarray(at, end)));
    } catch {
      return undefined;
    }
    at = end + 1;
  }
  return strings;
}
