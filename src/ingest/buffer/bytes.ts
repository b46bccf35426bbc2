/** Writing and reading the parts of a record: numbers of variable length, texts, doubles. All little-endian. */

/** A text of UTF-8, or of UTF-16 where it has half a surrogate pair that UTF-8 cannot hold. */
const textForms = { utf8: 0, utf16: 1 } as const;

const utf8BytesMax = 4;
/** By the length of a short ASCII text, the one byte that `text` writes before it. */
const shortHeads = Array.from({ length: 0x40 }, (_, length) => String.fromCharCode(length * 2 + textForms.utf8));

/** Bytes are taken out of pieces of this size. */
const slabBytes = 262_144;

/**
 * Bytes that grow as they are written, one record after the other. Records stand behind each other in a large piece and
 * are given out as parts of it: a piece of memory of its own, and a copy into it, would cost as much as the record.
 */
export class ByteWriter {
  private bytes: Buffer = Buffer.allocUnsafeSlow(slabBytes);
  /** Where the record being written begins. */
  private start = 0;
  private end = 0;

  /** What was written since the last `take`; it is not written again. */
  take(): Buffer {
    const taken = this.bytes.subarray(this.start, this.end);
    this.start = this.end;
    return taken;
  }

  private reserve(sizeBytes: number): void {
    if (this.end + sizeBytes <= this.bytes.length) return;
    const length = this.end - this.start;
    const slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, (length + sizeBytes) * 2));
    this.bytes.copy(slab, 0, this.start, this.end);
    this.bytes = slab;
    this.start = 0;
    this.end = length;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.end++] = value;
  }

  f64(value: number): void {
    this.reserve(8);
    this.bytes.writeDoubleLE(value, this.end);
    this.end += 8;
  }

  /** A whole number of 0 to 2^53 − 1 in 7 bits a byte, the lowest first (LEB128). */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count of 0 to 2^53 - 1.`);
    this.reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.end++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.end++] = rest;
  }

  text(text: string): void {
    const form = text.isWellFormed() ? 'utf8' : 'utf16le';
    const sizeBytes = Buffer.byteLength(text, form);
    this.varint(sizeBytes * 2 + (form === 'utf8' ? textForms.utf8 : textForms.utf16));
    this.reserve(sizeBytes);
    this.end += this.bytes.write(text, this.end, form);
  }

  /** Each as `text` does. */
  texts(texts: readonly string[]): void {
    if (!this.shortAsciiTexts(texts)) for (const text of texts) this.text(text);
  }

  /**
   * Names of tags and equipment are such texts. With their heads, which are ASCII too, they make one text that the runtime
   * copies at once; a call for each would cost more than all the rest of a batch.
   */
  private shortAsciiTexts(texts: readonly string[]): boolean {
    let joined = '';
    for (const text of texts) {
      const head = shortHeads[text.length];
      if (head === undefined) return false;
      joined += head + text;
    }
    // A unit that is not ASCII takes more than one byte, and there is room for the longest: as many bytes as units are ASCII.
    this.reserve(joined.length + utf8BytesMax);
    if (this.bytes.write(joined, this.end, 'utf8') !== joined.length) return false;
    this.end += joined.length;
    return true;
  }

  /** The first `count` words in their lowest one, two or four bytes. */
  words(words: Uint32Array, count: number, bytesPerWord: 1 | 2 | 4): void {
    this.reserve(count * bytesPerWord);
    const { bytes } = this;
    let end = this.end;
    for (let i = 0; i < count; i++)
      for (let shift = 0; shift < bytesPerWord * 8; shift += 8) bytes[end++] = (words[i] as number) >>> shift;
    this.end = end;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.end);
    this.end += bytes.length;
  }
}

/** Reads what `ByteWriter` wrote. Its bytes have passed their checksum, so an end too early is a fault of the program. */
export class ByteReader {
  private readonly bytes: Buffer;
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
  }

  u8(): number {
    return this.bytes.readUInt8(this.position++);
  }

  f64(): number {
    this.position += 8;
    return this.bytes.readDoubleLE(this.position - 8);
  }

  varint(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 0x80) {
      const byte = this.u8();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
    }
  }

  text(): string {
    const head = this.varint();
    const bytes = this.raw(Math.floor(head / 2));
    return bytes.toString(head % 2 === textForms.utf8 ? 'utf8' : 'utf16le');
  }

  /** A view, not a copy. */
  raw(sizeBytes: number): Buffer {
    const end = this.position + sizeBytes;
    if (end > this.bytes.length) throw new RangeError(`Byte ${end} is behind the end at ${this.bytes.length}.`);
    const view = this.bytes.subarray(this.position, end);
    this.position = end;
    return view;
  }
}
