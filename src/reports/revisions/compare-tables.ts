/** Which figures of the window differ between two renderings of one report. */
import { type CellValue, type Table, typedCell } from '../tables/table.ts';
import type { ChangeUnit, FigureChange, RevisionTolerance } from './revision.ts';

interface Figure {
  readonly id: string;
  readonly where: string;
  readonly figure: string;
  readonly unit: ChangeUnit;
  readonly value: number | null;
  /** A bound of another figure; told after those. */
  readonly isBound: boolean;
}

/**
 * Figures that changed beyond the tolerance: pieces, times and ratios of the tables whose rows are the window's own.
 * Ranges of earlier days, findings and people are no figures of the window. A figure that became known or unknown has
 * changed; one of a row that came or went has, unless it was 0.
 *
 * In the order of the tables, so those of the plant come first; bounds after what they bound. Empty: nothing changed.
 */
export function compareTables(
  before: readonly Table[],
  after: readonly Table[],
  tolerance: RevisionTolerance,
): FigureChange[] {
  const earlier = new Map(listFigures(before).map((figure) => [figure.id, figure]));
  const later = listFigures(after);
  const kept = new Set(later.map(({ id }) => id));
  const gone = [...earlier.values()].filter(({ id }) => !kept.has(id)).map((figure) => ({ ...figure, value: null }));
  const changes = [...later, ...gone].flatMap((figure) => {
    const was = earlier.get(figure.id);
    const isNewRow = was === undefined;
    const from = was?.value ?? null;
    const to = figure.value;
    const isGoneRow = !kept.has(figure.id);
    if ((isNewRow || isGoneRow) && (from ?? to ?? 0) === 0) return [];
    return differs(from, to, figure.unit, tolerance) ? [{ figure, from, to }] : [];
  });
  return changes
    .sort((a, b) => Number(a.figure.isBound) - Number(b.figure.isBound))
    .map(({ figure: { id, where, figure, unit }, from, to }) => ({ id, where, figure, unit, from, to }));
}

function listFigures(tables: readonly Table[]): Figure[] {
  return tables.flatMap(({ id: table, columns, rows, rowIds, rowNames }) =>
    rowIds === undefined
      ? []
      : rows.flatMap((row, i) =>
          columns.flatMap(({ id, label, type }, k) => {
            if (type !== 'pieces' && type !== 'minutes' && type !== 'ratio') return [];
            return [
              {
                id: `${table}/${rowIds[i]}/${id}`,
                where: rowNames[i] ?? '',
                figure: label,
                unit: type,
                value: numberOf(row[k] ?? null),
                isBound: id.includes('.'),
              },
            ];
          }),
        ),
  );
}

function numberOf(cell: CellValue): number | null {
  const { value } = typedCell(cell, 'number');
  return typeof value === 'number' ? value : null;
}

function differs(from: number | null, to: number | null, unit: ChangeUnit, tolerance: RevisionTolerance): boolean {
  if (from === null || to === null) return from !== to;
  const allowed = { pieces: tolerance.pieces, minutes: tolerance.minutes * 60_000, ratio: tolerance.points / 100 }[
    unit
  ];
  // What is written and read again may differ in the last digit.
  return Math.abs(to - from) > allowed + 1e-9;
}
