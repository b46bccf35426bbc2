import { scaleLinear } from 'd3-scale';
import { measureText } from '../fonts/index.ts';
import { type MachineState, machineStates, pagePx, palette, pxPerPt, typeSizesPt } from '../theme.ts';
import type { ChartOptions, ChartOutput, ChartTable, ChartWords } from './chart.ts';
import { checkOptions, emptyChart, finishChart } from './drawing.ts';
import { type LegendEntry, layOutLegend } from './legend.ts';
import { diamond } from './signs.ts';
import { stateBar } from './state-bar.ts';
import { linked } from './svg.ts';
import { centredBaseline, fitText, text, widestText } from './text.ts';
import { shiftBoundaries, type TimeMark, timeTicks } from './time-axis.ts';

export interface TimelineInterval {
  readonly state: MachineState;
  readonly fromAt: number;
  readonly toAt: number;
}

export interface TimelineRow {
  readonly name: string;
  /** Lost time as the reader reads it (`5 h 40 min`), at the right end of the row. */
  readonly lost: string;
  /** Marked and set in bold. */
  readonly unusual: boolean;
  /** A place on the same page that the name leads to, from `#` on. */
  readonly href?: string | undefined;
  /** Clipped to the window here; where two overlap, the later kind of `run`, `setup`, `down` lies above. */
  readonly intervals: readonly TimelineInterval[];
}

export interface TimelineData extends ChartWords {
  readonly fromAt: number;
  readonly toAt: number;
  /** Labelled instants of the plant's clock, for example every full hour. */
  readonly hours: readonly TimeMark[];
  /** Where shifts begin, with their names. */
  readonly shifts: readonly TimeMark[];
  /** In the order to be shown. */
  readonly rows: readonly TimelineRow[];
}

export interface TimelineOptions extends ChartOptions {
  readonly labels: {
    readonly resource: string;
    readonly lost: string;
    readonly unusual: string;
    readonly states: Readonly<Record<MachineState, string>>;
  };
  /** For the table behind the chart. */
  readonly formatDuration: (ms: number) => string;
  /** px; 359 (95 mm) by default. Rows are never closer than 9.5 px, so very many rows exceed it. */
  readonly heightMax?: number;
  /** px that a row takes at most, for a timeline of one unit; 15 by default. */
  readonly rowPitchMax?: number;
  /** Rows as close as they can be read, without legend: for a second look at the same day. */
  readonly compact?: boolean;
}

const [rowPitchMin, rowPitchUsual] = [9.5, 15];

/** Back to front: what is rare and matters lies above. */
const paintOrder: readonly MachineState[] = ['unplanned', 'silent', 'plannedStop', 'wait', 'run', 'setup', 'down'];

/** A stop of a minute must still be seen on a page where a minute is a third of a pixel. */
const downWidthMin = 1.25;

/**
 * A day of machines: a row each, time from left to right, coloured by state, lost time at the right.
 * No rows: the sentence `data.empty`.
 */
export function timelineChart(data: TimelineData, options: TimelineOptions): ChartOutput {
  checkOptions(options);
  const table = timelineTable(data, options);
  if (data.rows.length === 0 || data.toAt <= data.fromAt) return emptyChart(data, options, table.columns);

  const compact = options.compact === true;
  const states = paintOrder.filter((state) =>
    data.rows.some((row) => row.intervals.some((each) => each.state === state)),
  );
  const hasLinks = data.rows.some((row) => row.href !== undefined);
  const hasUnusual = data.rows.some((row) => row.unusual);
  const legend = (y: number): ReturnType<typeof layOutLegend> =>
    layOutLegend(compact ? [] : legendEntries(states, hasUnusual, options), 0, y, options.width, typeSizesPt.tiny);

  const top = data.shifts.length === 0 ? 16 : 28;
  const footer = compact ? 2 : legend(0).height + 7;
  const room = (options.heightMax ?? pagePx.timelineHeight) - top - footer;
  const pitch = compact
    ? rowPitchMin
    : Math.max(rowPitchMin, Math.min(options.rowPitchMax ?? rowPitchUsual, room / data.rows.length));
  const sizePt = pitch >= 12.5 ? typeSizesPt.small : typeSizesPt.tiny;
  const bottom = top + pitch * data.rows.length;

  const markWidth = hasUnusual ? 10 : 0;
  const nameWidth = Math.min(
    widestText(
      data.rows.map((row) => row.name),
      sizePt,
      600,
    ),
    options.width * 0.3,
  );
  const lostWidth = Math.min(
    Math.max(
      widestText(
        data.rows.map((row) => row.lost),
        sizePt,
        600,
      ),
      measureText(options.labels.lost, typeSizesPt.tiny),
    ),
    options.width * 0.22,
  );
  const x = scaleLinear([data.fromAt, data.toAt], [markWidth + nameWidth + 8, options.width - lostWidth - 8]);
  const area = { x, top: top - 3, bottom };

  const headerY = top - 6;
  const marks = [
    text(markWidth, headerY, fitText(options.labels.resource, nameWidth, typeSizesPt.tiny), {
      sizePt: typeSizesPt.tiny,
      fill: palette.mid,
    }),
    text(options.width, headerY, fitText(options.labels.lost, lostWidth, typeSizesPt.tiny), {
      sizePt: typeSizesPt.tiny,
      fill: palette.mid,
      anchor: 'end',
    }),
    ...timeTicks(data.hours, area, headerY, typeSizesPt.tiny),
    ...data.rows.flatMap((row, index) => {
      const middleY = top + pitch * (index + 0.5);
      const baseline = middleY + centredBaseline(sizePt);
      const weight = row.unusual ? 600 : 400;
      return [
        row.unusual ? diamond(4, middleY, 3.2) : '',
        linked(row.href, text(markWidth, baseline, fitText(row.name, nameWidth, sizePt, weight), { sizePt, weight })),
        ...drawIntervals(row, data, x, middleY, pitch),
        text(options.width, baseline, fitText(row.lost, lostWidth, sizePt, weight), { sizePt, weight, anchor: 'end' }),
      ];
    }),
    ...shiftBoundaries(data.shifts, area, headerY - typeSizesPt.tiny * pxPerPt - 3, typeSizesPt.tiny),
    ...legend(bottom + 7).marks,
  ];
  return finishChart(data, options, { height: Math.ceil(bottom + footer), marks, table, hasLinks });
}

function drawIntervals(
  row: TimelineRow,
  data: TimelineData,
  x: (at: number) => number,
  middleY: number,
  pitch: number,
): string[] {
  return paintOrder.flatMap((state) =>
    row.intervals
      .filter((each) => each.state === state)
      .flatMap((each) => {
        const [fromAt, toAt] = [Math.max(each.fromAt, data.fromAt), Math.min(each.toAt, data.toAt)];
        if (toAt <= fromAt) return [];
        const width = x(toAt) - x(fromAt);
        const widened = state === 'down' ? Math.max(0, downWidthMin - width) : 0;
        return [stateBar(state, x(fromAt) - widened / 2, width + widened, middleY, pitch * 0.72)];
      }),
  );
}

function legendEntries(states: readonly MachineState[], hasUnusual: boolean, options: TimelineOptions): LegendEntry[] {
  const entries: LegendEntry[] = machineStates
    .filter((state) => states.includes(state))
    .map((state) => ({
      label: options.labels.states[state],
      swatchWidth: 18,
      drawSwatch: (x, middleY) => stateBar(state, x, 18, middleY, 8),
    }));
  if (hasUnusual) {
    entries.push({
      label: options.labels.unusual,
      swatchWidth: 7,
      drawSwatch: (x, middleY) => diamond(x + 3.5, middleY, 3.2),
    });
  }
  return entries;
}

function timelineTable(data: TimelineData, options: TimelineOptions): ChartTable {
  const shown = machineStates.filter((state) =>
    data.rows.some((row) => row.intervals.some((each) => each.state === state)),
  );
  return {
    columns: [options.labels.resource, ...shown.map((state) => options.labels.states[state]), options.labels.lost],
    rows: data.rows.map((row) => [
      row.name,
      ...shown.map((state) => options.formatDuration(stateMs(row, state, data))),
      row.lost,
    ]),
  };
}

function stateMs(row: TimelineRow, state: MachineState, data: TimelineData): number {
  return row.intervals
    .filter((each) => each.state === state)
    .reduce((sum, each) => sum + Math.max(0, Math.min(each.toAt, data.toAt) - Math.max(each.fromAt, data.fromAt)), 0);
}
