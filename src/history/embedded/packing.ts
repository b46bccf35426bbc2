/** Fact tables made small for the way to the child: only the words that are used, codes and counts as narrow as can be. */
import { type AnyFactTable, factColumns, GembaError, type TextColumn } from '../../model/index.ts';
import type { PackedNumbers, PackedTable, PackedText } from './messages.ts';

const identityBytes = 16;

/** Throws `usage` where columns and length disagree. */
export function packTable(table: AnyFactTable): PackedTable {
  const texts: Record<string, PackedText> = {};
  const numbers: Record<string, PackedNumbers> = {};
  const columns = table.columns as Readonly<Record<string, TextColumn | Float64Array | undefined>>;
  for (const [name, type] of Object.entries(factColumns[table.kind])) {
    const column = columns[name];
    if (column === undefined || column instanceof Float64Array !== (type !== 'text'))
      throw new GembaError('usage', `Column ${name} of a ${table.kind} table is missing or not of type ${type}.`);
    if (column instanceof Float64Array) {
      requireLength(table, name, column.length);
      if (!column.every(Number.isNaN)) numbers[name] = packNumbers(column);
    } else {
      requireLength(table, name, column.codes.length);
      const text = packText(table, name, column);
      if (text.dictionary.length > 1) texts[name] = text;
    }
  }
  const { kind, length } = table;
  return { kind, length, ...(kind === 'reading' ? {} : { hashes: hashesOf(table) }), texts, numbers };
}

function hashesOf(table: AnyFactTable): { readonly identity: Uint8Array; readonly content: Uint8Array } {
  const { identity, content } = table;
  requireLength(table, 'identity', identity.length / identityBytes);
  requireLength(table, 'content', content.length / identityBytes);
  return { identity, content };
}

function requireLength(table: AnyFactTable, name: string, length: number): void {
  if (length === table.length) return;
  throw new GembaError('usage', `A ${table.kind} table of ${table.length} facts has ${length} values in ${name}.`);
}

function packText(table: AnyFactTable, name: string, { dictionary, codes }: TextColumn): PackedText {
  const newCodes = new Uint32Array(dictionary.length);
  const words: string[] = [''];
  const packed = narrow(dictionary.length, codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code === 0) continue;
    let packedCode = newCodes[code];
    if (packedCode === undefined)
      throw new GembaError(
        'usage',
        `Fact ${i} of a ${table.kind} table has code ${code} in ${name}, which has ${dictionary.length} words.`,
      );
    if (packedCode === 0) {
      packedCode = words.length;
      newCodes[code] = packedCode;
      words.push(dictionary[code] as string);
    }
    packed[i] = packedCode;
  }
  return { dictionary: words, codes: packed };
}

/** Counts are mostly whole and small. The values stay exactly what they are, -0 too. */
function packNumbers(values: Float64Array): PackedNumbers {
  let max = 0;
  for (const value of values) {
    if (!Object.is(value >>> 0, value)) return values;
    if (value > max) max = value;
  }
  if (max <= 0xff) return new Uint8Array(values);
  return max <= 0xffff ? new Uint16Array(values) : new Uint32Array(values);
}

function narrow(wordCount: number, length: number): PackedText['codes'] {
  const codeMax = Math.min(wordCount, length + 1);
  if (codeMax <= 0x100) return new Uint8Array(length);
  return codeMax <= 0x1_0000 ? new Uint16Array(length) : new Uint32Array(length);
}
