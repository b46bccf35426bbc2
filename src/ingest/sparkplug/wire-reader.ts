/** The wire format of Protocol Buffers. Source: protobuf.dev, Encoding. */

/** What is wrong with the bytes of a message. */
export type WireFailure =
  | 'truncated'
  | 'varint-too-long'
  | 'length-past-end'
  | 'not-utf-8'
  /** Number 0, a wire type that does not exist, a group that does not end as it began. */
  | 'bad-field'
  | 'too-deep'
  | 'too-many';

/** Beyond 2^53 a number is a `bigint`, never rounded. */
export type Uint64 = number | bigint;

export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

/** Templates in templates, property sets in property sets. */
const depthMax = 16;
/** Metrics, properties, parameters, cells and elements of one message together: what becomes objects. */
const itemsMax = 262_144;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads varints, fixed 32 and 64 bits and lengths, and passes over groups. It never throws for what is in the bytes: the
 * first thing that is wrong is kept in `failure`, and from then on it is at its end, so that the loops of whoever reads
 * come to theirs.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  /** Where the message being read ends. */
  end: number;
  position: number = 0;
  failure: WireFailure | undefined = undefined;
  /** Where it failed. */
  failedAt: number = 0;
  /** Number and wire type of the field that `next` went to. */
  field: number = 0;
  wireType: number = 0;

  readonly #view: DataView;
  #depth: number = 0;
  #items: number = 0;
  /** The halves of the varint last read. */
  #low: number = 0;
  #high: number = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Goes to the next field; false at the end of the message. */
  next(): boolean {
    if (this.position >= this.end) return false;
    const key = this.uint32();
    this.field = key >>> 3;
    this.wireType = key & 7;
    if (this.failure !== undefined) return false;
    if (this.field === 0 || this.#high !== 0) return this.fail('bad-field');
    return true;
  }

  /** Enters a message within the message; what it returns is to be given to `leave`. */
  enter(): number {
    const length = this.#length();
    const outer = this.end;
    if (this.failure !== undefined) return outer;
    if (++this.#depth > depthMax) this.fail('too-deep');
    else this.end = this.position + length;
    return outer;
  }

  leave(outer: number): void {
    this.#depth--;
    if (this.failure === undefined) this.end = outer;
  }

  /** Counts what becomes objects in memory. */
  spend(items: number): boolean {
    this.#items += items;
    return this.#items <= itemsMax || this.fail('too-many');
  }

  fail(failure: WireFailure): false {
    if (this.failure === undefined) {
      this.failure = failure;
      this.failedAt = this.position;
    }
    this.position = this.end;
    return false;
  }

  /** The low 32 bits, as other readers do: a negative number may have been widened to 64 bits. */
  uint32(): number {
    this.#varint();
    return this.#low;
  }

  uint64(): Uint64 {
    this.#varint();
    return joinUint64(this.#low, this.#high);
  }

  bool(): boolean {
    this.#varint();
    return this.#low !== 0 || this.#high !== 0;
  }

  float(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getFloat32(at, true);
  }

  double(): number {
    const at = this.#take(8);
    return at < 0 ? 0 : this.#view.getFloat64(at, true);
  }

  text(): string {
    const start = this.position;
    const part = this.slice();
    if (this.failure !== undefined) return '';
    try {
      return utf8.decode(part);
    } catch {
      this.position = start;
      this.fail('not-utf-8');
      return '';
    }
  }

  /** A view of the bytes, not a copy. */
  slice(): Uint8Array {
    const length = this.#length();
    const at = this.position;
    this.position += length;
    return this.bytes.subarray(at, at + length);
  }

  /** Passes over a field that nobody knows. */
  skip(): void {
    switch (this.wireType) {
      case wireTypes.varint:
        this.#varint();
        return;
      case wireTypes.fixed64:
        this.#take(8);
        return;
      case wireTypes.bytes:
        this.slice();
        return;
      case wireTypes.groupStart:
        this.#skipGroup(this.field);
        return;
      case wireTypes.fixed32:
        this.#take(4);
        return;
      default:
        this.fail('bad-field');
    }
  }

  #skipGroup(number: number): void {
    if (++this.#depth > depthMax) this.fail('too-deep');
    let isOpen = true;
    while (isOpen && this.next()) {
      isOpen = this.wireType !== wireTypes.groupEnd;
      if (isOpen) this.skip();
      else if (this.field !== number) this.fail('bad-field');
    }
    if (isOpen) this.fail('truncated');
    this.#depth--;
  }

  #varint(): void {
    const { bytes, end } = this;
    let position = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (position >= end) {
        this.#low = 0;
        this.#high = 0;
        this.fail('truncated');
        return;
      }
      const byte = bytes[position++] as number;
      const seven = byte & 0x7f;
      if (shift < 28) low |= seven << shift;
      else if (shift === 28) {
        low |= seven << 28;
        high = seven >>> 4;
      } else high |= seven << (shift - 32);
      if (byte < 0x80) {
        this.#low = low >>> 0;
        // Of the tenth byte only one bit is within 64; the rest is dropped, as other readers do.
        this.#high = high >>> 0;
        this.position = position;
        return;
      }
    }
    this.#low = 0;
    this.#high = 0;
    this.fail('varint-too-long');
  }

  #length(): number {
    this.#varint();
    if (this.failure !== undefined) return 0;
    if (this.#high === 0 && this.#low <= this.end - this.position) return this.#low;
    this.fail('length-past-end');
    return 0;
  }

  /** Where so many bytes begin; -1 where there are fewer. */
  #take(count: number): number {
    const at = this.position;
    if (count > this.end - at) {
      this.fail('truncated');
      return -1;
    }
    this.position = at + count;
    return at;
  }
}

export function joinUint64(low: number, high: number): Uint64 {
  return high <= 0x1f_ffff ? high * 4_294_967_296 + low : (BigInt(high) << 32n) | BigInt(low);
}
