/** A column of texts as the dictionary of what it uses and codes in the narrowest type that holds them. */
import type { TextColumn } from '../../model/index.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

const forms = {
  absent: 0,
  /** One text for all rows. */
  constant: 1,
  /** The record's source for all rows. */
  source: 2,
  codes8: 3,
  codes16: 4,
  codes32: 5,
} as const;
const formOfCodes = { 1: forms.codes8, 2: forms.codes16, 4: forms.codes32 } as const;

/**
 * A dictionary may name far more than a batch uses (all tags of a plant), so that its codes are renumbered in the order
 * of their first use. Held between calls, because a fresh table per column would cost more than the column.
 */
let newCodeOf: Uint32Array = new Uint32Array(1_024);
let newCodes: Uint32Array = new Uint32Array(1_024);

export function writeTextColumn(writer: ByteWriter, { dictionary, codes }: TextColumn, source: string): void {
  // Most columns of readings: no text at all, or the source.
  const first = codes[0] ?? 0;
  if (isConstant(codes, first)) writeConstant(writer, dictionary[first] as string, source);
  else writeCodes(writer, renumber(dictionary, codes), codes.length);
}

function isConstant(codes: Uint32Array, first: number): boolean {
  for (let i = 0; i < codes.length; i++) if (codes[i] !== first) return false;
  return true;
}

function writeConstant(writer: ByteWriter, text: string, source: string): void {
  if (text === '') writer.u8(forms.absent);
  else if (text === source) writer.u8(forms.source);
  else {
    writer.u8(forms.constant);
    writer.text(text);
  }
}

/** Fills `newCodes`; gives the texts that are used, of which the first has code 1. */
function renumber(dictionary: readonly string[], codes: Uint32Array): readonly string[] {
  if (dictionary.length > newCodeOf.length) newCodeOf = new Uint32Array(dictionary.length * 2);
  if (codes.length > newCodes.length) newCodes = new Uint32Array(codes.length * 2);
  const used: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    let renumbered = newCodeOf[code] as number;
    if (renumbered === 0 && code !== 0) {
      used.push(code);
      renumbered = used.length;
      newCodeOf[code] = renumbered;
    }
    newCodes[i] = renumbered;
  }
  for (const code of used) newCodeOf[code] = 0;
  return used.map((code) => dictionary[code] as string);
}

function writeCodes(writer: ByteWriter, texts: readonly string[], length: number): void {
  const bytesPerCode = texts.length < 0x100 ? 1 : texts.length < 0x10000 ? 2 : 4;
  writer.u8(formOfCodes[bytesPerCode]);
  writer.varint(texts.length);
  writer.texts(texts);
  writer.words(newCodes, length, bytesPerCode);
}

export function readTextColumn(reader: ByteReader, length: number, source: string): TextColumn {
  const form = reader.u8();
  if (form === forms.absent) return { dictionary: [''], codes: new Uint32Array(length) };
  if (form === forms.constant || form === forms.source) {
    const text = form === forms.source ? source : reader.text();
    return { dictionary: ['', text], codes: new Uint32Array(length).fill(1) };
  }
  const dictionary = [''];
  for (let rest = reader.varint(); rest > 0; rest--) dictionary.push(reader.text());
  return { dictionary, codes: readCodes(reader, form, length) };
}

function readCodes(reader: ByteReader, form: number, length: number): Uint32Array {
  if (form === forms.codes8) return new Uint32Array(reader.raw(length));
  // A copy, because a view of wider numbers must begin at a multiple of their width.
  if (form === forms.codes16) return new Uint32Array(new Uint16Array(new Uint8Array(reader.raw(length * 2)).buffer));
  if (form === forms.codes32) return new Uint32Array(new Uint8Array(reader.raw(length * 4)).buffer);
  throw new RangeError(`There is no form ${form} of a text column.`);
}
