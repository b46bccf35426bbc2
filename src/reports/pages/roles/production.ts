/** Production's pages: hour by hour, every resource, where time went, where orders are. */
import { hourChart, paretoBars } from '../../charts/index.ts';
import type { WrittenUsual } from '../../documents/comparison.ts';
import type { WrittenUnit } from '../../documents/parts.ts';
import type { ProductionDocument } from '../../documents/production.ts';
import type { HoursCount } from '../../words/page-words.ts';
import type { Speaker } from '../../words/speaker.ts';
import { buildChangeovers } from '../changeovers.ts';
import { chartView } from '../chart-view.ts';
import { usualBand } from '../figure-format.ts';
import { buildFrame, speakerOf } from '../frame.ts';
import { ratioText, sumOf } from '../known-text.ts';
import { buildLineLosses, buildStations } from '../lines.ts';
import { buildList, type Column, listForMail } from '../list.ts';
import { buildLosses } from '../losses.ts';
import { buildFinished, buildQueues, buildWaiting } from '../orders.ts';
import { buildTimeline } from '../timeline.ts';
import type { ChartView, LinesView, ListView, PageView } from '../view.ts';

export interface ProductionView extends PageView {
  readonly hours: ChartView;
  readonly timeline: ChartView;
  readonly resources: ListView;
  readonly losses: ChartView;
  readonly stations: ListView;
  readonly lineLosses: ListView;
  readonly lossPareto: ChartView;
  readonly changeovers: ListView;
  readonly finished: ListView;
  readonly waiting: ListView;
  readonly queues: ListView;
  readonly due: LinesView;
}

export function productionView(document: ProductionDocument): ProductionView {
  const speaker = speakerOf(document);
  const idle = new Set(document.equipment.filter(isIdle).map(({ path }) => path));
  return {
    ...buildFrame(document, speaker, {
      kpis: ['finished', 'oeeIndex', 'effectiveness', 'setupRatio', 'downMs'],
      sentencesMax: 5,
      mailLists: [
        resourcesForMail(buildResources(document, speaker, 8)),
        listForMail(buildFinished(document, speaker, 6), [0, 1, 2, 4]),
        buildQueues(document, speaker, 4),
      ],
    }),
    hours: buildHours(document, speaker),
    timeline: buildTimeline(
      {
        ...document,
        timeline: document.timeline.filter(({ path }) => !idle.has(path)),
        shifts: document.shifts.map(({ name, window }) => ({ name, from: window.from })),
      },
      speaker,
      { heightMax: 380, note: idle.size === 0 ? '' : speaker.words.pages.production.idle(idle.size) },
    ),
    resources: buildResources(document, speaker, 40),
    losses: buildLosses(document, speaker),
    stations: buildStations(document, speaker),
    lineLosses: buildLineLosses(document, speaker),
    lossPareto: buildLossPareto(document, speaker),
    changeovers: buildChangeovers(document, speaker, 6),
    finished: buildFinished(document, speaker, 12),
    waiting: buildWaiting(document, speaker),
    queues: buildQueues(document, speaker, 8),
    due: {
      id: 'due',
      title: speaker.words.pages.production.due,
      scope: '',
      lines: [speaker.words.pages.production.dueUnknown(speaker.words.unknown[document.orders.due.unknown])],
    },
  };
}

function buildHours({ hours, shifts, kpis, window }: ProductionDocument, { words, formats }: Speaker): ChartView {
  const text = words.pages.production;
  const reported = hours.some(({ runMs, completed }) => runMs > 0 || completed > 0);
  const count = countHours(hours);
  const title = !reported || count.compared === 0 ? text.hours : text.hoursTitle(count);
  const day = kpis.find(({ kpi, equipment }) => kpi === 'completed' && equipment === null);
  const usual = day === undefined ? undefined : usualBand(day.usual);
  const chart = hourChart(
    {
      title,
      description: hours.map(({ localTime, completed }) => `${localTime}: ${formats.integer(completed)}`).join('; '),
      empty: text.hoursEmpty,
      hours: reported
        ? hours.map((hour) => ({
            fromAt: Date.parse(hour.from),
            toAt: Date.parse(hour.to),
            label: hour.localTime.slice(0, 2),
            value: hour.completed,
            usual: usualBand(hour.usualCompleted),
          }))
        : [],
      shifts: shifts.map((shift) => ({
        at: Math.max(Date.parse(window.from), Date.parse(shift.window.from)),
        label: shift.name,
      })),
      total:
        day === undefined || 'unknown' in day.value
          ? undefined
          : {
              value: formats.integer(day.value.value),
              ...(usual === undefined ? {} : { usual: formats.integer(usual.median) }),
            },
    },
    {
      width: 680,
      idPrefix: 'hours',
      labels: {
        hour: text.hourColumns.hour,
        value: text.hourColumns.made,
        usual: text.hourColumns.usual,
        usualRange: text.hourColumns.usualRange,
        total: text.hourColumns.total,
        cumulative: text.hourColumns.cumulative,
        above: text.hourColumns.above,
        below: text.hourColumns.below,
        unknown: text.hourColumns.unknown,
      },
      formatValue: formats.integer,
    },
  );
  const shown = count.compared === 0 ? text.hoursScope : `${text.hoursScope}; ${text.hoursBand}`;
  const scope = title === text.hours ? shown : `${text.hours}. ${shown}`;
  // A span of days has no hours of its own.
  return { ...chartView({ id: 'hours', title, scope }, chart), isLeftOut: hours.length === 0 };
}

/** How many hours could be compared, and how many were outside their usual range: as the chart draws them. */
function countHours(hours: readonly { completed: number; usualCompleted: WrittenUsual }[]): HoursCount {
  let [compared, below, above] = [0, 0, 0];
  for (const { completed, usualCompleted } of hours) {
    const band = usualBand(usualCompleted);
    if (band === undefined) continue;
    compared++;
    if (completed < band.p10) below++;
    if (completed > band.p90) above++;
  }
  return { compared, below, above };
}

/** Neither planned nor reported. */
function isIdle({ plannedMs, runMs, setupMs, downMs, completed }: WrittenUnit): boolean {
  return plannedMs + runMs + setupMs + downMs + completed === 0;
}

/** Columns of resources where nobody reports waiting. */
const plainColumns = 9;

function buildResources(document: ProductionDocument, speaker: Speaker, rowsMax: number): ListView {
  const { words, formats } = speaker;
  const text = words.pages.production;
  const labels = text.resourceColumns;
  const running = new Map(document.orders.running.rows.map((row) => [row.path, row]));
  const units = document.equipment.filter((unit) => !isIdle(unit)).toSorted((a, b) => b.runMs - a.runMs);
  const time = (value: number): string => (value === 0 ? '' : formats.duration(value));
  // Where nobody reports waiting, it is silence.
  const waiting: Column<WrittenUnit>[] = units.some(({ waitMs }) => waitMs > 0)
    ? [{ label: labels.waiting, isNumber: true, cell: ({ waitMs }) => time(waitMs) }]
    : [];
  return buildList(
    units,
    [
      { label: labels.resource, cell: ({ name }) => name },
      { label: labels.run, isNumber: true, cell: ({ runMs }) => time(runMs) },
      { label: labels.setup, isNumber: true, cell: ({ setupMs }) => time(setupMs) },
      { label: labels.down, isNumber: true, cell: ({ downMs }) => time(downMs) },
      ...waiting,
      { label: labels.silent, isNumber: true, cell: ({ silentPlannedMs }) => time(silentPlannedMs) },
      {
        label: labels.pieces,
        isNumber: true,
        cell: ({ completed }) => (completed === 0 ? '' : formats.integer(completed)),
      },
      { label: labels.scrap, isNumber: true, cell: ({ scrap }) => (scrap === 0 ? '' : formats.integer(scrap)) },
      { label: labels.performance, isNumber: true, cell: ({ performance }) => ratioText(performance, 0, formats) },
      {
        label: labels.order,
        cell: ({ path }) => {
          const order = running.get(path);
          return order === undefined ? '' : words.pages.order(order.workOrder);
        },
      },
    ],
    { id: 'resources', title: text.resources, scope: text.resourcesScope, none: text.resourcesNone, rowsMax },
    speaker,
  );
}

/** Name, run time, pieces, performance: with a column of waiting, those after it stand one further. */
function resourcesForMail(list: ListView): ListView {
  const after = list.columns.length - plainColumns;
  return listForMail(list, [0, 1, 5 + after, 7 + after]);
}

function buildLossPareto({ equipment }: ProductionDocument, { words, formats }: Speaker): ChartView {
  const text = words.pages.production;
  const items = equipment
    .flatMap((unit) =>
      (
        [
          ['setup', unit.setupMs],
          ['down', unit.downMs],
        ] as const
      ).map(([kind, value]) => ({ label: text.lossOf(kind, unit.name), value })),
    )
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value);
  const [worst] = items;
  const all = sumOf(items, ({ value }) => value);
  const title =
    worst === undefined
      ? text.losses
      : text.lossesTitle(worst.label, formats.duration(worst.value), formats.percent(worst.value / all, 0));
  const chart = paretoBars(
    {
      title,
      description: items
        .slice(0, 5)
        .map(({ label }) => label)
        .join('; '),
      empty: text.lossesEmpty,
      items,
    },
    {
      width: 680,
      idPrefix: 'loss-pareto',
      barsMax: 9,
      labels: {
        ...text.lossColumns,
        share: words.pages.share,
        cumulative: words.pages.cumulative,
        others: words.pages.others,
      },
      formatValue: formats.duration,
      formatShare: (ratio) => formats.percent(ratio, 0),
    },
  );
  return chartView({ id: 'loss-pareto', title, scope: text.lossesScope }, chart);
}
