/** Records by the names of the definition to bytes: for tests only. */
import { fieldsOf } from './fixtures.ts';

/** Fields by the names of `sparkplug_b.proto`. */
export type PlainMessage = Readonly<Record<string, unknown>>;

export function encodeVarint(value: bigint | number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

export function encode(message: PlainMessage, of = 'Payload'): Uint8Array {
  const bytes: number[] = [];
  for (const definition of fieldsOf(of)) {
    const value = message[definition.field];
    if (value === undefined) continue;
    for (const one of definition.repeated ? (value as unknown[]) : [value]) {
      const { wireType, content } = encodeValue(one, definition.type, definition.of ?? '');
      for (const byte of encodeVarint((definition.number << 3) | wireType)) bytes.push(byte);
      for (const byte of content) bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}

function encodeValue(value: unknown, type: string, of: string): { wireType: number; content: Iterable<number> } {
  switch (type) {
    case 'float':
      return { wireType: 5, content: new Uint8Array(new Float32Array([value as number]).buffer) };
    case 'double':
      return { wireType: 1, content: new Uint8Array(new Float64Array([value as number]).buffer) };
    case 'string':
      return withLength(new TextEncoder().encode(value as string));
    case 'bytes':
      return withLength(value as Uint8Array);
    case 'message':
      return withLength(encode(value as PlainMessage, of));
    default:
      return { wireType: 0, content: encodeVarint(typeof value === 'boolean' ? Number(value) : (value as bigint)) };
  }
}

function withLength(content: Uint8Array): { wireType: number; content: Iterable<number> } {
  return { wireType: 2, content: [...encodeVarint(content.length), ...content] };
}
