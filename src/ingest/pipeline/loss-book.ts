/**
 * What the buffer dropped or cannot read goes to the account of its source, and is recorded as gaps. The commit that
 * carries an account carries the note that it was counted too, so that a kill counts it neither twice nor never.
 */
import type { Account, AnyFactTable } from '../../model/index.ts';
import type { BufferDamage, BufferLoss, FactBuffer } from '../buffer/fact-buffer.ts';
import { type GapRecord, gapSourceId, toGapTable } from '../gaps/gap-record.ts';
import { type BatchAccount, noBatchAccount } from './commit-group.ts';
import type { CommittedPlaces } from './committed-places.ts';
import type { FactSink } from './ingest.ts';
import type { Ledger } from './ledger.ts';
import { listMissing, type Missing } from './missing.ts';

export interface LossBookOptions {
  readonly buffer: FactBuffer;
  readonly sink: FactSink;
  readonly places: CommittedPlaces;
  readonly ledger: Ledger;
  readonly clock: () => number;
  readonly onCommitted: (source: string, account: Account) => void;
  readonly onLoss: (loss: BufferLoss) => void;
  readonly onDamage: (damage: BufferDamage) => void;
  /** Facts that went to history without passing through the buffer. */
  readonly onStored: (source: string, facts: readonly AnyFactTable[]) => void;
  /** The account has it: its records never come. */
  readonly onMissing: (missing: Missing) => void;
}

export class LossBook {
  readonly #options: LossBookOptions;
  #settling: Promise<void> = Promise.resolve();

  constructor(options: LossBookOptions) {
    this.#options = options;
  }

  /** Brings to history what the buffer lost since; what history has is not counted again. */
  settle(): Promise<void> {
    this.#settling = this.#settling.then(() => this.#settle());
    return this.#settling;
  }

  async #settle(): Promise<void> {
    const { buffer, clock, ledger, onLoss, onDamage, onMissing } = this.#options;
    const uncounted = listMissing(buffer, clock()).map((missing) => {
      ledger.noteMissing(missing);
      return { missing, accounts: this.#listUncounted(missing) };
    });
    ledger.setUncounted(uncounted.map(({ accounts }) => accounts));
    for (const { missing, accounts } of uncounted) {
      const { origin } = missing;
      if (accounts.size > 0) {
        await this.#count(missing, accounts);
        if (origin.kind === 'loss') onLoss(origin.loss);
        else onDamage(origin.damage);
      }
      onMissing(missing);
      if (origin.kind === 'loss') await buffer.releaseLoss(origin.loss);
    }
  }

  /**
   * Without the sources whose account has it. Losses are settled before a record behind them is committed; so where
   * history has a record behind one that is not counted, it had those in it too, before they were dropped.
   */
  #listUncounted({ key, lane, toNumber, accounts }: Missing): Map<string, BatchAccount> {
    const { places } = this.#options;
    return new Map(
      [...accounts].filter(([source]) => !places.hasCounted(source, key) && !places.has(source, lane, toNumber - 1)),
    );
  }

  async #count({ key, gaps }: Missing, uncounted: Map<string, BatchAccount>): Promise<void> {
    // Gaps first: said again after a kill they are the same, by their keys.
    const told = gaps.filter(({ source }) => uncounted.has(source));
    await this.#commit(gapSourceId, key, { ...noBatchAccount, received: told.length }, told);
    for (const [source, account] of [...uncounted]) {
      await this.#commit(source, key, account, []);
      uncounted.delete(source);
    }
  }

  async #commit(source: string, key: string, account: BatchAccount, gaps: readonly GapRecord[]): Promise<void> {
    const { sink, places, ledger, onCommitted, onStored } = this.#options;
    const facts = gaps.length === 0 ? [] : [toGapTable(gaps)];
    const receipt = await sink.commit({
      source,
      identityBy: 'key',
      facts,
      account,
      position: places.count(source, key, (other) => ledger.knowsMissing(other)),
    });
    ledger.noteCommitted(source, receipt.account);
    onCommitted(source, receipt.account);
    if (facts.length > 0) onStored(source, facts);
  }
}
