/** Quality's pages: what failed where, whether the proportion signals, first-pass yield, holds, what went before. */
import { paretoBars, proportionChart } from '../../charts/index.ts';
import type { QualityDocument } from '../../documents/quality.ts';
import type { Speaker } from '../../words/speaker.ts';
import { chartView, forDays } from '../chart-view.ts';
import { buildFrame, speakerOf } from '../frame.ts';
import { ratioText, sumOf } from '../known-text.ts';
import { buildList, listForMail } from '../list.ts';
import type { ChartView, ListView, PageView } from '../view.ts';
import { buildDefectCodes, buildRolled } from '../yields.ts';

export interface QualityView extends PageView {
  readonly proportion: ChartView;
  readonly defects: ChartView;
  readonly defectCodes: ListView;
  readonly firstPass: ListView;
  readonly rolled: ListView;
  readonly holds: ListView;
  readonly contexts: ListView;
  readonly rework: ListView;
}

const dayMs = 86_400_000;

export function qualityView(document: QualityDocument): QualityView {
  const speaker = speakerOf(document);
  return {
    ...buildFrame(document, speaker, {
      kpis: ['qualityRatio', 'scrap', 'hold', 'completed'],
      sentencesMax: 5,
      mailLists: [
        listForMail(buildContexts(document, speaker, 6), [0, 4, 5, 6], 1),
        listForMail(buildFirstPass(document, speaker, 5), [0, 1, 2, 5]),
      ],
    }),
    proportion: forDays(buildProportion(document, speaker), document),
    defects: buildDefects(document, speaker),
    defectCodes: buildDefectCodes(document, speaker),
    firstPass: buildFirstPass(document, speaker, 6),
    rolled: forDays(buildRolled(document, speaker), document),
    holds: buildHolds(document, speaker),
    contexts: buildContexts(document, speaker, 10),
    rework: buildRework(document, speaker),
  };
}

function buildDefects({ defects }: QualityDocument, { words, formats }: Speaker): ChartView {
  const text = words.pages.quality;
  const [worst] = defects.rows;
  const failed = ({ scrap, hold }: { scrap: number; hold: number }): number => scrap + hold;
  const all = sumOf(defects.rows, failed);
  const pieces = (count: number): string => `${formats.integer(count)} ${words.labels.pieces(count)}`;
  const title =
    worst === undefined
      ? text.defects
      : text.defectsTitle(worst.product, worst.operation, formats.integer(failed(worst)), pieces(all));
  const chart = paretoBars(
    {
      title,
      description: defects.rows.map((row) => `${row.product}, ${row.operation}: ${failed(row)}`).join('; '),
      empty: text.defectsEmpty,
      items: defects.rows.map((row) => ({ label: row.product, detail: row.operation, value: failed(row) })),
    },
    {
      width: 680,
      idPrefix: 'defects',
      barsMax: 8,
      labels: {
        ...text.defectColumns,
        share: words.pages.share,
        cumulative: words.pages.cumulative,
        others: words.pages.others,
      },
      formatValue: formats.integer,
      formatShare: (ratio) => formats.percent(ratio, 0),
    },
  );
  const scope = worst === undefined ? '' : text.defectsScope;
  return chartView({ id: 'defects', title, scope }, chart);
}

function buildProportion({ proportion }: QualityDocument, { words, formats, window }: Speaker): ChartView {
  const text = words.pages.quality;
  const { points, days } = proportion;
  const last = points.at(-1);
  const centre = 'unknown' in proportion.centre ? undefined : proportion.centre.value;
  const spread = 'unknown' in proportion.spreadRatio ? undefined : proportion.spreadRatio.value;
  const percent = (ratio: number): string => formats.percent(ratio, 1);
  const knownOf = ({ value }: (typeof points)[number]): number | undefined =>
    'unknown' in value ? undefined : value.value;
  const value = last === undefined ? undefined : knownOf(last);
  const title = proportionTitle(proportion, text, percent);
  const chart = proportionChart(
    {
      title,
      description: points
        .flatMap((point) => {
          const known = knownOf(point);
          return point.signals.length === 0 || known === undefined
            ? []
            : [`${formats.shortDate(point.date)}: ${percent(known)}`];
        })
        .join('; '),
      empty: window.kind === 'day' ? text.proportionEmpty : words.labels.overDaysOnly,
      points: points.map((point) => {
        const known = knownOf(point);
        const isWorse = known !== undefined && centre !== undefined && known > centre;
        return {
          label: formats.shortDate(point.date),
          value: known,
          count: point.made,
          lower: point.limits?.lower,
          upper: point.limits?.upper,
          signal:
            known === undefined || point.signals.length === 0
              ? undefined
              : {
                  label: point.signals.includes('beyond-limits') ? percent(known) : text.inRow,
                  tone: isWorse ? ('bad' as const) : ('good' as const),
                },
        };
      }),
      centre,
      lastLabel: value === undefined ? words.labels.trendColumns.unknown : percent(value),
    },
    {
      width: 680,
      idPrefix: 'proportion',
      labels: {
        ...text.proportionColumns,
        centre: centre === undefined ? '' : text.centre(percent(centre)),
        unknown: words.labels.trendColumns.unknown,
      },
      formatValue: percent,
      formatCount: formats.integer,
    },
  );
  // Twice what chance makes is where Laney's correction doubles the limits.
  const clusters = spread !== undefined && spread >= 2 ? ` ${text.proportionClusters(formats.oneDecimal(spread))}` : '';
  return chartView({ id: 'proportion', title, scope: `${text.proportionScope(days)}.${clusters}` }, chart);
}

/** Beyond the limits first, then a row on one side, then within; without limits the measure. */
function proportionTitle(
  { points, centre }: QualityDocument['proportion'],
  text: Speaker['words']['pages']['quality'],
  percent: (ratio: number) => string,
): string {
  const last = points.at(-1);
  if (last === undefined || 'unknown' in last.value || last.limits === null || 'unknown' in centre)
    return text.proportion;
  const { value } = last.value;
  if (value > last.limits.upper) return text.proportionTitle(percent(value), 'above');
  if (value < last.limits.lower) return text.proportionTitle(percent(value), 'below');
  return last.signals.includes('eight-on-one-side')
    ? text.proportionRow(percent(value), value > centre.value)
    : text.proportionTitle(percent(value), 'within');
}

function buildFirstPass({ firstPass }: QualityDocument, speaker: Speaker, rowsMax: number): ListView {
  const { words, formats } = speaker;
  const text = words.pages.quality;
  const labels = text.firstPassColumns;
  const yieldOf = ({ firstPassYield }: (typeof firstPass)[number]): number =>
    'unknown' in firstPassYield ? Number.POSITIVE_INFINITY : firstPassYield.value;
  const rows = firstPass.toSorted((a, b) => yieldOf(a) - yieldOf(b) || b.made - a.made);
  const [lowest] = rows;
  const hasMessage = lowest !== undefined && yieldOf(lowest) < 1;
  const quiet = (value: number): string => (value === 0 ? '' : formats.integer(value));
  return buildList(
    rows,
    [
      { label: labels.operation, cell: ({ operation }) => operation },
      { label: labels.made, isNumber: true, cell: ({ made }) => formats.integer(made) },
      { label: labels.scrap, isNumber: true, cell: ({ scrap }) => quiet(scrap) },
      { label: labels.hold, isNumber: true, cell: ({ hold }) => quiet(hold) },
      { label: labels.rework, isNumber: true, cell: ({ rework }) => quiet(rework) },
      { label: labels.yield, isNumber: true, cell: ({ firstPassYield }) => ratioText(firstPassYield, 1, formats) },
    ],
    {
      id: 'first-pass',
      title: hasMessage ? text.firstPassTitle(lowest.operation, formats.percent(yieldOf(lowest), 1)) : text.firstPass,
      scope: text.firstPassScope,
      none: text.firstPassNone,
      rowsMax,
    },
    speaker,
  );
}

function buildHolds({ openHolds }: QualityDocument, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.quality;
  const labels = text.holdColumns;
  const pieces = (count: number): string => `${formats.integer(count)} ${words.labels.pieces(count)}`;
  const oldest = openHolds.rows.toSorted((a, b) => b.ageMs - a.ageMs);
  const ages = openHolds.ages
    .map(({ fromMs, count, pieces: held }, index) => {
      const next = openHolds.ages[index + 1];
      const to = next === undefined ? undefined : next.fromMs / dayMs;
      return { count, text: text.holdAge(fromMs / dayMs, to, formats.integer(count), pieces(held)) };
    })
    .filter(({ count }) => count > 0)
    .map((age) => age.text);
  const [first] = oldest;
  return buildList(
    oldest,
    [
      { label: labels.product, cell: ({ product }) => product },
      { label: labels.operation, cell: ({ operation }) => operation },
      { label: labels.where, cell: ({ name }) => name },
      { label: labels.order, cell: ({ workOrder }) => words.pages.order(workOrder) },
      { label: labels.pieces, isNumber: true, cell: ({ hold }) => formats.integer(hold) },
      { label: labels.age, isNumber: true, cell: ({ ageMs }) => formats.daysOrDuration(ageMs) },
    ],
    {
      id: 'holds',
      title:
        first === undefined
          ? text.holds
          : text.holdsTitle(pieces(openHolds.pieces), formats.daysOrDuration(first.ageMs)),
      scope: first === undefined ? '' : text.holdsScope(ages.join('; ')),
      none: text.holdsNone,
      rowsMax: 8,
      count: openHolds.count,
    },
    speaker,
  );
}

function buildContexts({ scrapContexts }: QualityDocument, speaker: Speaker, rowsMax: number): ListView {
  const { words, formats } = speaker;
  const text = words.pages.quality;
  const labels = text.contextColumns;
  return buildList(
    scrapContexts.rows,
    [
      { label: labels.product, cell: ({ product }) => product },
      { label: labels.operation, cell: ({ operation }) => operation },
      { label: labels.where, cell: ({ name }) => name },
      {
        label: labels.when,
        cell: ({ from, shift }) => [formats.dayTime(Date.parse(from)), shift].filter((part) => part !== '').join(', '),
      },
      { label: labels.scrap, isNumber: true, cell: ({ scrap }) => formats.integer(scrap) },
      {
        label: labels.setup,
        isNumber: true,
        cell: ({ sinceSetupMs }) =>
          'unknown' in sinceSetupMs
            ? ''
            : sinceSetupMs.value === 0
              ? text.inSetup
              : formats.daysOrDuration(sinceSetupMs.value),
      },
      { label: labels.before, cell: ({ before }) => text.before[before] },
    ],
    {
      id: 'contexts',
      title: text.contexts,
      scope: scrapContexts.count === 0 ? '' : text.contextsScope,
      none: text.contextsNone,
      rowsMax,
      count: scrapContexts.count,
    },
    speaker,
  );
}

function buildRework({ rework }: QualityDocument, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.quality;
  const labels = text.reworkColumns;
  const made = sumOf(rework.rows, ({ completed, scrap, hold }) => completed + scrap + hold);
  return buildList(
    rework.rows,
    [
      { label: labels.product, cell: ({ product }) => product },
      { label: labels.operation, cell: ({ operation }) => operation },
      { label: labels.where, cell: ({ name }) => name },
      { label: labels.when, cell: ({ from }) => formats.dayTime(Date.parse(from)) },
      { label: labels.completed, isNumber: true, cell: ({ completed }) => formats.integer(completed) },
      { label: labels.scrap, isNumber: true, cell: ({ scrap }) => (scrap === 0 ? '' : formats.integer(scrap)) },
    ],
    {
      id: 'rework',
      title:
        rework.count === 0
          ? text.rework
          : text.reworkTitle(rework.count, `${formats.integer(made)} ${words.labels.pieces(made)}`),
      none: text.reworkNone,
      rowsMax: 6,
      count: rework.count,
    },
    speaker,
  );
}
