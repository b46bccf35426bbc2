/** How tables are declared: rows from a document, and a list of columns. One more table is one more entry of a list. */
import type { WrittenKnown } from '../../model/index.ts';
import type { Speaker } from '../words/speaker.ts';
import type { CellValue, ColumnType, Table, TableColumn } from './table.ts';
import type { ColumnId, TableId, TableWords } from './words/words.ts';

/** What a cell may be written with. */
export interface TableContext {
  readonly speaker: Speaker;
  readonly words: TableWords;
  /** IANA zone that local times are in. */
  readonly zone: string;
  /** ISO 4217, of columns of money; a document without one has no such column. */
  readonly currency: string | undefined;
}

export interface ColumnSpec<Row> {
  readonly id: ColumnId;
  readonly type: ColumnType;
  /** A bound of the figure `id`, told in its heading. */
  readonly bound?: 'low' | 'high';
  cell(row: Row, context: TableContext): CellValue;
}

export interface TableSpec<Document> {
  readonly id: TableId;
  /** Undefined where the document has no such part. */
  build(document: Document, context: TableContext): Table | undefined;
}

export interface TableRows<Document, Row> {
  rows(document: Document): readonly Row[] | undefined;
  columns(document: Document): readonly ColumnSpec<Row>[];
  /**
   * Which row it is, whatever its figures, and its name. Given for tables whose figures are those of the window: a change
   * of one of them makes a revision of a sent report.
   */
  readonly row?: { id(row: Row): string; name(row: Row, context: TableContext): string };
}

/**
 * Declares a table.
 *
 * @example
 * declareTable<Document, Hour>('hours', { rows: ({ hours }) => hours, columns: () => [pieces('completed', (h) => h.completed)] })
 */
export function declareTable<Document, Row>(id: TableId, spec: TableRows<Document, Row>): TableSpec<Document> {
  return {
    id,
    build(document, context) {
      const rows = spec.rows(document);
      if (rows === undefined) return undefined;
      const columns = spec.columns(document);
      return {
        id,
        title: context.words.tables[id],
        columns: columns.map((column) => toColumn(column, context)),
        rows: rows.map((row) => columns.map((column) => column.cell(row, context))),
        rowIds: spec.row === undefined ? undefined : distinct(rows.map(spec.row.id)),
        rowNames: spec.row === undefined ? [] : rows.map((row) => spec.row?.name(row, context) ?? ''),
      };
    },
  };
}

function toColumn<Row>({ id, type, bound }: ColumnSpec<Row>, context: TableContext): TableColumn {
  const { words } = context;
  const said = bound === undefined ? words.columns[id] : `${words.columns[id]}, ${words[bound]}`;
  const unit = unitsOf(context)[type];
  return {
    id: bound === undefined ? id : `${id}.${bound}`,
    label: said,
    heading: unit === undefined ? said : `${said} (${unit})`,
    type,
  };
}

/** What stands behind a heading. */
function unitsOf({ words, zone, currency }: TableContext): Readonly<Partial<Record<ColumnType, string | undefined>>> {
  const { pieces, minutes, percent } = words.units;
  return { pieces, minutes, money: currency, ratio: percent, instant: zone };
}

/** Equal ids in order of the rows get a number: two stops of one machine that began together are two. */
function distinct(ids: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return ids.map((id) => {
    const nth = (seen.get(id) ?? 0) + 1;
    seen.set(id, nth);
    return nth === 1 ? id : `${id}#${nth}`;
  });
}

type Get<Row, Value> = (row: Row, context: TableContext) => Value;
type Make = <Row>(id: ColumnId, get: Get<Row, CellValue>) => ColumnSpec<Row>;

function maker(type: ColumnType): Make {
  return (id, cell) => ({ id, type, cell });
}

export const text: Make = maker('text');
export const integer: Make = maker('integer');
export const number: Make = maker('number');
export const pieces: Make = maker('pieces');
export const minutes: Make = maker('minutes');
export const money: Make = maker('money');
export const instant: Make = maker('instant');
export const date: Make = maker('date');
export const measure: Make = maker('measure');

/** A code in words, where the language has some for it. */
export function coded<Row>(id: ColumnId, get: (row: Row) => string | null): ColumnSpec<Row> {
  return text(id, (row, { words }) => {
    const code = get(row);
    return code === null ? null : (words.values[code] ?? code);
  });
}

/** Yes or no; null where it is not known. */
export function flag<Row>(id: ColumnId, get: (row: Row) => boolean | null): ColumnSpec<Row> {
  return text(id, (row, { words }) => {
    const value = get(row);
    if (value === null) return null;
    return value ? words.yes : words.no;
  });
}

/** A ratio that may be unknown, which is an empty cell; with `bounds` its low and high beside it. */
export function ratio<Row>(
  id: ColumnId,
  get: Get<Row, WrittenKnown>,
  { bounds = false }: { readonly bounds?: boolean } = {},
): readonly ColumnSpec<Row>[] {
  const column = (of: 'value' | 'low' | 'high'): ColumnSpec<Row> => ({
    id,
    type: 'ratio',
    ...(of === 'value' ? {} : { bound: of }),
    cell: (row, context) => knownOf(get(row, context), of),
  });
  return bounds ? [column('value'), column('low'), column('high')] : [column('value')];
}

export function knownOf(known: WrittenKnown, of: 'value' | 'low' | 'high' = 'value'): number | null {
  return 'unknown' in known ? null : known[of];
}
