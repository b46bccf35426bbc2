/** All edge nodes of a broker as a Host Application sees them: messages in, readings and requests out. */
import { decodePayload } from './decode-payload.ts';
import type { HeldBirth } from './draft-tags.ts';
import { HostOutput } from './host-output.ts';
import { answerOwnState, type HostConnection } from './host-state.ts';
import { NodeSession, type NodeSessionOptions } from './node-session.ts';
import { fingerprintOf, type NodeMessage, type SparkplugMessage } from './sparkplug-message.ts';
import { parseTopic, type SparkplugTopic } from './topic.ts';

export interface SparkplugHostOptions extends NodeSessionOptions {
  readonly hostId: string;
  readonly nodesMax: number;
}

export const hostDefaults: Omit<SparkplugHostOptions, 'hostId'> = {
  reorderTimeoutMs: 2_000,
  reorderCountMax: 64,
  devicesMax: 1_000,
  nodesMax: 10_000,
  rebirth: { firstMs: 10_000, longestMs: 300_000 },
};

/**
 * The state of a Host Application, without clock or connection: both are given. What it returns is complete; nothing is
 * thrown for what is in a message. A host that starts anew knows no births, and asks each node for one when it hears of it.
 *
 * @example
 * const host = new SparkplugHost({ ...hostDefaults, hostId: 'gemba' });
 * const { readings, publications } = host.receive(message, connection, Date.now());
 */
export class SparkplugHost {
  readonly #options: SparkplugHostOptions;
  readonly #nodes: Map<string, NodeSession> = new Map();

  constructor(options: SparkplugHostOptions) {
    this.#options = options;
  }

  /** When `tick` has something to do, UTC epoch ms; `Infinity` where it has not. */
  get dueAt(): number {
    let dueAt = Number.POSITIVE_INFINITY;
    for (const node of this.#nodes.values()) dueAt = Math.min(dueAt, node.dueAt);
    return dueAt;
  }

  receive(message: SparkplugMessage, connection: HostConnection, nowMs: number): HostOutput {
    const output = new HostOutput();
    const topic = parseTopic(message.topic);
    if (topic === undefined) output.refuse('unknown-topic', message, '', 'a topic of spBv1.0');
    else if (topic.kind === 'state') this.#onState(message, topic.hostId, connection, output);
    else if (topic.verb === 'NCMD' || topic.verb === 'DCMD') output.drop(message, 'other-host');
    else if (message.isRetained) output.drop(message, 'retained');
    else this.#onEdge(message, topic, nowMs, output);
    return output;
  }

  /** What the nodes declare; `draftTags` makes tags of it. */
  listBirths(): readonly HeldBirth[] {
    return [...this.#nodes.values()].flatMap((node) => node.listBirths());
  }

  /** Gives up on what is missing for too long, and asks again for births that did not come. */
  tick(nowMs: number): HostOutput {
    const output = new HostOutput();
    for (const node of this.#nodes.values()) if (node.dueAt <= nowMs) node.tick(nowMs, output);
    return output;
  }

  #onState(message: SparkplugMessage, hostId: string, connection: HostConnection, output: HostOutput): void {
    if (hostId !== this.#options.hostId) {
      output.drop(message, 'other-host');
      return;
    }
    output.applied.push(message);
    const answer = answerOwnState(message.payload, connection);
    if (answer !== undefined) output.publications.push(answer);
  }

  #onEdge(
    message: SparkplugMessage,
    topic: Extract<SparkplugTopic, { kind: 'edge' }>,
    nowMs: number,
    output: HostOutput,
  ): void {
    const decoded = decodePayload(message.payload);
    if (decoded.kind === 'malformed') {
      const { failure, offsetBytes } = decoded;
      output.refuse('malformed', message, '', `a payload of Sparkplug B (${failure} at byte ${offsetBytes})`);
      return;
    }
    const node = this.#open(topic.group, topic.node);
    const { nodesMax } = this.#options;
    if (node === undefined) {
      output.refuse('too-many', message, '', `at most ${nodesMax} edge nodes`);
      return;
    }
    const { payload } = decoded;
    const nodeMessage: NodeMessage = {
      message,
      verb: topic.verb,
      device: topic.device,
      payload,
      at: payload.timestamp === undefined ? Number.NaN : Number(payload.timestamp),
      fingerprint: fingerprintOf(message.payload),
    };
    node.receive(nodeMessage, nowMs, output);
  }

  #open(group: string, node: string): NodeSession | undefined {
    const scope = `${group}/${node}`;
    const known = this.#nodes.get(scope);
    if (known !== undefined || this.#nodes.size >= this.#options.nodesMax) return known;
    const session = new NodeSession(group, node, this.#options);
    this.#nodes.set(scope, session);
    return session;
  }
}
