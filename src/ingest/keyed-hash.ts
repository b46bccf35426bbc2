/**
 * HMAC-SHA-256 (RFC 2104) over a message built in place. Node's `createHmac` makes an object per message; two one-shot
 * hashes give the same bytes several times as fast, which matters at one hash a row.
 */
import { hash } from 'node:crypto';

const blockBytes = 64;
const digestBytes = 32;
/** Messages up to this length reuse a view; a longer one makes its own. */
const viewBytesMax = 4_096;

export class KeyedHash {
  #message: Buffer = Buffer.alloc(65_536);
  #length: number = blockBytes;
  #views: Buffer[] = [];
  readonly #outer: Buffer = Buffer.alloc(blockBytes + digestBytes);
  readonly #number: Float64Array = new Float64Array(1);
  readonly #numberBytes: Uint8Array = new Uint8Array(this.#number.buffer);

  /** @param key at least 16 bytes */
  constructor(key: Uint8Array) {
    if (key.length < 16) throw new RangeError(`The identity key needs at least 16 bytes, got ${key.length}.`);
    const block = Buffer.alloc(blockBytes);
    block.set(key.length > blockBytes ? hash('sha256', key, 'buffer') : key);
    for (let i = 0; i < blockBytes; i++) {
      this.#message[i] = (block[i] as number) ^ 0x36;
      this.#outer[i] = (block[i] as number) ^ 0x5c;
    }
  }

  /** Starts a message. */
  begin(): void {
    this.#length = blockBytes;
  }

  /** Bytes with their length before them, so that no two lists of parts make the same message. */
  addBytes(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length + 5);
    const message = this.#message;
    let at = this.#length;
    let rest = length;
    while (rest > 127) {
      message[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    message[at++] = rest;
    if (length > 48) message.set(bytes.subarray(start, end), at);
    else for (let i = start, to = at; i < end; i++) message[to++] = bytes[i] as number;
    this.#length = at + length;
  }

  addText(text: string): void {
    const bytes = Buffer.from(text);
    this.addBytes(bytes, 0, bytes.length);
  }

  /** A double, 8 bytes; `NaN` is one value. */
  addNumber(value: number): void {
    this.#reserve(8);
    this.#number[0] = value;
    const bytes = this.#numberBytes;
    const message = this.#message;
    const at = this.#length;
    for (let i = 0; i < 8; i++) message[at + i] = bytes[i] as number;
    this.#length = at + 8;
  }

  /** The digest of the message as 32 characters of one byte each. */
  digest(): string {
    const length = this.#length;
    const inner = hash(
      'sha256',
      length <= viewBytesMax ? this.#viewOf(length) : this.#message.subarray(0, length),
      'binary',
    );
    this.#outer.write(inner, blockBytes, 'latin1');
    return hash('sha256', this.#outer, 'binary');
  }

  #viewOf(length: number): Buffer {
    let view = this.#views[length];
    if (view === undefined) {
      view = this.#message.subarray(0, length);
      this.#views[length] = view;
    }
    return view;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#message.length) return;
    const larger = Buffer.alloc((this.#length + bytes) * 2);
    this.#message.copy(larger, 0, 0, this.#length);
    this.#message = larger;
    this.#views = [];
  }
}

/** Writes 16 of the digest's bytes, from its `from`th on, to `out` at `at`. */
export function writeDigest(digest: string, from: number, out: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) out[at + i] = digest.charCodeAt(from + i);
}

/** Four of the digest's bytes as an unsigned number. */
export function digestWord(digest: string, from: number): number {
  return (
    ((digest.charCodeAt(from) << 24) |
      (digest.charCodeAt(from + 1) << 16) |
      (digest.charCodeAt(from + 2) << 8) |
      digest.charCodeAt(from + 3)) >>>
    0
  );
}
