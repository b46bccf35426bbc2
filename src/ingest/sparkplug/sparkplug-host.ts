/** All edge nodes of a broker as a Host Application sees them: messages in, readings and requests out. */
import { decodePayload } from './decode-payload.ts';
import type { HeldBirth } from './draft-tags.ts';
import { HostOutput } from './host-output.ts';
import type { HostSink } from './host-sink.ts';
import { answerOwnState, type HostConnection } from './host-state.ts';
import { NodeSession, type NodeSessionOptions } from './node-session.ts';
import { countReadings } from './read-metrics.ts';
import { createRebirthCommand } from './rebirth-command.ts';
import { fingerprintOf, type NodeMessage, type SparkplugMessage } from './sparkplug-message.ts';
import { parseTopic, type SparkplugTopic } from './topic.ts';

export interface SparkplugHostOptions extends NodeSessionOptions {
  readonly hostId: string;
  readonly nodesMax: number;
}

export interface NodeId {
  readonly group: string;
  readonly node: string;
}

export const hostDefaults: Omit<SparkplugHostOptions, 'hostId'> = {
  reorderTimeoutMs: 2_000,
  reorderCountMax: 64,
  devicesMax: 1_000,
  asksForRebirths: true,
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
  /** Nodes that should be there, of which nothing is known, and when they are asked for a birth. */
  #expected: readonly NodeId[] = [];
  #expectedAt: number = Number.POSITIVE_INFINITY;

  constructor(options: SparkplugHostOptions) {
    this.#options = options;
  }

  /** When `tick` has something to do, UTC epoch ms; `Infinity` where it has not. */
  get dueAt(): number {
    let dueAt = this.#expectedAt;
    for (const node of this.#nodes.values()) dueAt = Math.min(dueAt, node.dueAt);
    return dueAt;
  }

  /** @param sink - where it all goes; default: into lists, which are returned */
  receive(message: SparkplugMessage, connection: HostConnection, nowMs: number): HostOutput;
  receive<Sink extends HostSink>(
    message: SparkplugMessage,
    connection: HostConnection,
    nowMs: number,
    sink: Sink,
  ): Sink;
  receive(
    message: SparkplugMessage,
    connection: HostConnection,
    nowMs: number,
    sink: HostSink = new HostOutput(),
  ): HostSink {
    const topic = parseTopic(message.topic);
    if (topic === undefined) sink.refuse('unknown-topic', message, '', 'a topic of spBv1.0');
    else if (topic.kind === 'state') this.#onState(message, topic.hostId, connection, sink);
    else if (topic.verb === 'NCMD' || topic.verb === 'DCMD') sink.drop(message, 'other-host', 0);
    else this.#onEdge(message, topic, nowMs, sink);
    return sink;
  }

  /** What the nodes declare; `draftTags` makes tags of it. */
  listBirths(): readonly HeldBirth[] {
    return [...this.#nodes.values()].flatMap((node) => node.listBirths());
  }

  /** Gives up on what is missing for too long, and asks for births that did not come. */
  tick(nowMs: number): HostOutput;
  tick<Sink extends HostSink>(nowMs: number, sink: Sink): Sink;
  tick(nowMs: number, sink: HostSink = new HostOutput()): HostSink {
    for (const node of this.#nodes.values()) if (node.dueAt <= nowMs) node.tick(nowMs, sink);
    if (this.#expectedAt <= nowMs) this.#askExpected(nowMs, sink);
    return sink;
  }

  /**
   * A connection is there, the first or another one: what came before it nobody knows. All nodes are asked for a birth
   * that give none by themselves within the reorder timeout.
   *
   * @param expected - nodes to be asked, once, though nothing was heard of them
   */
  connect(nowMs: number, expected: readonly NodeId[]): void {
    for (const node of this.#nodes.values()) node.reconnect(nowMs);
    this.#expected = this.#options.asksForRebirths ? expected.slice(0, this.#options.nodesMax) : [];
    if (this.#expected.length > 0) this.#expectedAt = nowMs + this.#options.reorderTimeoutMs;
  }

  /** No more is going to come: reads the messages that wait for others, as they are. */
  flush<Sink extends HostSink>(nowMs: number, sink: Sink): Sink {
    for (const node of this.#nodes.values()) node.flush(nowMs, sink);
    return sink;
  }

  #askExpected(nowMs: number, sink: HostSink): void {
    for (const { group, node } of this.#expected) {
      const scope = `${group}/${node}`;
      if (this.#nodes.has(scope)) continue;
      sink.publish(createRebirthCommand(group, node, nowMs));
      sink.noteRebirth(scope, 'no-birth');
    }
    this.#expected = [];
    this.#expectedAt = Number.POSITIVE_INFINITY;
  }

  #onState(message: SparkplugMessage, hostId: string, connection: HostConnection, sink: HostSink): void {
    if (hostId !== this.#options.hostId) {
      sink.drop(message, 'other-host', 0);
      return;
    }
    sink.apply(message);
    const answer = answerOwnState(message.payload, connection);
    if (answer !== undefined) sink.publish(answer);
  }

  #onEdge(
    message: SparkplugMessage,
    topic: Extract<SparkplugTopic, { kind: 'edge' }>,
    nowMs: number,
    sink: HostSink,
  ): void {
    const decoded = decodePayload(message.payload);
    if (decoded.kind === 'malformed') {
      const { failure, offsetBytes } = decoded;
      sink.refuse('malformed', message, '', `a payload of Sparkplug B (${failure} at byte ${offsetBytes})`);
      return;
    }
    const { payload } = decoded;
    if (message.isRetained) {
      sink.drop(message, 'retained', countReadings(payload));
      return;
    }
    const node = this.#open(topic.group, topic.node);
    const { nodesMax } = this.#options;
    if (node === undefined) {
      sink.refuse('too-many', message, '', `at most ${nodesMax} edge nodes`);
      return;
    }
    const nodeMessage: NodeMessage = {
      message,
      verb: topic.verb,
      device: topic.device,
      payload,
      at: payload.timestamp === undefined ? Number.NaN : Number(payload.timestamp),
      fingerprint: fingerprintOf(message.payload),
    };
    node.receive(nodeMessage, nowMs, sink);
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
