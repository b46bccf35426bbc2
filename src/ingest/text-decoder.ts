/** Bytes of a file as text, in its encoding. UTF-8 has been validated with its record. */
import type { Encoding } from './config.ts';

export type DecodeText = (bytes: Buffer, start: number, end: number) => string;

export function createTextDecoder(encoding: Encoding): DecodeText {
  if (encoding === 'utf-8') return (bytes, start, end) => bytes.toString('utf8', start, end);
  // What the Web calls latin1 is windows-1252; only Node's own is ISO 8859-1.
  if (encoding === 'latin1') return (bytes, start, end) => bytes.toString('latin1', start, end);
  const decoder = new TextDecoder('windows-1252');
  return (bytes, start, end) => decoder.decode(bytes.subarray(start, end));
}
