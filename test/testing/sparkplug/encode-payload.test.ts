/** Messages written, against the decoder, a second decoder driven by the table of fields, and bytes that others wrote. */
import fc from 'fast-check';
import { decodeSparkplugPayload, type SparkplugPayload } from 'gemba/ingest';
import { encodeSparkplugPayload } from 'gemba/testing';
import { expect, test } from 'vitest';
import { plainMessage } from '../../ingest/sparkplug/support/arbitraries.ts';
import { encode } from '../../ingest/sparkplug/support/encode.ts';
import { messages } from '../../ingest/sparkplug/support/fixtures.ts';
import { decodePlainly } from '../../ingest/sparkplug/support/plain-decoder.ts';

/** Undefined where the bytes are malformed, or no payload. */
function payloadOf(bytes: Uint8Array): SparkplugPayload | undefined {
  const decoded = decodeSparkplugPayload(bytes);
  return decoded.kind === 'payload' ? decoded.payload : undefined;
}

test('what is written is read as it was, by the decoder and by a plain one', () => {
  fc.assert(
    fc.property(plainMessage(), (plain) => {
      // A sequence number is one of 0 to 255; the definition has 64 bits for it.
      const seq = typeof plain['seq'] === 'bigint' ? { seq: plain['seq'] & 255n } : {};
      const payload = payloadOf(encode({ ...plain, ...seq })) as SparkplugPayload;
      const bytes = encodeSparkplugPayload(payload);
      expect(payloadOf(bytes)).toEqual(payload);
      expect(decodePlainly(bytes)).toEqual(payload);
    }),
    { numRuns: 300 },
  );
});

test('messages that others encoded with the library of Protocol Buffers have the same bytes when they are written again', () => {
  let compared = 0;
  for (const { file, hex } of messages) {
    // One of them has a field that nobody knows, which is passed over; STATE is JSON.
    if (file.endsWith('.json') || file.includes('unknown-field')) continue;
    const payload = payloadOf(Buffer.from(hex, 'hex'));
    if (payload === undefined) continue;
    expect([file, Buffer.from(encodeSparkplugPayload(payload)).toString('hex')]).toEqual([file, hex]);
    compared++;
  }
  expect(compared).toBeGreaterThan(10);
});

test('the record that its example has gives the bytes that it says', () => {
  expect(encodeSparkplugPayload({ sequence: 7 })).toEqual(Uint8Array.of(0x18, 0x07));
});
