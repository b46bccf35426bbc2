/** The one command that gemba sends: a request that an edge node publish its births again. */

import type { Publication } from '../mqtt/publication.ts';
import { booleanType } from './data-types.ts';
import { sparkplugNamespace } from './topic.ts';

export const rebirthMetric = 'Node Control/Rebirth';

const name = new TextEncoder().encode(rebirthMetric);

/**
 * An NCMD with `Node Control/Rebirth` = true; without a sequence number, as the specification asks of commands.
 * Source: Sparkplug 3.0, 6.4.24 (NCMD).
 *
 * @param nowMs - UTC epoch ms, a whole number above 0.
 */
export function createRebirthCommand(group: string, node: string, nowMs: number): Publication {
  const time = encodeVarint(Math.floor(nowMs));
  const metric = [0x0a, name.length, ...name, 0x18, ...time, 0x20, booleanType, 0x70, 1];
  const payload = Uint8Array.from([0x08, ...time, 0x12, metric.length, ...metric]);
  return { topic: `${sparkplugNamespace}/${group}/NCMD/${node}`, payload, qos: 0, retain: false };
}

function encodeVarint(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}
