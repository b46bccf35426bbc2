/** The day on every resource, those that lost the most on top, the unusual marked. */

import type { FindingRule } from '../../analytics/index.ts';
import { type TimelineInterval, type TimelineRow, type TimeMark, timelineChart } from '../charts/index.ts';
import type { CommonPart } from '../documents/common.ts';
import type { WrittenShiftSpan, WrittenTimeline } from '../documents/day.ts';
import type { WrittenFinding } from '../documents/findings.ts';
import type { MachineState } from '../theme.ts';
import type { Speaker } from '../words/speaker.ts';
import { chartView } from './chart-view.ts';
import { fromWindows, minus, plus, spanOf } from './spans.ts';
import type { ChartView } from './view.ts';

/** The findings that mark a resource as unusual. */
const unusualRules: readonly FindingRule[] = ['breakdown', 'unit-silent', 'unit-low-run', 'unit-setup'];
/** More do not fit the page; the JSON document has all. */
const rowsMax = 36;
const halfHourMs = 1_800_000;
const dayMs = 86_400_000;
/** A window longer than this has days on its axis instead of hours. */
const hoursMax = 50;

/** What a document needs for the chart. */
export interface TimelineSource extends Pick<CommonPart, 'window' | 'equipment'> {
  readonly timeline: readonly WrittenTimeline[];
  readonly findings: readonly WrittenFinding[];
  readonly shifts: readonly Pick<WrittenShiftSpan, 'name' | 'from'>[];
}

export interface TimelineViewOptions {
  /** px that the page has for it. */
  readonly heightMax: number;
  /** Said of what is left out. */
  readonly note?: string;
}

export function buildTimeline(
  document: TimelineSource,
  speaker: Speaker,
  { heightMax, note = '' }: TimelineViewOptions,
): ChartView {
  const { words, formats } = speaker;
  const { labels } = words;
  const { fromAt, toAt } = spanOf(document.window);
  const all = buildRows(document, speaker);
  const rows = all.slice(0, rowsMax);
  const worst = rows[0];
  const hasLost = worst !== undefined && worst.lostMs > 0;
  const measure = labels.timeline(speaker.window);
  const title = hasLost && unusualCount(rows) > 0 ? labels.timelineMost(worst.name, worst.lost) : measure;
  const hasFacts = document.timeline.some(
    ({ run, setup, down, wait }) => run.length + setup.length + down.length + wait.length > 0,
  );
  const chart = timelineChart(
    {
      title,
      description: rows
        .slice(0, 5)
        .map(({ name, lost }) => `${name}: ${lost}`)
        .join('; '),
      empty: labels.timelineEmpty,
      fromAt,
      toAt,
      hours: listMarks(fromAt, toAt, speaker),
      shifts:
        toAt - fromAt > hoursMax * 3_600_000
          ? []
          : document.shifts.map(({ name, from }) => ({
              at: Math.max(fromAt, Date.parse(from)),
              label: name,
            })),
      rows: hasFacts || rows.some(({ lostMs }) => lostMs > 0) ? rows : [],
    },
    {
      width: 680,
      heightMax,
      idPrefix: 'timeline',
      labels: { ...labels.timelineColumns, states: labels.states },
      formatDuration: formats.duration,
    },
  );
  const scope = [
    ...(title === measure ? [] : [measure]),
    ...(rows.length < all.length ? [labels.timelineMore(rows.length, all.length)] : []),
    labels.timelineScope,
    ...(note === '' ? [] : [note]),
  ].join('. ');
  return chartView({ id: 'timeline', title, scope }, chart);
}

type RankedRow = TimelineRow & { readonly lostMs: number };

function unusualCount(rows: readonly RankedRow[]): number {
  return rows.filter(({ unusual }) => unusual).length;
}

function buildRows(document: TimelineSource, { formats }: Speaker): RankedRow[] {
  const unusual = new Set(
    document.findings.filter(({ rule }) => unusualRules.includes(rule)).map(({ equipment }) => equipment?.path),
  );
  const figures = new Map(document.equipment.map((unit) => [unit.path, unit]));
  const window = [spanOf(document.window)];
  return document.timeline
    .map((row) => {
      const unit = figures.get(row.path);
      const lostMs = unit === undefined ? 0 : unit.setupMs + unit.downMs + unit.silentPlannedMs;
      return {
        name: row.name,
        lost: formats.duration(lostMs),
        lostMs,
        unusual: unusual.has(row.path),
        intervals: listStates(row, window),
      };
    })
    .sort((a, b) => b.lostMs - a.lostMs || Number(b.unusual) - Number(a.unusual));
}

/** Every instant of the window in one state: what was reported, else planned stop, else planned and silent. */
function listStates(row: WrittenTimeline, window: readonly { fromAt: number; toAt: number }[]): TimelineInterval[] {
  const [run, setup, down] = [fromWindows(row.run), fromWindows(row.setup), fromWindows(row.down)];
  const wait = fromWindows(row.wait);
  const reported = plus(plus(plus(run, setup), down), wait);
  const stopped = minus(fromWindows(row.plannedStops), reported);
  const silent = minus(minus(fromWindows(row.planned), reported), stopped);
  const unplanned = minus(minus(minus(window, reported), stopped), silent);
  const states: readonly [MachineState, readonly { fromAt: number; toAt: number }[]][] = [
    ['run', run],
    ['setup', setup],
    ['down', down],
    ['wait', wait],
    ['plannedStop', stopped],
    ['silent', silent],
    ['unplanned', unplanned],
  ];
  return states.flatMap(([state, spans]) => spans.map(({ fromAt, toAt }) => ({ state, fromAt, toAt })));
}

/** The full hours that the plant's clock shows, or its days where the window is long. */
export function listMarks(fromAt: number, toAt: number, { formats }: Speaker): TimeMark[] {
  const marks: TimeMark[] = [];
  if (toAt - fromAt > hoursMax * 3_600_000) {
    for (let at = fromAt; at <= toAt; at += dayMs)
      marks.push({ at, label: formats.dayTime(at).split(' ').slice(0, -1).join(' ') });
    return marks;
  }
  for (let at = Math.ceil(fromAt / halfHourMs) * halfHourMs; at <= toAt; at += halfHourMs) {
    const label = formats.time(at);
    if (label.endsWith(':00')) marks.push({ at, label });
  }
  return marks;
}
