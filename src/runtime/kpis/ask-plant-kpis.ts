/** KPIs of a plant, from its history: of any windows and groups. */
import {
  computeWiderKpis,
  type Kpi,
  type KpiAnswer,
  type KpiColumn,
  type KpiDimension,
  type KpiWindow,
  listKpis,
  type WhyUnknown,
  whyUnknown,
} from '../../analytics/index.ts';
import { GembaError } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { ReadDerivedOptions } from '../derived/read-derived.ts';
import type { OpenPlant } from '../open-plant.ts';
import type { ReportWindow } from '../report-window.ts';
import { type KpiSpan, listKpiWindows } from './kpi-windows.ts';
import { getEquipmentNamed, getKpiNamed } from './names.ts';
import { readKpiFacts } from './read-kpi-facts.ts';

export interface AskPlantKpisOptions extends Pick<ReadDerivedOptions, 'signal' | 'onNotice'> {
  readonly window: ReportWindow;
  /** Into what the window is cut; default: nothing. */
  readonly by?: KpiSpan;
  /** Default: one group, of all. */
  readonly groupBy?: readonly KpiDimension[];
  /** Ids or names of equipment, with all below it; default: the whole plant. */
  readonly equipment?: readonly string[];
  /** Ids or names; default: all of the table. */
  readonly kpis?: readonly string[];
}

export interface PlantKpis {
  /** As files and titles of reports name the window. */
  readonly label: string;
  readonly window: Interval;
  readonly groupBy: readonly KpiDimension[];
  readonly kpis: readonly Kpi[];
  /** Group by group, and of each window by window. */
  readonly rows: readonly PlantKpiRow[];
  /** Of all facts they stand on. */
  readonly dataFingerprint: string;
}

export interface PlantKpiRow {
  readonly window: KpiWindow;
  /** Ids of equipment, names of all else; empty where a report says none. */
  readonly group: Readonly<Partial<Record<KpiDimension, string>>>;
  /** By KPI id. */
  readonly figures: Readonly<Record<string, KpiFigure>>;
}

export type KpiFigure =
  | { readonly kind: 'known'; readonly value: number; readonly low: number; readonly high: number }
  | ({ readonly kind: 'unknown' } & WhyUnknown);

/** An answer of more rows is asked for in parts. */
const rowsMax = 50_000;

/**
 * KPIs with their bounds, of windows and groups. Reads only, what is committed.
 *
 * @throws GembaError `unknown-name` for a KPI or equipment; `usage` for more than 50,000 rows; `aborted`
 * @example
 * const window = resolveWindow(plant.plant, { from: '2012-02-01', to: '2012-03-01' }, plant.clock());
 * const { rows } = await askPlantKpis(plant, { window, by: 'day', groupBy: ['area'], kpis: ['oee'] });
 * rows[0]?.figures['oeeIndex']; // { kind: 'known', value: 0.21, low: 0.21, high: 0.38 }
 */
export async function askPlantKpis(plant: OpenPlant, options: AskPlantKpisOptions): Promise<PlantKpis> {
  const { window: asked, by, groupBy = [], equipment, kpis: names, ...reading } = options;
  const kpis = names === undefined ? listKpis(plant.plant.kpis) : names.map((name) => getKpiNamed(plant.plant, name));
  const ids = equipment?.map((name) => getEquipmentNamed(plant.plant, name).id as string);
  const windows = listKpiWindows(plant.plant, asked, by);
  const { dataFingerprint, ...facts } = await readKpiFacts(plant, asked.window, reading);
  const answer = computeWiderKpis(facts, { windows, groupBy, kpis, ...(ids === undefined ? {} : { equipment: ids }) });
  const rowCount = answer.groups.length * answer.windows.length;
  if (rowCount > rowsMax)
    throw new GembaError(
      'usage',
      `These are ${rowCount} rows; up to ${rowsMax} are given. Ask for fewer windows or groups.`,
    );
  return { label: asked.label, window: asked.window, groupBy, kpis, rows: listRows(answer), dataFingerprint };
}

function listRows(answer: KpiAnswer): readonly PlantKpiRow[] {
  const { windows, groups, columns } = answer;
  return groups.flatMap(({ key }, g) =>
    windows.map((window, w) => {
      const row = g * windows.length + w;
      return {
        window,
        group: key,
        figures: Object.fromEntries(columns.map((column) => [column.kpi.id, figureAt(answer, column, row)])),
      };
    }),
  );
}

function figureAt(answer: KpiAnswer, { kpi, value, low, high, elements }: KpiColumn, row: number): KpiFigure {
  const why = whyUnknown(kpi, elements ?? answer.elements, row);
  return why === undefined
    ? { kind: 'known', value: value[row] as number, low: low[row] as number, high: high[row] as number }
    : { kind: 'unknown', ...why };
}
