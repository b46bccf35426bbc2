/** The births of one node: which is current, and which come too late. */
import { bdSeqMetric } from './metric-table.ts';
import type { NodeMessage } from './sparkplug-message.ts';

const rememberedMax = 8;
const bdSeqCount = 256;

export class BirthHistory {
  /** Number of the session; undefined where its birth has none. */
  bdSeq: number | undefined = undefined;
  /** UTC epoch ms by the node's clock; `NaN` before the first birth. */
  at: number = Number.NaN;
  #fingerprints: readonly number[] = [];

  isKnown({ fingerprint }: NodeMessage): boolean {
    return this.#fingerprints.includes(fingerprint);
  }

  /**
   * Whether a birth is of before the current one: older by the node's clock, and by the number of its session not newer.
   * Both are asked, because a clock may be set back and the number may begin anew.
   */
  isOlder(birth: NodeMessage): boolean {
    const bdSeq = findBdSeq(birth);
    if (!(birth.at < this.at) || bdSeq === undefined || this.bdSeq === undefined) return false;
    return (this.bdSeq - bdSeq + bdSeqCount) % bdSeqCount < bdSeqCount / 2;
  }

  begin(birth: NodeMessage): void {
    this.bdSeq = findBdSeq(birth);
    this.at = birth.at;
    this.#fingerprints = [birth.fingerprint, ...this.#fingerprints].slice(0, rememberedMax);
  }
}

/** The number of the session that a birth or death of a node is of. */
export function findBdSeq({ payload }: NodeMessage): number | undefined {
  const value = payload.metrics.find(({ name }) => name === bdSeqMetric)?.value;
  return value?.field === 'long' || value?.field === 'int' ? Number(value.value) : undefined;
}
