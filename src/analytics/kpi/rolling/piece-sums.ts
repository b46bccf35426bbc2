/** Sums of what was made, by group and window, that grow batch by batch. */
import type { ElementColumns, ElementTable } from '../element-table.ts';
import type { ElementId } from '../elements.ts';
import { firstPassFreedom } from '../first-pass-freedom.ts';

/** Elements of what is made, whatever it is grouped by. */
const pieceElementIds = [
  'PQ',
  'GQ',
  'SQ',
  'RQ',
  'HELD',
  'IP',
  'GP',
  'DEFECTS',
  'PRPQ',
  'PRGQ',
  'RAPT',
  'APT',
  'AUST',
] as const;
/** Elements that only orders have. */
const orderElementIds: readonly ElementId[] = ['ADET', 'AOET', 'FPQ', 'FOQ'];
const untoldIds = ['held', 'heldAtAll', 'doubtful'] as const;

export type PieceSums = Readonly<
  Record<(typeof pieceElementIds)[number] | 'ADET' | (typeof untoldIds)[number], number>
> & {
  /** What it was made of for which an ideal time is known. */
  readonly isRated: boolean;
};

interface Sum {
  readonly values: Record<string, number>;
  isAnyRated: boolean;
  isAnyUnrated: boolean;
  /** By part: from the first to the last report of the order. */
  readonly spans: Map<number, { fromAt: number; toAt: number }>;
  /** By operation: when it was first at work, and pieces. */
  readonly operations: Map<string, { firstAt: number; pieces: number }>;
}

export interface BatchPart {
  readonly part: number;
  /** Of the reports within the part. */
  readonly fromAt: number;
  readonly toAt: number;
  readonly operation: string;
  readonly sums: PieceSums;
}

export class GroupSums {
  readonly #byWindow = new Map<number, Sum>();

  add(window: number, { part, fromAt, toAt, operation, sums: { isRated, ...values } }: BatchPart): void {
    const sum = this.#at(window);
    for (const [id, value] of Object.entries(values)) sum.values[id] = (sum.values[id] ?? 0) + value;
    if (isRated) sum.isAnyRated = true;
    else sum.isAnyUnrated = true;
    const span = sum.spans.get(part);
    if (span === undefined) sum.spans.set(part, { fromAt, toAt });
    else {
      span.fromAt = Math.min(span.fromAt, fromAt);
      span.toAt = Math.max(span.toAt, toAt);
    }
    const made = sum.operations.get(operation);
    if (made === undefined) sum.operations.set(operation, { firstAt: fromAt, pieces: values.PQ });
    else {
      made.firstAt = Math.min(made.firstAt, fromAt);
      made.pieces += values.PQ;
    }
  }

  /** The figure of an element or of what is untold. A window without reports made nothing. */
  figure(id: string, window: number): number {
    const sum = this.#byWindow.get(window);
    if (sum === undefined) return 0;
    const isCompared = id === 'PRPQ' || id === 'PRGQ' || id === 'RAPT';
    if (isCompared && sum.isAnyUnrated && !sum.isAnyRated) return Number.NaN;
    switch (id) {
      case 'AOET':
        return sum.spans.values().reduce((ms, { fromAt, toAt }) => ms + toAt - fromAt, 0);
      case 'FPQ':
        return firstOf(sum.operations);
      case 'FOQ':
        return sum.values['SQ'] ?? 0;
      default:
        return sum.values[id] ?? 0;
    }
  }

  #at(window: number): Sum {
    let sum = this.#byWindow.get(window);
    if (sum === undefined) {
      sum = { values: {}, isAnyRated: false, isAnyUnrated: false, spans: new Map(), operations: new Map() };
      this.#byWindow.set(window, sum);
    }
    return sum;
  }
}

/** Pieces of the operation that was first at work; of several at once, of the first by name. */
function firstOf(operations: ReadonlyMap<string, { readonly firstAt: number; readonly pieces: number }>): number {
  let [name, first] = ['', undefined as { readonly firstAt: number; readonly pieces: number } | undefined];
  for (const [own, made] of operations)
    if (first === undefined || made.firstAt < first.firstAt || (made.firstAt === first.firstAt && own < name))
      [name, first] = [own, made];
  return first?.pieces ?? 0;
}

/** @param isOfOrders each group is of one order */
export function tableOfSums(groups: readonly GroupSums[], windowCount: number, isOfOrders: boolean): ElementTable {
  const column = (id: string): Float64Array =>
    Float64Array.from({ length: groups.length * windowCount }, (_, row) =>
      (groups[Math.floor(row / windowCount)] as GroupSums).figure(id, row % windowCount),
    );
  const ids: readonly ElementId[] = isOfOrders ? [...pieceElementIds, ...orderElementIds] : pieceElementIds;
  const columns: ElementColumns = Object.fromEntries(ids.map((id) => [id, column(id)]));
  const untold = { held: column('held'), heldAtAll: column('heldAtAll'), doubtful: column('doubtful') };
  return { length: groups.length * windowCount, columns, freedoms: [firstPassFreedom(untold)] };
}
