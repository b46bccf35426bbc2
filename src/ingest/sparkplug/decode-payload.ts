/** Bytes of a Sparkplug message to its records. */
import { decodeMetric } from './decode-metric.ts';
import type { Metric, SparkplugPayload } from './payload.ts';
import { type Uint64, type WireFailure, WireReader, wireTypes } from './wire-reader.ts';

export type DecodedPayload =
  | { readonly kind: 'payload'; readonly payload: SparkplugPayload }
  /** Nothing of a message that is malformed anywhere is used: half a birth would be a wrong one. */
  | { readonly kind: 'malformed'; readonly failure: WireFailure; readonly offsetBytes: number };

/**
 * Decodes a payload of Sparkplug B. Never throws for what is in the bytes. Unknown fields, and known ones of another wire
 * type, are passed over; of a field that comes twice the last one holds. Byte values are views of `bytes`, not copies.
 * Bounded: 262,144 metrics, properties, cells and parameters together, 16 levels deep.
 * Source: Sparkplug 3.0, 6.4; `sparkplug_b.proto` of Eclipse Tahu.
 *
 * @example
 * decodePayload(Uint8Array.of(0x18, 0x07)); // { kind: 'payload', payload: { sequence: 7, metrics: [], … } }
 */
export function decodePayload(bytes: Uint8Array): DecodedPayload {
  const reader = new WireReader(bytes);
  let timestamp: Uint64 | undefined;
  let sequence: Uint64 | undefined;
  let uuid: string | undefined;
  let body: Uint8Array | undefined;
  const metrics: Metric[] = [];
  while (reader.next()) {
    const { field, wireType } = reader;
    if (field === 2 && wireType === wireTypes.bytes) {
      if (reader.spend(1)) metrics.push(decodeMetric(reader));
    } else if (field === 1 && wireType === wireTypes.varint) timestamp = reader.uint64();
    else if (field === 3 && wireType === wireTypes.varint) sequence = reader.uint64();
    else if (field === 4 && wireType === wireTypes.bytes) uuid = reader.text();
    else if (field === 5 && wireType === wireTypes.bytes) body = reader.slice();
    else reader.skip();
  }
  if (reader.failure !== undefined) {
    return { kind: 'malformed', failure: reader.failure, offsetBytes: reader.failedAt };
  }
  return {
    kind: 'payload',
    payload: { timestamp, metrics, sequence: sequence === undefined ? undefined : Number(sequence), uuid, body },
  };
}
