/**
 * Bytes as text that can be stored and turned back exactly: UTF-8 as it is; bytes that are not UTF-8, and NUL, as
 * `\xNN`; a backslash that would read as such an escape is one itself.
 */
import { isUtf8 } from 'node:buffer';

/** Never throws; any bytes have a text. */
export function toRawText(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return escaped(textOf(bytes, 0, bytes.length));
  let text = '';
  let runStart = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) at += length;
    else {
      text += escaped(textOf(bytes, runStart, at)) + hexEscape(bytes[at] as number);
      runStart = ++at;
    }
  }
  return text + escaped(textOf(bytes, runStart, bytes.length));
}

/** The bytes of `toRawText`. */
export function fromRawText(text: string): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const match of text.matchAll(/\\x([0-9A-F]{2})/g)) {
    parts.push(Buffer.from(text.slice(at, match.index)), Buffer.of(Number.parseInt(match[1] as string, 16)));
    at = match.index + match[0].length;
  }
  parts.push(Buffer.from(text.slice(at)));
  return Buffer.concat(parts);
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}

function escaped(text: string): string {
  return text.replaceAll(/\\(?=x[0-9A-F]{2})/g, '\\x5C').replaceAll('\0', '\\x00');
}

/** Bytes of the valid UTF-8 sequence at `at`; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++)
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  return 0;
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
