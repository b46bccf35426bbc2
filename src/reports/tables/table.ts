/** A table of a report as data: typed columns with headings, rows of plain values. What writes it chooses the look. */

/**
 * What stands in a column. Times are kept in milliseconds and ratios as 0 to 1 until they are written: `minutes` with two
 * decimals, `ratio` as percent, `money` in the document's currency. `measure` is for a column whose unit differs by row.
 */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'number'
  | 'pieces'
  | 'minutes'
  | 'money'
  | 'ratio'
  | 'instant'
  | 'date'
  | 'measure';

/** How a single value is meant. */
export type ValueType = Exclude<ColumnType, 'measure'>;

/** A value whose unit is its own, in a column of `measure`. */
export interface Measure {
  readonly type: ValueType;
  readonly value: string | number;
}

/** `null` where nothing is known or nothing applies; an instant is RFC 3339 with the plant's offset. */
export type CellValue = string | number | Measure | null;

export interface TableColumn {
  /** Such as `runMs`: the same in every language. */
  readonly id: string;
  /** In the audience's language. */
  readonly label: string;
  /** The label with its unit. */
  readonly heading: string;
  readonly type: ColumnType;
}

export interface Table {
  /** Such as `planned-stops`: part of file names, and what `--table` takes. */
  readonly id: string;
  /** In the audience's language; at most 31 characters, as a sheet's name. */
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly CellValue[])[];
  /**
   * Per row, which row it is whatever its figures: the same id in a later revision is the same row. Undefined for a table
   * that is no figure of the window, such as what it is compared with.
   */
  readonly rowIds: readonly string[] | undefined;
  /** Per row, its name for a reader; as long as `rowIds`. */
  readonly rowNames: readonly string[];
}

export function isMeasure(cell: CellValue): cell is Measure {
  return typeof cell === 'object' && cell !== null;
}

/** The type and value of a cell, its own unit where it has one. */
export function typedCell(cell: CellValue, type: ColumnType): { type: ValueType; value: string | number | null } {
  if (isMeasure(cell)) return cell;
  return { type: type === 'measure' ? 'text' : type, value: cell };
}
