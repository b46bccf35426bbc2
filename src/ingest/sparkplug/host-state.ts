/**
 * What a Host Application says of itself: STATE messages and the connection they go with, as records.
 * Source: Sparkplug 3.0, 5.2 (Host Application Session Establishment) and 6.4.29 (STATE).
 */
import type { Publication } from '../mqtt/publication.ts';
import { sparkplugNamespace } from './topic.ts';

export interface HostConnection {
  /** MQTT 3.1.1: clean session; MQTT 5: clean start, with a session that ends with the connection. */
  readonly isClean: true;
  readonly sessionExpirySeconds: 0;
  readonly will: Publication;
  /** To be made first, and in this order. */
  readonly subscriptions: readonly { readonly topic: string; readonly qos: 0 | 1 }[];
  /** To be published once the subscriptions are made, before anything else. */
  readonly birth: Publication;
  /** UTC epoch ms; the same in will and birth of one connection. */
  readonly timestamp: number;
}

export interface HostStateMessage {
  readonly isOnline: boolean;
  /** UTC epoch ms. */
  readonly timestamp: number;
}

/**
 * Plans one connection of a host to one broker; each connection has a plan of its own, made when it connects.
 *
 * @param hostId - One for which `isId` holds.
 * @param scopes - Groups, or nodes as `group/node`, to listen to. Default: all.
 */
export function planHostConnection(hostId: string, nowMs: number, scopes: readonly string[] = ['+']): HostConnection {
  return {
    isClean: true,
    sessionExpirySeconds: 0,
    will: stateOf(hostId, { isOnline: false, timestamp: nowMs }),
    subscriptions: [
      { topic: stateTopicOf(hostId), qos: 1 },
      ...scopes.map((scope) => ({ topic: filterOf(scope), qos: 1 as const })),
    ],
    birth: stateOf(hostId, { isOnline: true, timestamp: nowMs }),
    timestamp: nowMs,
  };
}

/** What an edge node or all of a group publish: `Plant1/EdgeA` or `Plant1`. */
export function filterOf(scope: string): string {
  const [group, node] = scope.split('/');
  return node === undefined ? `${sparkplugNamespace}/${group}/#` : `${sparkplugNamespace}/${group}/+/${node}/#`;
}

/** To be published before a connection is ended on purpose. */
export function planHostDeath(hostId: string, nowMs: number): Publication {
  return stateOf(hostId, { isOnline: false, timestamp: nowMs });
}

/** Reads a STATE message; undefined where it is none of 3.0 (that of 2.2 was the bare word `ONLINE`). */
export function parseStateMessage(payload: Uint8Array): HostStateMessage | undefined {
  let state: unknown;
  try {
    state = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
  if (typeof state !== 'object' || state === null) return undefined;
  const { online, timestamp } = state as Readonly<Record<string, unknown>>;
  if (typeof online !== 'boolean' || typeof timestamp !== 'number') return undefined;
  return { isOnline: online, timestamp };
}

/**
 * What to publish when a STATE message of this host comes in: its birth again where someone says that it is offline, such
 * as the will of the connection before, delivered late. Undefined where nothing is to be said.
 */
export function answerOwnState(payload: Uint8Array, connection: HostConnection): Publication | undefined {
  return parseStateMessage(payload)?.isOnline === false ? connection.birth : undefined;
}

export function stateTopicOf(hostId: string): string {
  return `${sparkplugNamespace}/STATE/${hostId}`;
}

function stateOf(hostId: string, { isOnline, timestamp }: HostStateMessage): Publication {
  const payload = new TextEncoder().encode(JSON.stringify({ online: isOnline, timestamp }));
  return { topic: stateTopicOf(hostId), payload, qos: 1, retain: true };
}
