/**
 * Records of a lane that go to history together: one commit for what follows one another of a source. Within a source
 * the commits keep the order of its records, so that the number a commit carries never passes over one that is not in
 * it.
 */
import type { Account, AnyFactTable } from '../../model/index.ts';
import type { BufferedRecord } from '../buffer/fact-buffer.ts';
import { factCountOf } from './lane-feed.ts';
import { type BufferedPosition, parseBufferedPosition } from './position.ts';

const groupFactsMax = 65_536;
const groupRecordsMax = 4_096;

export type BatchAccount = Pick<Account, 'received' | 'refused' | 'filtered' | 'expired' | 'lost'>;

export const noBatchAccount: BatchAccount = { received: 0, refused: 0, filtered: 0, expired: 0, lost: 0 };

export interface GroupPart {
  readonly source: string;
  readonly identityBy: 'content' | 'key';
  readonly facts: AnyFactTable[];
  account: BatchAccount;
  position: BufferedPosition;
  /** Number of its last record. */
  number: number;
}

export class CommitGroup {
  readonly parts: GroupPart[] = [];
  readonly #lastOf = new Map<string, GroupPart>();
  #lastNumber: number = -1;
  #factCount: number = 0;
  #recordCount: number = 0;

  get lastNumber(): number {
    return this.#lastNumber;
  }

  get factCount(): number {
    return this.#factCount;
  }

  get isFull(): boolean {
    return this.#factCount >= groupFactsMax || this.#recordCount >= groupRecordsMax;
  }

  /** History has it already: it is only let go of. */
  skip({ place }: BufferedRecord): void {
    this.#note(place.number);
  }

  add(record: BufferedRecord): void {
    const { place, batch } = record;
    this.#note(place.number);
    this.#factCount += factCountOf(record);
    const position = parseBufferedPosition(batch.position);
    const last = this.#lastOf.get(batch.source);
    if (last === undefined || last.identityBy !== batch.identityBy) {
      const { source, identityBy, facts, account } = batch;
      const part = { source, identityBy, facts: [...facts], account, position, number: place.number };
      this.#lastOf.set(source, part);
      this.parts.push(part);
      return;
    }
    last.facts.push(...batch.facts);
    last.account = addBatchAccounts(last.account, batch.account);
    if (position.order >= last.position.order) last.position = position;
    last.number = place.number;
  }

  #note(number: number): void {
    this.#lastNumber = number;
    this.#recordCount++;
  }
}

export function addBatchAccounts(a: BatchAccount, b: BatchAccount): BatchAccount {
  return {
    received: a.received + b.received,
    refused: a.refused + b.refused,
    filtered: a.filtered + b.filtered,
    expired: a.expired + b.expired,
    lost: a.lost + b.lost,
  };
}
