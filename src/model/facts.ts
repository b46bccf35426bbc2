/**
 * Facts: what happened, never changed afterwards, held in columns. A table holds facts of one kind; objects per fact
 * exist only at the edges.
 *
 * Text is dictionary-encoded: `codes[i]` points into `dictionary`, code 0 is always the empty string and means absent.
 * Numbers are doubles; `NaN` inside a number column means absent (it never leaves the column: readers turn it into an
 * `Unknown` with its reason).
 */

/** `text`: dictionary-encoded; `number`: double; `instant`: UTC epoch ms; `flag`: 0 or 1 (held as number). */
export const columnTypes = ['text', 'number', 'instant', 'flag'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** Columns per fact kind. Adding a kind is adding its columns here. */
export const factColumns = {
  /** An interval with what was made in it. `state` is `running`, or `setup` where pieces were made in setting up. */
  production: {
    /** Equipment id of the plant file. */
    equipment: 'text',
    startAt: 'instant',
    /** Exclusive; equal to `startAt` for a report of an instant. */
    endAt: 'instant',
    /** One of `equipmentStates`. */
    state: 'text',
    workOrder: 'text',
    operation: 'text',
    product: 'text',
    /** Person tokens, separated by one space. */
    operators: 'text',
    /** Ordered quantity of the work order, pieces. */
    orderCount: 'number',
    /** Code of the reason tree. */
    reason: 'text',
    /**
     * What was read otherwise than written, `field=received code` parts joined by `; `:
     * `endAt=2012-03-30T02:15 local-time-skipped`. Absent where nothing was.
     */
    adjustment: 'text',
    completedCount: 'number',
    scrapCount: 'number',
    holdCount: 'number',
    /** 1 where the row is rework: its pieces were finished before. */
    isRework: 'flag',
    /** Code of the defect tree. */
    defect: 'text',
    /** Source id of the plant file. */
    source: 'text',
    /** File name as delivered (no folder), or topic. */
    file: 'text',
    /** 1-based line in the file; the header of a CSV is line 1. */
    line: 'number',
  },
  /** An interval in one state, with its reason: breakdowns, stops. */
  equipmentState: {
    equipment: 'text',
    startAt: 'instant',
    endAt: 'instant',
    state: 'text',
    workOrder: 'text',
    operation: 'text',
    product: 'text',
    operators: 'text',
    orderCount: 'number',
    reason: 'text',
    adjustment: 'text',
    source: 'text',
    file: 'text',
    line: 'number',
  },
  /** A row that could not become a fact: kept with its reason and raw bytes until it is replayed or expires. */
  refusal: {
    /** The interval the row speaks of, where it could be read; `NaN` belongs to no window. */
    startAt: 'instant',
    endAt: 'instant',
    /** Reason code, one of ingest's refusal codes. */
    code: 'text',
    /** Column or field that was wrong. */
    field: 'text',
    /** What was received, cut to 200 characters. */
    received: 'text',
    expected: 'text',
    /** The row as it came; bytes that are not UTF-8, and NUL, as `\xNN`. Personal data: never in a report. */
    raw: 'text',
    /** The header of its CSV file, as it came: with it the row can be replayed by itself. Absent for other files. */
    header: 'text',
    /** `open`, or `replayed` once a fix let it in. */
    status: 'text',
    source: 'text',
    file: 'text',
    line: 'number',
  },
} as const;

export type FactKind = keyof typeof factColumns;
export const factKinds: readonly FactKind[] = ['production', 'equipmentState', 'refusal'];
export type ColumnName<K extends FactKind> = keyof (typeof factColumns)[K] & string;

export interface TextColumn {
  /** `dictionary[0]` is `''`: absent. */
  readonly dictionary: readonly string[];
  readonly codes: Uint32Array;
}

export type ColumnData<T extends ColumnType> = T extends 'text' ? TextColumn : Float64Array;

/** Facts of one kind, in columns, all of `length`. */
export interface FactTable<K extends FactKind = FactKind> {
  readonly kind: K;
  readonly length: number;
  /**
   * 16 bytes a fact: the source's key or the keyed hash of its mapped fields and ordinal. For one identity a content
   * seen before is a duplicate; only unseen content supersedes.
   */
  readonly identity: Uint8Array;
  /** 16 bytes a fact: keyed hash of its mapped fields, without position. */
  readonly content: Uint8Array;
  readonly columns: { readonly [C in ColumnName<K>]: ColumnData<(typeof factColumns)[K][C] & ColumnType> };
}

export type AnyFactTable = { [K in FactKind]: FactTable<K> }[FactKind];

/** States a piece of equipment is reported to be in. What nobody reported is silence, not a state. */
export const equipmentStates = ['running', 'setup', 'down'] as const;
export type EquipmentState = (typeof equipmentStates)[number];

/** The text at row `i`; `''` where absent. */
export function textAt(column: TextColumn, i: number): string {
  return column.dictionary[column.codes[i] as number] as string;
}
