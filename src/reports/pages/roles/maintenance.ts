/** Maintenance's pages: each stop, where downtime lies, how often machines fail, planned stops against done. */

import type { WrittenKnown } from '../../../model/index.ts';
import { heatMap, paretoBars } from '../../charts/index.ts';
import type { MaintenanceDocument, ReportedStop } from '../../documents/maintenance.ts';
import type { WrittenReliability } from '../../documents/reliability.ts';
import type { Speaker } from '../../words/speaker.ts';
import { chartView, forDays } from '../chart-view.ts';
import { buildFrame, speakerOf } from '../frame.ts';
import { sumOf } from '../known-text.ts';
import { constraintNote } from '../lines.ts';
import { buildList, listForMail } from '../list.ts';
import { listProposals, proposalText } from '../stop-questions.ts';
import type { ChartView, ListView, PageView } from '../view.ts';
import { buildDownWeeks } from './down-weeks.ts';

export interface MaintenanceView extends PageView {
  readonly stops: ListView;
  readonly pareto: ChartView;
  readonly reliability: ListView;
  readonly weeks: ChartView;
  readonly heat: ChartView;
  readonly planned: ListView;
}

const hourMs = 3_600_000;

export function maintenanceView(document: MaintenanceDocument): MaintenanceView {
  const speaker = speakerOf(document);
  return {
    ...buildFrame(document, speaker, {
      kpis: ['downMs', 'downRatio', 'availability', 'reportedRatio'],
      sentencesMax: 5,
      mailLists: [
        listForMail(buildStops(document, speaker, 8), [0, 2, 3, 5], 1),
        forDays(listForMail(buildReliability(document, speaker, 5), [0, 1, 2, 4]), document),
      ],
    }),
    stops: buildStops(document, speaker, 14),
    pareto: forDays(buildPareto(document, speaker), document),
    reliability: forDays(buildReliability(document, speaker, 12), document),
    weeks: forDays(buildDownWeeks(document, speaker), document),
    heat: forDays(buildHeat(document, speaker), document),
    planned: buildPlanned(document, speaker),
  };
}

function buildStops(document: MaintenanceDocument, speaker: Speaker, rowsMax: number): ListView {
  const { words, formats } = speaker;
  const text = words.pages.maintenance;
  const labels = text.stopColumns;
  const { stops } = document;
  const reasonOf = ({ reason }: ReportedStop): string =>
    reason.name ?? (reason.code === '' ? text.noReason : reason.code);
  const perhapsOf = ({ mayBe }: ReportedStop): string => {
    const [first] = mayBe === null ? [] : listProposals(mayBe);
    return first === undefined ? '' : words.pages.questions.perhaps(proposalText(first, speaker));
  };
  const ran = ({ ranBefore }: ReportedStop): string | [string, string] =>
    ranBefore === null ? '' : [words.pages.order(ranBefore.workOrder), ranBefore.operation];
  return buildList(
    stops.toSorted((a, b) => b.lengthMs - a.lengthMs),
    [
      { label: labels.machine, cell: ({ name, path }) => [name, constraintNote(document, path, speaker)] },
      { label: labels.start, cell: ({ from }) => formats.dayTime(Date.parse(from)) },
      {
        label: labels.length,
        isNumber: true,
        cell: ({ lengthMs, isOpen }) => [formats.duration(lengthMs), isOpen ? text.open : ''],
      },
      { label: labels.reason, cell: (stop) => [reasonOf(stop), perhapsOf(stop)] },
      {
        label: labels.reportedBy,
        cell: ({ reportedBy }) =>
          reportedBy.labels.length > 0
            ? reportedBy.labels.join(', ')
            : reportedBy.count === 0
              ? ''
              : text.people(reportedBy.count),
      },
      { label: labels.ran, cell: ran },
    ],
    {
      id: 'stops',
      title:
        stops.length === 0
          ? text.stops(speaker.window)
          : text.stopsTitle(stops.length, formats.duration(document.plant.downMs)),
      scope: stops.length === 0 ? '' : text.stopsScope(speaker.window),
      none: text.stopsNone,
      rowsMax,
      isMarked: ({ isOpen }) => isOpen,
    },
    speaker,
  );
}

function buildPareto({ downtime28 }: MaintenanceDocument, { words, formats, window }: Speaker): ChartView {
  const text = words.pages.maintenance;
  const all = sumOf(downtime28, ({ downMs }) => downMs);
  const byMachine = Map.groupBy(downtime28, ({ name }) => name);
  const [worst] = [...byMachine]
    .map(([name, rows]) => ({ name, downMs: sumOf(rows, ({ downMs }) => downMs) }))
    .sort((a, b) => b.downMs - a.downMs);
  const title =
    worst === undefined || all === 0
      ? text.pareto
      : text.paretoTitle(worst.name, formats.percent(worst.downMs / all, 0));
  const chart = paretoBars(
    {
      title,
      description: downtime28
        .slice(0, 5)
        .map(({ name, downMs }) => `${name}: ${formats.duration(downMs)}`)
        .join('; '),
      empty: window.kind === 'day' ? text.paretoEmpty : words.labels.overDaysOnly,
      items: downtime28.map(({ name, reason, stops, downMs }) => ({
        label: name,
        detail: text.paretoStops(reason.name ?? (reason.code === '' ? text.noReason : reason.code), stops),
        value: downMs,
        unknown: reason.code === '',
      })),
    },
    {
      width: 680,
      idPrefix: 'downtime',
      barsMax: 8,
      labels: {
        ...text.paretoColumns,
        share: words.pages.share,
        cumulative: words.pages.cumulative,
        others: words.pages.others,
      },
      formatValue: formats.duration,
      formatShare: (ratio) => formats.percent(ratio, 0),
    },
  );
  const scope = downtime28.length === 0 ? '' : text.paretoScope;
  return chartView({ id: 'pareto', title, scope }, chart);
}

/** Those that got worse first, then those that fail most. */
const trendOrder: Readonly<Record<WrittenReliability['trend'], number>> = {
  worse: 0,
  same: 1,
  'too-little-history': 1,
  better: 1,
};

function buildReliability({ reliability }: MaintenanceDocument, speaker: Speaker, rowsMax: number): ListView {
  const { words, formats } = speaker;
  const text = words.pages.maintenance;
  const labels = text.reliabilityColumns;
  const rows = reliability.toSorted(
    (a, b) => trendOrder[a.trend] - trendOrder[b.trend] || b.now.failures - a.now.failures,
  );
  const worse = rows.filter(({ trend }) => trend === 'worse').map(({ name }) => name);
  const isKnown = rows.some(({ trend }) => trend !== 'too-little-history');
  const duration = (known: WrittenKnown | undefined): string =>
    known === undefined || 'unknown' in known ? '' : formats.duration(known.value);
  const withBefore = (now: string, before: string): [string, string] => [
    now,
    before === '' ? '' : text.beforeNote(before),
  ];
  return buildList(
    rows,
    [
      { label: labels.machine, cell: ({ name }) => name },
      {
        label: labels.failures,
        isNumber: true,
        cell: ({ now, before }) =>
          withBefore(formats.integer(now.failures), before === null ? '' : formats.integer(before.failures)),
      },
      {
        label: labels.between,
        isNumber: true,
        cell: ({ now, before }) =>
          withBefore(duration(now.timeBetweenFailuresMs), duration(before?.timeBetweenFailuresMs)),
      },
      {
        label: labels.repair,
        isNumber: true,
        cell: ({ now, before }) => withBefore(duration(now.timeToRepairMs), duration(before?.timeToRepairMs)),
      },
      { label: labels.trend, cell: ({ trend }) => text.trends[trend] },
    ],
    {
      id: 'reliability',
      title:
        worse.length > 0
          ? text.reliabilityWorse(worse)
          : isKnown
            ? text.reliabilityNotWorse
            : rows.length === 0
              ? text.reliability
              : text.reliabilityNotKnown,
      scope: rows.length === 0 ? '' : text.reliabilityScope,
      none: speaker.window.kind === 'day' ? text.reliabilityNone : words.labels.overDaysOnly,
      rowsMax,
      isMarked: ({ trend }) => trend === 'worse',
    },
    speaker,
  );
}

function buildHeat({ downDays }: MaintenanceDocument, { words, formats, window }: Speaker): ChartView {
  const text = words.pages.maintenance;
  const { dates, units } = downDays;
  const rows = units
    .map((unit) => ({
      ...unit,
      sumMs: unit.downMs.reduce<number>((sum, value) => sum + (value ?? 0), 0),
      days: unit.downMs.filter((value) => value !== null && value > 0).length,
    }))
    .filter(({ sumMs }) => sumMs > 0)
    .sort((a, b) => b.sumMs - a.sumMs);
  const [most] = rows.toSorted((a, b) => b.days - a.days);
  const title = most === undefined ? text.heat : text.heatTitle(most.name, most.days);
  const chart = heatMap(
    {
      title,
      description: rows.map(({ name, sumMs }) => `${name}: ${formats.duration(sumMs)}`).join('; '),
      empty: window.kind === 'day' ? text.heatEmpty : words.labels.overDaysOnly,
      columns: dates.map((date, index) => ({
        label: formats.shortDate(date),
        marked: index === dates.length - 1,
      })),
      rows: rows.slice(0, 16).map(({ name, downMs, sumMs }) => ({
        label: name,
        cells: downMs.map((value) => (value === null ? ('unplanned' as const) : value / hourMs)),
        note: formats.duration(sumMs),
        unusual: (downMs.at(-1) ?? 0) > 0,
      })),
    },
    {
      width: 680,
      idPrefix: 'heat',
      labels: text.heatColumns,
      formatValue: (hours) => formats.short(hours),
      heightMax: 260,
    },
  );
  const scope = most === undefined ? '' : text.heatScope;
  return chartView({ id: 'heat', title, scope }, chart);
}

function buildPlanned({ plannedOutcomes }: MaintenanceDocument, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.maintenance;
  const labels = text.plannedColumns;
  const done = plannedOutcomes.filter(({ outcome }) => outcome === 'done').length;
  return buildList(
    plannedOutcomes,
    [
      { label: labels.what, cell: ({ title }) => title },
      { label: labels.machine, cell: ({ name }) => name },
      {
        label: labels.when,
        cell: ({ from, to }) => words.labels.span(formats.dayTime(Date.parse(from)), formats.dayTime(Date.parse(to))),
      },
      { label: labels.outcome, cell: ({ outcome }) => text.outcomes[outcome] },
    ],
    {
      id: 'planned',
      title: plannedOutcomes.length === 0 ? text.planned : text.plannedTitle(done, plannedOutcomes.length),
      none: text.plannedNone,
      rowsMax: 10,
      isMarked: ({ outcome }) => outcome !== 'done',
    },
    speaker,
  );
}
