/** The wire format of Protocol Buffers, written. Source: protobuf.dev, Encoding. */

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const utf8 = new TextEncoder();

/** Writes fields one after another; what is absent (`undefined`) is left out. */
export class WireWriter {
  #bytes: Uint8Array = new Uint8Array(256);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length: number = 0;

  /** A copy of what was written so far. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** A whole number from 0 to 2^64 − 1. */
  number(field: number, value: number | bigint | undefined): void {
    if (value === undefined) return;
    this.#key(field, wireTypes.varint);
    this.#varint(value);
  }

  bool(field: number, value: boolean | undefined): void {
    if (value !== undefined) this.number(field, value ? 1 : 0);
  }

  float(field: number, value: number): void {
    this.#key(field, wireTypes.fixed32);
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  double(field: number, value: number): void {
    this.#key(field, wireTypes.fixed64);
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  text(field: number, value: string | undefined): void {
    if (value !== undefined) this.bytes(field, utf8.encode(value));
  }

  bytes(field: number, value: Uint8Array | undefined): void {
    if (value === undefined) return;
    this.#key(field, wireTypes.bytes);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A message within the message. Its length stands before it, so what was written is moved once that is known. */
  message(field: number, write: () => void): void {
    this.#key(field, wireTypes.bytes);
    const start = this.#length;
    write();
    const end = this.#length;
    const lengthSize = varintSize(end - start);
    this.#reserve(lengthSize);
    this.#bytes.copyWithin(start + lengthSize, start, end);
    this.#length = start;
    this.#varint(end - start);
    this.#length = end + lengthSize;
  }

  #key(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number | bigint): void {
    this.#reserve(10);
    if (typeof value === 'bigint') this.#longVarint(value);
    else {
      let rest = value;
      while (rest > 127) {
        this.#bytes[this.#length++] = (rest % 128) | 128;
        rest = Math.floor(rest / 128);
      }
      this.#bytes[this.#length++] = rest;
    }
  }

  #longVarint(value: bigint): void {
    let rest = value;
    for (; rest > 127n; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 127n) | 128;
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}
