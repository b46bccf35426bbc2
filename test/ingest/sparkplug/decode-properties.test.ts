/** The reader against a second one that is driven by the table of fields of the definition. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePayload } from '../../../src/ingest/sparkplug/decode-payload.ts';
import { plainMessage } from './support/arbitraries.ts';
import { encode } from './support/encode.ts';
import { messages } from './support/fixtures.ts';
import { decodePlainly } from './support/plain-decoder.ts';

const payloads: fc.Arbitrary<Uint8Array> = plainMessage().map((plain) => encode(plain));

function expectSame(bytes: Uint8Array): void {
  const decoded = decodePayload(bytes);
  let plain: ReturnType<typeof decodePlainly> | undefined;
  try {
    plain = decodePlainly(bytes);
  } catch {
    plain = undefined;
  }
  if (plain === undefined) expect(decoded.kind).toBe('malformed');
  else expect(decoded).toEqual({ kind: 'payload', payload: plain });
}

test('every message of the definition is read as the plain decoder reads it', () => {
  fc.assert(fc.property(payloads, expectSame), { numRuns: 500 });
});

test('bytes that were changed, cut or put in are read as the plain decoder reads them, or refused as it refuses them', () => {
  const damaged = fc
    .tuple(
      fc.oneof(payloads, fc.constantFrom(...messages.map(({ hex }) => Uint8Array.from(Buffer.from(hex, 'hex'))))),
      fc.nat(),
      fc.nat(3),
      fc.uint8Array({ maxLength: 4 }),
    )
    .map(([bytes, at, cut, put]) => {
      const from = bytes.length === 0 ? 0 : at % bytes.length;
      return Uint8Array.from([...bytes.subarray(0, from), ...put, ...bytes.subarray(from + cut)]);
    });
  fc.assert(fc.property(damaged, expectSame), { numRuns: 3_000 });
});

test('any bytes are read as the plain decoder reads them, or refused as it refuses them', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), expectSame), { numRuns: 3_000 });
});

test('a message cut anywhere is refused, or is a shorter message: never half a metric', () => {
  for (const { hex } of messages) {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    for (let length = 0; length < bytes.length; length++) expectSame(bytes.subarray(0, length));
  }
});
