/** KPIs as a person reads them at a terminal: of one row line by line, of several as a table. */
import { type Kpi, type KpiDimension, sayWhyUnknown, textOf } from '../../analytics/index.ts';
import type { Plant } from '../../model/index.ts';
import type { KpiFigure, PlantKpiRow, PlantKpis } from '../../runtime/index.ts';
import { figureText, plainFigureText, suffixOf, type TimeScale, timeScaleOf } from '../amounts.ts';
import { formatTable } from '../table.ts';

export interface KpiLinesOptions {
  /** Rows of a table at most; the rest is counted. */
  readonly rowsMax: number;
}

/** More KPIs than these would not fit side by side. */
const columnsMax = 8;

export function kpiLines(plant: Plant, answer: PlantKpis, { rowsMax }: KpiLinesOptions): string[] {
  const { rows, kpis } = answer;
  if (rows.length === 0) return ['Nothing of this is in the window.'];
  if (rows.length > 1 && kpis.length <= columnsMax) return tableLines(plant, answer, rowsMax);
  const shown = rows.slice(0, rowsMax);
  return [
    ...shown.flatMap((row, i) => [...(i > 0 ? [''] : []), ...rowLines(plant, answer, row)]),
    ...restLines(rows.length - shown.length),
  ];
}

/** Every KPI on a line of its own, with its formula; those that are unknown after the others, with what is missing. */
function rowLines(plant: Plant, { kpis, groupBy }: PlantKpis, row: PlantKpiRow): string[] {
  const scale = timeScaleOf(row.window.toAt - row.window.fromAt);
  const head = [row.window.name ?? '', ...groupBy.map((dimension) => nameOf(plant, row, dimension))].join(', ');
  const known: string[][] = [];
  const unknown: string[][] = [];
  for (const kpi of kpis) {
    const figure = row.figures[kpi.id];
    const formula = textOf(kpi.formula);
    if (figure?.kind === 'known')
      known.push([kpi.id, figureText(figure.value, kpi.unit, scale), rangeOf(figure, kpi, scale), kpi.name, formula]);
    else unknown.push([kpi.id, shortReasonOf(figure), kpi.name, formula]);
  }
  return [
    head,
    ...listUnder(['kpi', 'value', 'low to high', 'name', 'formula'], known),
    ...listUnder(['unknown', 'why', 'name', 'formula'], unknown),
    ...listUnder(['not told', 'which is', 'where it comes from'], missingRows([row])),
  ];
}

function listUnder(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : formatTable(heads, rows, { right: ['value'] }).map((line) => `  ${line}`);
}

/** Without what would tell it, which is said once for all. */
function shortReasonOf(figure: KpiFigure | undefined): string {
  if (figure?.kind !== 'unknown') return '';
  const { missing, zero } = figure;
  return missing.length > 0
    ? `no ${missing.map(({ element }) => element).join(', ')}`
    : `${zero.map((divisor) => textOf(divisor)).join(', ')} ${zero.length === 1 ? 'is' : 'are'} 0`;
}

/** Each element that is not told anywhere, once. */
function missingRows(rows: readonly PlantKpiRow[]): string[][] {
  const figures = rows.flatMap((row) => Object.values(row.figures));
  const all = figures.flatMap((figure) => (figure.kind === 'unknown' ? figure.missing : []));
  return [...new Map(all.map((missing) => [missing.element, missing])).values()].map(
    ({ element, name, isTaken, toldBy }) => [element, name, isTaken ? toldBy : `${toldBy} (not taken yet)`],
  );
}

function tableLines(plant: Plant, answer: PlantKpis, rowsMax: number): string[] {
  const { rows, kpis, groupBy } = answer;
  const scale = timeScaleOf(Math.max(...rows.map(({ window }) => window.toAt - window.fromAt)));
  const names = kpis.map(({ id, unit }) => [id, suffixOf(unit, scale)].join(' ').trim());
  const shown = rows.slice(0, rowsMax);
  const cells = shown.map((row) => [
    row.window.name ?? '',
    ...groupBy.map((dimension) => nameOf(plant, row, dimension)),
    ...kpis.flatMap((kpi) => {
      const figure = row.figures[kpi.id];
      return figure?.kind === 'known'
        ? [plainFigureText(figure.value, kpi.unit, scale), rangeOf(figure, kpi, scale)]
        : ['unknown', ''];
    }),
  ]);
  // A KPI whose bounds are its value in every row needs no column for them.
  const heads = ['window', ...groupBy, ...names.flatMap((name) => [name, ''])];
  const isNeeded = heads.map((head, i) => head !== '' || cells.some((row) => row[i] !== ''));
  const needed = <T>(all: readonly T[]): T[] => all.filter((_, i) => isNeeded[i]);
  return [
    ...formatTable(needed(heads), cells.map(needed), { right: names }),
    ...restLines(rows.length - shown.length),
    ...unknownLines(shown, kpis),
  ];
}

function restLines(count: number): string[] {
  return count > 0 ? [`and ${count} more ${count === 1 ? 'row' : 'rows'}: --csv or --json gives all`] : [];
}

/** Why figures are unknown, each reason once. */
function unknownLines(rows: readonly PlantKpiRow[], kpis: readonly Kpi[]): string[] {
  const counts = new Map<string, number>();
  for (const { figures } of rows)
    for (const { id } of kpis) {
      const reason = shortReasonOf(figures[id]);
      if (reason !== '') counts.set(`${id}: ${reason}`, (counts.get(`${id}: ${reason}`) ?? 0) + 1);
    }
  if (counts.size === 0) return [];
  return [
    '',
    'Unknown',
    ...[...counts].map(([reason, count]) => `  ${reason}, in ${count} of ${rows.length} rows`),
    ...listUnder(['not told', 'which is', 'where it comes from'], missingRows(rows)),
  ];
}

/** In whole sentences, for who reads one figure alone. */
export function reasonOf(figure: KpiFigure | undefined): string {
  return figure?.kind === 'unknown' ? sayWhyUnknown(figure) : '';
}

function rangeOf({ low, high }: { readonly low: number; readonly high: number }, kpi: Kpi, scale: TimeScale): string {
  const [from, to] = [low, high].map((one) => plainFigureText(one, kpi.unit, scale));
  return from === to ? '' : `${from} to ${to}`;
}

/** Equipment by its name, all else as it is. */
export function nameOf(plant: Plant, { group }: PlantKpiRow, dimension: KpiDimension): string {
  const key = group[dimension] ?? '';
  return plant.equipment.find(key)?.name ?? (key === '' ? 'none' : key);
}
