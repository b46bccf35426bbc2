/** A message of the broker, and what was read from it. */
import type { SparkplugPayload } from './payload.ts';
import type { SparkplugVerb } from './topic.ts';

/** As it came from the broker. */
export interface SparkplugMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** UTC epoch ms. */
  readonly receivedAt: number;
  /** The broker had kept it. */
  readonly isRetained: boolean;
}

/** Of one edge node, decoded. */
export interface NodeMessage {
  readonly message: SparkplugMessage;
  readonly verb: SparkplugVerb;
  readonly device: string | undefined;
  readonly payload: SparkplugPayload;
  /** UTC epoch ms of the payload; `NaN` where it says none. */
  readonly at: number;
  /** The same for the same bytes: tells a redelivery from another message with the same number. */
  readonly fingerprint: number;
}

/** FNV-1a, with the length. */
export function fingerprintOf(bytes: Uint8Array): number {
  let hash = -2128831035 ^ bytes.length;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619);
  return hash;
}
