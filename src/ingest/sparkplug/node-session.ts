/** One edge node as a host knows it: born or not, in which order its messages come, and what to ask of it. */
import { BirthHistory, findBdSeq } from './birth-history.ts';
import type { HeldBirth } from './draft-tags.ts';
import type { HostOutput, RebirthReason } from './host-output.ts';
import { createMetricTable, type MetricTable } from './metric-table.ts';
import { NodeTables } from './node-tables.ts';
import { readMetrics } from './read-metrics.ts';
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
    return Math.min(this.#window.heldSince + this.#options.reorderTimeoutMs, this.#limit.dueAt);
  }

  /** The last births, also of a node that has died since. */
  listBirths(): readonly HeldBirth[] {
    return this.#state === 'unborn' ? [] : this.#tables.listBirths();
  }

  receive(message: NodeMessage, nowMs: number, output: HostOutput): void {
    if (message.verb === 'NBIRTH') this.#onBirth(message, nowMs, output);
    else if (message.verb === 'NDEATH') this.#onDeath(message, nowMs, output);
    else this.#onNumbered(message, nowMs, output);
    this.#ask(nowMs, output);
  }

  /** To be called when it is due; calling it earlier is harmless. */
  tick(nowMs: number, output: HostOutput): void {
    if (nowMs >= this.#window.heldSince + this.#options.reorderTimeoutMs) this.#giveUp(nowMs, output);
    this.#ask(nowMs, output);
  }

  #onBirth(birth: NodeMessage, nowMs: number, output: HostOutput): void {
    const { message } = birth;
    const numbered = numberMessage(birth);
    if (numbered === undefined) {
      refuseUnnumbered(birth, output);
      return;
    }
    if (this.#births.isKnown(birth)) {
      output.drop(message, 'duplicate');
      return;
    }
    const isOlder = this.#state === 'born' && !this.#limit.isNeeded && this.#births.isOlder(birth);
    if (isOlder) {
      output.drop(message, 'older-birth');
      return;
    }
    this.#settle(({ at }) => at < birth.at, nowMs, output);
    const wasBorn = this.#state === 'born';
    const isRebirth = wasBorn && this.#births.bdSeq === findBdSeq(birth);
    const { scope } = this.#tables;
    if (wasBorn && !isRebirth)
      output.events.push({ kind: 'node-offline', scope, at: nowMs, reason: 'A new session began.' });
    this.#births.begin(birth);
    this.#window.begin(numbered.sequence);
    this.#state = 'born';
    this.#limit.meet();
    this.#oldInARow = 0;
    this.#lastAt = birth.at;
    const table = this.#tables.bearNode(birth, isRebirth);
    output.events.push({ kind: 'node-online', scope, at: nowMs, isRebirth });
    this.#readBirth(birth, table, isRebirth, output);
    this.#drain(output);
  }

  #onDeath(death: NodeMessage, nowMs: number, output: HostOutput): void {
    if (this.#state !== 'born' || findBdSeq(death) !== this.#births.bdSeq) {
      output.drop(death.message, 'stale-death');
      return;
    }
    this.#settle(() => true, nowMs, output);
    this.#state = 'dead';
    this.#diedAt = nowMs;
    // What still comes may be of the next session, whose birth was lost.
    this.#tables.doubt();
    this.#limit.meet();
    output.applied.push(death.message);
    output.events.push({
      kind: 'node-offline',
      scope: this.#tables.scope,
      at: nowMs,
      reason: 'The node died (NDEATH).',
    });
  }

  #onNumbered(message: NodeMessage, nowMs: number, output: HostOutput): void {
    const numbered = numberMessage(message);
    const window = this.#window;
    if (numbered === undefined) {
      refuseUnnumbered(message, output);
      return;
    }
    if (window.isKnown(numbered)) {
      output.drop(message.message, 'duplicate');
      return;
    }
    const isCurrent = this.#isCurrent(nowMs);
    if (isCurrent && message.at < this.#births.at) {
      this.#refuseOld(numbered, output);
      return;
    }
    if (isCurrent && numbered.sequence === window.expected) {
      this.#take(numbered, output);
      this.#drain(output);
    } else if (isCurrent && window.takeMissing(numbered)) this.#readLate(numbered, output);
    else {
      window.hold(numbered, nowMs);
      if (window.heldCount > this.#options.reorderCountMax) this.#giveUp(nowMs, output);
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
  #refuseOld(numbered: NumberedMessage, output: HostOutput): void {
    this.#window.remember(numbered);
    output.refuse('before-birth', numbered.message, '', 'a message that is not older than the birth of its node');
    this.#oldInARow++;
    const isClockInDoubt = numbered.sequence === this.#window.expected || this.#oldInARow > oldInARowMax;
    if (this.#state === 'born' && isClockInDoubt) this.#need('missing-messages');
  }

  #drain(output: HostOutput): void {
    for (let next = this.#window.release(); next !== undefined; next = this.#window.release()) this.#take(next, output);
  }

  /** What is missing does not come any more: those that waited are read without it, and a rebirth is asked for. */
  #giveUp(nowMs: number, output: HostOutput): void {
    this.#settle(() => true, nowMs, output);
    this.#need(this.#state === 'born' ? 'missing-messages' : 'no-birth');
  }

  /** Reads those that wait and pass the test, as they are. */
  #settle(passes: (numbered: NumberedMessage) => boolean, nowMs: number, output: HostOutput): void {
    const isCurrent = this.#isCurrent(nowMs);
    for (const numbered of this.#window.releaseAll(passes)) {
      if (isCurrent) this.#takeAfterGap(numbered, output);
      else this.#refuseUnborn(numbered, output);
    }
  }

  #takeAfterGap(numbered: NumberedMessage, output: HostOutput): void {
    const { scope } = this.#tables;
    const missingCount = this.#window.missingBefore(numbered.sequence);
    if (missingCount !== 0) {
      output.events.push({ kind: 'sequence-jump', scope, fromAt: this.#lastAt, toAt: numbered.at, missingCount });
      this.#tables.doubt();
    }
    this.#take(numbered, output);
  }

  #take(numbered: NumberedMessage, output: HostOutput): void {
    this.#window.take(numbered);
    this.#oldInARow = 0;
    if (!Number.isNaN(numbered.at)) this.#lastAt = numbered.at;
    if (this.#state === 'dead') this.#readLate(numbered, output);
    else if (numbered.verb === 'DBIRTH') this.#onDeviceBirth(numbered, output);
    else if (numbered.verb === 'DDEATH') this.#onDeviceDeath(numbered, output);
    else this.#readData(numbered, output);
  }

  #readData(numbered: NumberedMessage, output: HostOutput): void {
    const context = this.#tables.find(numbered.device, output);
    if (context === undefined) {
      this.#refuseUnborn(numbered, output);
      if (this.#state === 'born') this.#need('no-birth');
    } else if (!readMetrics(numbered, context) && this.#state === 'born') this.#need('unknown-metric');
  }

  /** A message whose time has passed: its values are of use, what it says of births and deaths is not. */
  #readLate(numbered: NumberedMessage, output: HostOutput): void {
    const { device, payload, verb } = numbered;
    if (verb === 'DBIRTH') {
      const table = createMetricTable(this.#tables.scopeOf(device as string), payload.metrics);
      readMetrics(numbered, this.#tables.contextOf(table, output));
    } else if (verb === 'DDEATH') output.applied.push(numbered.message);
    else this.#readData(numbered, output);
  }

  #onDeviceBirth(birth: NumberedMessage, output: HostOutput): void {
    const device = birth.device as string;
    const { devicesMax } = this.#options;
    if (this.#tables.deviceCount >= devicesMax && !this.#tables.has(device)) {
      output.refuse('too-many', birth.message, '', `at most ${devicesMax} devices of a node`);
      return;
    }
    const { table, wasThere } = this.#tables.bearDevice(device, birth);
    if (!wasThere) output.events.push({ kind: 'device-online', scope: table.scope, at: birth.message.receivedAt });
    this.#readBirth(birth, table, wasThere, output);
  }

  #onDeviceDeath(death: NumberedMessage, output: HostOutput): void {
    const { device, message } = death;
    output.applied.push(message);
    if (!this.#tables.removeDevice(device as string)) return;
    const at = Number.isNaN(death.at) ? message.receivedAt : death.at;
    output.events.push({ kind: 'device-offline', scope: this.#tables.scopeOf(device as string), at });
  }

  #readBirth(birth: NodeMessage, table: MetricTable, wasThere: boolean, output: HostOutput): void {
    readMetrics(birth, this.#tables.contextOf(table, output));
    if (wasThere) return;
    for (const problem of this.#tables.listProblems(table, birth.device)) {
      output.events.push({ kind: 'notice', scope: table.scope, at: birth.message.receivedAt, message: problem });
    }
  }

  #refuseUnborn(numbered: NumberedMessage, output: HostOutput): void {
    this.#window.remember(numbered);
    output.refuse('no-birth', numbered.message, '', 'a birth of its node, and of its device, before it');
  }

  #need(reason: RebirthReason): void {
    if (!this.#limit.isNeeded) this.#rebirthReason = reason;
    this.#limit.need();
  }

  #ask(nowMs: number, output: HostOutput): void {
    if (!this.#limit.ask(nowMs)) return;
    output.publications.push(createRebirthCommand(this.#group, this.#node, nowMs));
    output.rebirths.push({ scope: this.#tables.scope, reason: this.#rebirthReason });
  }
}

function refuseUnnumbered({ message }: NodeMessage, output: HostOutput): void {
  output.refuse('missing-sequence', message, '', 'a sequence number from 0 to 255');
}
