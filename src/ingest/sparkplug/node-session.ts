/** One edge node as a host knows it: born or not, in which order its messages come, and what to ask of it. */
import { BirthHistory, findBdSeq } from './birth-history.ts';
import type { HeldBirth } from './draft-tags.ts';
import type { HostSink, RebirthReason } from './host-sink.ts';
import { createMetricTable, type MetricTable } from './metric-table.ts';
import { NodeTables } from './node-tables.ts';
import { countReadings, readMetrics } from './read-metrics.ts';
import { createRebirthCommand } from './rebirth-command.ts';
import { RebirthLimit, type RebirthLimitOptions } from './rebirth-limit.ts';
import { type NumberedMessage, numberMessage, SequenceWindow } from './sequence-window.ts';
import type { NodeMessage } from './sparkplug-message.ts';

export interface NodeSessionOptions {
  /** How long a message waits for those before it; then a rebirth is asked for. */
  readonly reorderTimeoutMs: number;
  /** How many messages of a node wait at most. */
  readonly reorderCountMax: number;
  readonly devicesMax: number;
  /** Whether nodes are asked for a rebirth where one is needed. */
  readonly asksForRebirths: boolean;
  readonly rebirth: RebirthLimitOptions;
}

/** So many messages older than the birth, and none newer between, are no stragglers: the clock was set back. */
const oldInARowMax = 8;

export class NodeSession {
  readonly #group: string;
  readonly #node: string;
  readonly #options: NodeSessionOptions;
  readonly #tables: NodeTables;
  readonly #window: SequenceWindow = new SequenceWindow();
  readonly #births: BirthHistory = new BirthHistory();
  readonly #limit: RebirthLimit;
  #rebirthReason: RebirthReason = 'no-birth';
  #state: 'unborn' | 'born' | 'dead' = 'unborn';
  #diedAt: number = Number.NEGATIVE_INFINITY;
  /** UTC epoch ms by the node's clock of the message last taken. */
  #lastAt: number = Number.NaN;

  #oldInARow: number = 0;

  constructor(group: string, node: string, options: NodeSessionOptions) {
    this.#group = group;
    this.#node = node;
    this.#options = options;
    this.#tables = new NodeTables(`${group}/${node}`);
    this.#limit = new RebirthLimit(options.rebirth);
  }

  /** When `tick` has something to do; `Infinity` where it has not. */
  get dueAt(): number {
    const { reorderTimeoutMs, asksForRebirths } = this.#options;
    const askAt = asksForRebirths ? this.#limit.dueAt : Number.POSITIVE_INFINITY;
    return Math.min(this.#window.heldSince + reorderTimeoutMs, askAt);
  }

  /** The last births, also of a node that has died since. */
  listBirths(): readonly HeldBirth[] {
    return this.#state === 'unborn' ? [] : this.#tables.listBirths();
  }

  receive(message: NodeMessage, nowMs: number, sink: HostSink): void {
    if (message.verb === 'NBIRTH') this.#onBirth(message, nowMs, sink);
    else if (message.verb === 'NDEATH') this.#onDeath(message, nowMs, sink);
    else this.#onNumbered(message, nowMs, sink);
    this.#ask(nowMs, sink);
  }

  /** To be called when it is due; calling it earlier is harmless. */
  tick(nowMs: number, sink: HostSink): void {
    if (nowMs >= this.#window.heldSince + this.#options.reorderTimeoutMs) this.#giveUp(nowMs, sink);
    this.#ask(nowMs, sink);
  }

  /**
   * The connection was away, and nobody knows what came meanwhile. A node that heeds the state of its host is born again by
   * itself; it is asked where it is not within the reorder timeout.
   */
  reconnect(nowMs: number): void {
    this.#tables.doubt();
    this.#need('reconnected');
    this.#limit.defer(nowMs, this.#options.reorderTimeoutMs);
  }

  /** No more is going to come: reads those that wait, as they are. */
  flush(nowMs: number, sink: HostSink): void {
    this.#settle(() => true, nowMs, sink);
  }

  #onBirth(birth: NodeMessage, nowMs: number, sink: HostSink): void {
    const { message } = birth;
    const numbered = numberMessage(birth);
    if (numbered === undefined) {
      refuseUnnumbered(birth, sink);
      return;
    }
    if (this.#births.isKnown(birth)) {
      sink.drop(message, 'duplicate', countReadings(birth.payload));
      return;
    }
    const isOlder = this.#state === 'born' && !this.#limit.isNeeded && this.#births.isOlder(birth);
    if (isOlder) {
      sink.drop(message, 'older-birth', countReadings(birth.payload));
      return;
    }
    this.#settle(({ at }) => at < birth.at, nowMs, sink);
    const wasBorn = this.#state === 'born';
    const isRebirth = wasBorn && this.#births.bdSeq === findBdSeq(birth);
    const { scope } = this.#tables;
    if (wasBorn && !isRebirth) {
      // The death was not heard: from the last message on nobody knows.
      const at = this.#lastAt < birth.at ? this.#lastAt : nowMs;
      sink.tell({ kind: 'node-offline', scope, at, reason: 'A new session began.' });
    }
    this.#births.begin(birth);
    this.#window.begin(numbered.sequence);
    this.#state = 'born';
    this.#limit.meet();
    this.#oldInARow = 0;
    this.#lastAt = birth.at;
    const table = this.#tables.bearNode(birth, isRebirth);
    sink.tell({ kind: 'node-online', scope, at: nowMs, isRebirth });
    this.#readBirth(birth, table, isRebirth, sink);
    this.#drain(sink);
  }

  #onDeath(death: NodeMessage, nowMs: number, sink: HostSink): void {
    if (this.#state !== 'born' || findBdSeq(death) !== this.#births.bdSeq) {
      sink.drop(death.message, 'stale-death', countReadings(death.payload));
      return;
    }
    this.#settle(() => true, nowMs, sink);
    this.#state = 'dead';
    this.#diedAt = nowMs;
    // What still comes may be of the next session, whose birth was lost.
    this.#tables.doubt();
    this.#limit.meet();
    sink.apply(death.message);
    sink.tell({
      kind: 'node-offline',
      scope: this.#tables.scope,
      at: nowMs,
      reason: 'The node died (NDEATH).',
    });
  }

  #onNumbered(message: NodeMessage, nowMs: number, sink: HostSink): void {
    const numbered = numberMessage(message);
    const window = this.#window;
    if (numbered === undefined) {
      refuseUnnumbered(message, sink);
      return;
    }
    if (window.isKnown(numbered)) {
      sink.drop(message.message, 'duplicate', countReadings(message.payload));
      return;
    }
    const isCurrent = this.#isCurrent(nowMs);
    if (isCurrent && message.at < this.#births.at) {
      this.#refuseOld(numbered, sink);
      return;
    }
    if (isCurrent && numbered.sequence === window.expected) {
      this.#take(numbered, sink);
      this.#drain(sink);
    } else if (isCurrent && window.takeMissing(numbered)) this.#readLate(numbered, sink);
    else {
      window.hold(numbered, nowMs);
      if (window.heldCount > this.#options.reorderCountMax) this.#giveUp(nowMs, sink);
    }
  }

  /** Whether messages are read by the last births: also for a while after a death, for those that were on their way. */
  #isCurrent(nowMs: number): boolean {
    return this.#state === 'born' || nowMs - this.#diedAt <= this.#options.reorderTimeoutMs;
  }

  /**
   * Of before the birth by the node's own clock: its aliases may mean something else now. Where it has the number that is
   * expected, or comes with others, the clock may have been set back instead; only a birth can tell.
   */
  #refuseOld(numbered: NumberedMessage, sink: HostSink): void {
    this.#window.remember(numbered);
    sink.refuse('before-birth', numbered.message, '', 'a message that is not older than the birth of its node');
    this.#oldInARow++;
    const isClockInDoubt = numbered.sequence === this.#window.expected || this.#oldInARow > oldInARowMax;
    if (this.#state === 'born' && isClockInDoubt) this.#need('missing-messages');
  }

  #drain(sink: HostSink): void {
    for (let next = this.#window.release(); next !== undefined; next = this.#window.release()) this.#take(next, sink);
  }

  /** What is missing does not come any more: those that waited are read without it, and a rebirth is asked for. */
  #giveUp(nowMs: number, sink: HostSink): void {
    this.#settle(() => true, nowMs, sink);
    this.#need(this.#state === 'born' ? 'missing-messages' : 'no-birth');
  }

  /** Reads those that wait and pass the test, as they are. */
  #settle(passes: (numbered: NumberedMessage) => boolean, nowMs: number, sink: HostSink): void {
    const isCurrent = this.#isCurrent(nowMs);
    for (const numbered of this.#window.releaseAll(passes)) {
      if (isCurrent) this.#takeAfterGap(numbered, sink);
      else this.#refuseUnborn(numbered, sink);
    }
  }

  #takeAfterGap(numbered: NumberedMessage, sink: HostSink): void {
    const { scope } = this.#tables;
    const missingCount = this.#window.missingBefore(numbered.sequence);
    if (missingCount !== 0) {
      const toAt = Number.isNaN(numbered.at) ? numbered.message.receivedAt : numbered.at;
      sink.tell({ kind: 'sequence-jump', scope, fromAt: this.#lastAt, toAt, missingCount });
      this.#tables.doubt();
    }
    this.#take(numbered, sink);
  }

  #take(numbered: NumberedMessage, sink: HostSink): void {
    this.#window.take(numbered);
    this.#oldInARow = 0;
    if (!Number.isNaN(numbered.at)) this.#lastAt = numbered.at;
    if (this.#state === 'dead') this.#readLate(numbered, sink);
    else if (numbered.verb === 'DBIRTH') this.#onDeviceBirth(numbered, sink);
    else if (numbered.verb === 'DDEATH') this.#onDeviceDeath(numbered, sink);
    else this.#readData(numbered, sink);
  }

  #readData(numbered: NumberedMessage, sink: HostSink): void {
    const context = this.#tables.find(numbered.device);
    if (context === undefined) {
      this.#refuseUnborn(numbered, sink);
      if (this.#state === 'born') this.#need('no-birth');
    } else if (!readMetrics(numbered, context, sink) && this.#state === 'born') this.#need('unknown-metric');
  }

  /** A message whose time has passed: its values are of use, what it says of births and deaths is not. */
  #readLate(numbered: NumberedMessage, sink: HostSink): void {
    const { device, payload, verb } = numbered;
    if (verb === 'DBIRTH') {
      const table = createMetricTable(this.#tables.scopeOf(device as string), payload.metrics);
      readMetrics(numbered, this.#tables.contextOf(table, false), sink);
    } else if (verb === 'DDEATH') sink.apply(numbered.message);
    else this.#readData(numbered, sink);
  }

  #onDeviceBirth(birth: NumberedMessage, sink: HostSink): void {
    const device = birth.device as string;
    const { devicesMax } = this.#options;
    if (this.#tables.deviceCount >= devicesMax && !this.#tables.has(device)) {
      sink.refuse('too-many', birth.message, '', `at most ${devicesMax} devices of a node`);
      return;
    }
    const { table, wasThere } = this.#tables.bearDevice(device, birth);
    if (!wasThere) sink.tell({ kind: 'device-online', scope: table.scope, at: birth.message.receivedAt });
    this.#readBirth(birth, table, wasThere, sink);
  }

  #onDeviceDeath(death: NumberedMessage, sink: HostSink): void {
    const { device, message } = death;
    sink.apply(message);
    if (!this.#tables.removeDevice(device as string)) return;
    const at = Number.isNaN(death.at) ? message.receivedAt : death.at;
    sink.tell({ kind: 'device-offline', scope: this.#tables.scopeOf(device as string), at });
  }

  #readBirth(birth: NodeMessage, table: MetricTable, wasThere: boolean, sink: HostSink): void {
    readMetrics(birth, this.#tables.contextOf(table, true), sink);
    if (wasThere) return;
    for (const problem of this.#tables.listProblems(table, birth.device)) {
      sink.tell({ kind: 'notice', scope: table.scope, at: birth.message.receivedAt, message: problem });
    }
  }

  #refuseUnborn(numbered: NumberedMessage, sink: HostSink): void {
    this.#window.remember(numbered);
    sink.refuse('no-birth', numbered.message, '', 'a birth of its node, and of its device, before it');
  }

  #need(reason: RebirthReason): void {
    if (!this.#limit.isNeeded) this.#rebirthReason = reason;
    this.#limit.need();
  }

  #ask(nowMs: number, sink: HostSink): void {
    if (!this.#options.asksForRebirths || !this.#limit.ask(nowMs)) return;
    sink.publish(createRebirthCommand(this.#group, this.#node, nowMs));
    sink.noteRebirth(this.#tables.scope, this.#rebirthReason);
  }
}

function refuseUnnumbered({ message }: NodeMessage, sink: HostSink): void {
  sink.refuse('missing-sequence', message, '', 'a sequence number from 0 to 255');
}
