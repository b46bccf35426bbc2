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
  /** One value of one tag at one instant. Its identity is tag, instant and sequence (`identifyReadings`). */
  reading: {
    /** Tag id of the plant file. */
    tag: 'text',
    at: 'instant',
    /** In the tag's unit; a boolean as 0 or 1; absent where the value is a text or there is none. */
    value: 'number',
    /** The value of a tag of type text. */
    text: 'text',
    /** One of `readingQualities`; absent means good. */
    quality: 'text',
    /** Of the source, where it has one: tells apart readings of a tag at the same instant. */
    sequence: 'number',
    source: 'text',
  },
  /** An interval in which a source or tag was silent when it should not have been, or in which readings were lost. */
  gap: {
    source: 'text',
    /** Tag id; absent where the whole source was silent. */
    tag: 'text',
    startAt: 'instant',
    /** Exclusive; `gapOpenEndAt` while it lasts, so that it touches every later window. */
    endAt: 'instant',
    /** One of `gapCauses`. */
    cause: 'text',
    /** One of `gapStatuses`. */
    status: 'text',
    /** Readings known to be lost in it; absent where nobody knows. */
    lostCount: 'number',
    /** When the first reading came that lies within the gap: back-filled. */
    recoveredAt: 'instant',
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
    /**
     * When it was received first, by the clock of who received it: it expires by this. Absent in those of before it was
     * noted. Part of neither identity nor content, so that the same row received again is a duplicate.
     */
    receivedAt: 'instant',
  },
} as const;

export type FactKind = keyof typeof factColumns;
/** A new one goes to the end: fingerprints count kinds by their place. */
export const factKinds: readonly FactKind[] = ['production', 'equipmentState', 'refusal', 'reading', 'gap'];
export type ColumnName<K extends FactKind> = keyof (typeof factColumns)[K] & string;

/** By kind: the column its facts are sorted by first, and those of its time; a reading begins and ends at its instant. */
export const factAxes: {
  readonly [K in FactKind]: {
    readonly place: ColumnName<K>;
    readonly start: ColumnName<K>;
    readonly end: ColumnName<K>;
  };
} = {
  production: { place: 'equipment', start: 'startAt', end: 'endAt' },
  equipmentState: { place: 'equipment', start: 'startAt', end: 'endAt' },
  reading: { place: 'tag', start: 'at', end: 'at' },
  gap: { place: 'source', start: 'startAt', end: 'endAt' },
  refusal: { place: 'source', start: 'startAt', end: 'endAt' },
};

/** How far a reading can be believed; a good one says nothing. A bad one keeps its value where it has one. */
export const readingQualities = ['uncertain', 'bad'] as const;
export type ReadingQuality = (typeof readingQualities)[number];

/**
 * Why there is a gap. `silence`: a tag said nothing for longer than its expected interval; `disconnected`: no connection
 * to the source; `stopped`: gemba did not run; `sequence`: the source's own numbers jump; `buffer-full`: the oldest
 * readings of droppable tags were dropped; `buffer-damaged`: the buffer could not be read back.
 */
export const gapCauses = ['silence', 'disconnected', 'stopped', 'sequence', 'buffer-full', 'buffer-damaged'] as const;
export type GapCause = (typeof gapCauses)[number];

/** `open`: it lasts; `closed`: readings came again; `recovered`: readings of the time within it came later. */
export const gapStatuses = ['open', 'closed', 'recovered'] as const;
export type GapStatus = (typeof gapStatuses)[number];

/** End of a gap that lasts: the last instant of a JavaScript date. */
export const gapOpenEndAt = 8.64e15;

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

/**
 * States a piece of equipment is reported to be in. `starved`, `blocked` and `idle`: it could run, but nothing comes to it, it
 * cannot give away what it made, or nobody wants anything of it. What nobody reported is silence, not a state.
 */
export const equipmentStates = ['running', 'setup', 'down', 'starved', 'blocked', 'idle'] as const;
export type EquipmentState = (typeof equipmentStates)[number];

/** The text at row `i`; `''` where absent. */
export function textAt(column: TextColumn, i: number): string {
  return column.dictionary[column.codes[i] as number] as string;
}
