/** What is read until the next batch is handed over: facts by kind, refusals, adjustments and their counts. */
import type { Adjustment, AnyFactTable, FactKind } from '../model/index.ts';
import { TableBuilder } from './column-builders.ts';
import type { MappedKind } from './config.ts';
import type { SourceBatch } from './source.ts';

export const batchRowsMax = 65_536;
/** Bytes of the file a batch may come from: rows that are long, or refused with their raw bytes, fill it earlier. */
export const batchBytesMax = 16_777_216;
const adjustmentsListedMax = 1_000;

export class Batch {
  readonly production: TableBuilder<'production'> = new TableBuilder('production');
  readonly equipmentState: TableBuilder<'equipmentState'> = new TableBuilder('equipmentState');
  readonly refusal: TableBuilder<'refusal'> = new TableBuilder('refusal');
  /** Counts up with each batch, so that what holds codes of one knows when they are void. */
  number: number = 0;
  received: number = 0;
  refused: number = 0;
  byteLength: number = 0;
  #adjustments: Adjustment[] = [];
  #adjustmentCount: number = 0;

  tableOf(kind: MappedKind): TableBuilder {
    return this[kind] as unknown as TableBuilder;
  }

  readonly #rowsMax: number;

  constructor(rowsMax: number = batchRowsMax) {
    this.#rowsMax = rowsMax;
  }

  get isFull(): boolean {
    return this.received >= this.#rowsMax || this.byteLength >= batchBytesMax;
  }

  addAdjustment(adjustment: Adjustment): void {
    this.#adjustmentCount++;
    if (this.#adjustments.length < adjustmentsListedMax) this.#adjustments.push(adjustment);
  }

  /** The facts, refusals and counts so far; the batch is empty afterwards. */
  take(): Pick<SourceBatch, 'facts' | 'account' | 'adjustments' | 'adjustmentCount'> {
    const builders = [this.production, this.equipmentState, this.refusal] as readonly TableBuilder<FactKind>[];
    const taken = {
      facts: builders.filter(({ length }) => length > 0).map((builder) => builder.build() as AnyFactTable),
      account: { received: this.received, refused: this.refused, filtered: 0, expired: 0, lost: 0 },
      adjustments: this.#adjustments,
      adjustmentCount: this.#adjustmentCount,
    };
    this.number++;
    this.received = 0;
    this.refused = 0;
    this.byteLength = 0;
    this.#adjustments = [];
    this.#adjustmentCount = 0;
    return taken;
  }
}
