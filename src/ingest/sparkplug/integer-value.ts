/** Whole numbers travel as unsigned ones; the data type says how wide they are and whether they have a sign. */
import { narrow } from './array-value.ts';
import type { DataType } from './data-types.ts';
import type { WireValue } from './payload.ts';

interface IntegerFormat {
  readonly bits: 8 | 16 | 32 | 64;
  readonly isSigned: boolean;
}

const formats: Readonly<Partial<Record<DataType, IntegerFormat>>> = {
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

export function isIntegerType(type: DataType): boolean {
  return formats[type] !== undefined;
}

/**
 * The number; undefined where it does not fit the type. A negative number of 8 or 16 bits may come as such, or widened to
 * the 32 or 64 bits of its field: both are met in the field. 64 bits must come in `long_value`: widened from 32, nobody
 * could tell −1 from 4,294,967,295.
 */
export function parseInteger(type: DataType, wire: WireValue): number | bigint | undefined {
  const { bits, isSigned } = formats[type] as IntegerFormat;
  if (wire.field === 'long') {
    if (bits === 64) return isSigned ? signed64(wire.value) : wire.value;
    return narrowTo(Number(wire.value), Number(signed64(wire.value)), bits, isSigned);
  }
  if (wire.field !== 'int' || bits === 64) return undefined;
  return narrowTo(wire.value, wire.value | 0, bits, isSigned);
}

function narrowTo(unsigned: number, widened: number, bits: number, isSigned: boolean): number | undefined {
  const range = 2 ** bits;
  if (unsigned < range) return isSigned && unsigned >= range / 2 ? unsigned - range : unsigned;
  return isSigned && widened < 0 && widened >= -range / 2 ? widened : undefined;
}

function signed64(value: number | bigint): number | bigint {
  return typeof value === 'number' ? value : narrow(BigInt.asIntN(64, value));
}
