import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestWord, KeyedHash, writeDigest } from '../../src/ingest/keyed-hash.ts';

function hex(digest: string): string {
  return Buffer.from(digest, 'latin1').toString('hex');
}

/** The parts as `KeyedHash` frames them. */
function framed(part: Uint8Array): Buffer {
  const length: number[] = [];
  let rest = part.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.of(...length, rest), part]);
}

describe('KeyedHash', () => {
  it.each([0, 1, 47, 48, 49, 127, 128, 300, 4_000, 5_000, 100_000])('is HMAC-SHA-256 of %i framed bytes', (length) => {
    for (const key of [randomBytes(16), randomBytes(64), randomBytes(131)]) {
      const hash = new KeyedHash(key);
      const part = randomBytes(length);
      hash.begin();
      hash.addBytes(part, 0, length);
      hash.addNumber(1.5);
      const number = Buffer.alloc(8);
      number.writeDoubleLE(1.5);
      const expected = createHmac('sha256', key).update(framed(part)).update(number).digest('hex');
      expect(hex(hash.digest())).toBe(expected);
    }
  });

  it('gives the digest of RFC 4231, test case 6 (key of 131 bytes) for a message of one framed part', () => {
    const key = Buffer.alloc(131, 0xaa);
    const text = 'Test Using Larger Than Block-Size Key - Hash Key First';
    // The vector has no frame; Node's HMAC passes it, and ours equals Node's on the framed text.
    expect(createHmac('sha256', key).update(text).digest('hex')).toBe(
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    );
    const hash = new KeyedHash(key);
    hash.begin();
    hash.addText(text);
    expect(hex(hash.digest())).toBe(
      createHmac('sha256', key)
        .update(framed(Buffer.from(text)))
        .digest('hex'),
    );
  });

  it('refuses a key that is too short', () => {
    expect(() => new KeyedHash(new Uint8Array(15))).toThrow(/at least 16 bytes, got 15/);
  });

  it('takes parts for what they are: moving a letter to the next part is another message', () => {
    const hash = new KeyedHash(new Uint8Array(16));
    const digestOf = (...parts: string[]): string => {
      hash.begin();
      for (const part of parts) hash.addText(part);
      return hash.digest();
    };
    expect(digestOf('ab', 'c')).not.toBe(digestOf('a', 'bc'));
  });

  it('writes bytes and words of a digest', () => {
    const digest = String.fromCharCode(...Array.from({ length: 32 }, (_, i) => 255 - i));
    const out = new Uint8Array(20);
    writeDigest(digest, 16, out, 4);
    expect([...out.subarray(3, 7)]).toEqual([0, 239, 238, 237]);
    expect(digestWord(digest, 0)).toBe(0xfffefdfc);
  });
});
