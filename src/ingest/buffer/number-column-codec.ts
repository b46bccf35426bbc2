/** A column of numbers as its doubles, or as one where all are the same. */
import type { ByteReader, ByteWriter } from './bytes.ts';

const forms = { absent: 0, constant: 1, doubles: 2 } as const;

export function writeNumberColumn(writer: ByteWriter, column: Float64Array): void {
  const first = column[0] ?? Number.NaN;
  if (!isConstant(column, first)) {
    writer.u8(forms.doubles);
    writer.raw(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  } else if (Number.isNaN(first)) {
    writer.u8(forms.absent);
  } else {
    writer.u8(forms.constant);
    writer.f64(first);
  }
}

function isConstant(column: Float64Array, first: number): boolean {
  // `Object.is` tells −0 from 0 and takes all NaN for one.
  for (let i = 0; i < column.length; i++) if (!Object.is(column[i], first)) return false;
  return true;
}

export function readNumberColumn(reader: ByteReader, length: number): Float64Array {
  const form = reader.u8();
  if (form === forms.absent) return new Float64Array(length).fill(Number.NaN);
  if (form === forms.constant) return new Float64Array(length).fill(reader.f64());
  if (form === forms.doubles) return new Float64Array(new Uint8Array(reader.raw(length * 8)).buffer);
  throw new RangeError(`There is no form ${form} of a number column.`);
}
