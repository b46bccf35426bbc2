/** Tables to be read: columns with what a row says in each. */
import type { Speaker } from '../words/speaker.ts';
import type { Markup } from './markup.ts';
import type { CellView, ListView } from './view.ts';

export interface Column<Row> {
  readonly label: string;
  /** Right-aligned. */
  readonly isNumber?: boolean;
  /** Left empty, to be written on. */
  readonly isBlank?: boolean;
  /** A drawn sign before the text. */
  readonly mark?: (row: Row) => Markup;
  /** The text, or text and a small second line. */
  readonly cell: (row: Row) => string | readonly [text: string, note: string];
}

export interface ListOptions<Row> {
  readonly id: string;
  readonly title: string;
  readonly scope?: string;
  /** The sentence where there is no row. */
  readonly none: string;
  /** More rows are counted, not shown. */
  readonly rowsMax: number;
  /** How many rows there were, where the document keeps fewer; default: all given. */
  readonly count?: number;
  readonly isMarked?: (row: Row) => boolean;
}

/** The first column names the row. */
export function buildList<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { id, title, scope = '', none, rowsMax, count = rows.length, isMarked = () => false }: ListOptions<Row>,
  { words, formats }: Speaker,
): ListView {
  const more = count - Math.min(rows.length, rowsMax);
  return {
    id,
    title,
    scope,
    columns: columns.map(({ label, isNumber = false }) => ({ label, isNumber })),
    rows: rows.slice(0, rowsMax).map((row) => ({
      isMarked: isMarked(row),
      cells: columns.map(({ cell, isNumber = false, isBlank = false, mark }, index): CellView => {
        const written = cell(row);
        const [text, note] = typeof written === 'string' ? [written, ''] : written;
        return {
          text: text === '' && !isBlank ? '–' : text,
          note,
          mark: mark?.(row) ?? '',
          isHead: index === 0,
          isNumber,
          isBlank,
        };
      }),
    })),
    none,
    isLeftOut: false,
    more: more > 0 ? words.labels.rowsMore(formats.integer(more)) : '',
  };
}

/** A list that has nothing to say is not on the page. */
export function leftOutIfEmpty(list: ListView): ListView {
  return { ...list, isLeftOut: list.rows.length === 0 };
}

/** What a mail shows of a list: a phone has room for four columns. One of the others may stand small below the first. */
export function listForMail(list: ListView, shown: readonly number[], below?: number): ListView {
  const pick = <T>(items: readonly T[]): T[] => shown.map((index) => items[index] as T);
  return {
    ...list,
    columns: pick(list.columns),
    rows: list.rows.map(({ isMarked, cells }) => {
      const small = below === undefined ? undefined : cells[below];
      const note =
        small === undefined || small.text === '–' ? '' : `${list.columns[below as number]?.label ?? ''} ${small.text}`;
      return {
        isMarked,
        cells: pick(cells).map((cell, index) => (index === 0 && note !== '' ? { ...cell, note } : cell)),
      };
    }),
  };
}
