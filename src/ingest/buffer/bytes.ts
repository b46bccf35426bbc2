/** Writing and reading the parts of a record: numbers of variable length, texts, doubles. All little-endian. */

/** A text of UTF-8, or of UTF-16 where it has half a surrogate pair that UTF-8 cannot hold. */
const textForms = { utf8: 0, utf16: 1 } as const;

/** Bytes that grow as they are written. */
export class ByteWriter {
  private bytes: Buffer;
  length = 0;

  constructor(sizeBytes = 4_096) {
    this.bytes = Buffer.allocUnsafeSlow(sizeBytes);
  }

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Buffer {
    const taken = Buffer.allocUnsafeSlow(this.length);
    this.bytes.copy(taken, 0, 0, this.length);
    this.length = 0;
    return taken;
  }

  private reserve(sizeBytes: number): void {
    const needed = this.length + sizeBytes;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  f64(value: number): void {
    this.reserve(8);
    this.bytes.writeDoubleLE(value, this.length);
    this.length += 8;
  }

  /** A whole number of 0 to 2^53 − 1 in 7 bits a byte, the lowest first (LEB128). */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count of 0 to 2^53 - 1.`);
    this.reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.length++] = rest;
  }

  text(text: string): void {
    this.reserve(text.length + 1);
    if (text.length < 0x40 && this.shortAscii(text)) return;
    const form = text.isWellFormed() ? 'utf8' : 'utf16le';
    const sizeBytes = Buffer.byteLength(text, form);
    this.varint(sizeBytes * 2 + (form === 'utf8' ? textForms.utf8 : textForms.utf16));
    this.reserve(sizeBytes);
    this.length += this.bytes.write(text, this.length, form);
  }

  /** Names of tags and equipment are such texts; a call into the runtime for each would cost more than the loop. */
  private shortAscii(text: string): boolean {
    const { bytes } = this;
    const start = this.length + 1;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return false;
      bytes[start + i] = unit;
    }
    bytes[this.length] = text.length * 2;
    this.length = start + text.length;
    return true;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
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
