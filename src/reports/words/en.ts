/** English. */
import { enMoney } from './en-money.ts';
import { enNotes } from './en-notes.ts';
import { enPages } from './en-pages.ts';
import { enWindow } from './en-window.ts';
import { kpiIdsOf } from './kpi-ids.ts';
import type { FindingText, MessageContext, Words } from './words.ts';

interface Usual {
  readonly usualMedian: number;
  readonly usualP10: number;
  readonly usualP90: number;
  readonly usualCount: number;
}

const plural = (n: number, one: string, many: string, text: string): string => `${text} ${n === 1 ? one : many}`;

/** `above the usual`, `below the usual`, `within the usual`. */
function standing(value: number, usual: Pick<Usual, 'usualP10' | 'usualP90'>): string {
  if (value > usual.usualP90) return 'above the usual';
  return value < usual.usualP10 ? 'below the usual' : 'within the usual';
}

/** `Usual on Wednesdays: 45–58 %, median 52 % (9 days).` */
function usualSentence(usual: Usual, context: MessageContext, range: string, median: string): string {
  const on = context.weekday === undefined ? 'Usual' : `Usual on ${context.weekday}s`;
  return `${on}: ${range}, median ${median} (${plural(usual.usualCount, 'day', 'days', String(usual.usualCount))}).`;
}

function percentRange(low: number, high: number, digits: 0 | 1, { formats }: MessageContext): string {
  const top = formats.percent(high, digits);
  return formats.percent(low, digits) === top ? top : `${formats.percentNumber(low, digits)}–${top}`;
}

/** `Median of 9 Wednesdays: 52 %.` */
function medianOf(usual: Usual, context: MessageContext, median: string): string {
  const day = context.weekday ?? 'day';
  return `Median of ${plural(usual.usualCount, day, `${day}s`, String(usual.usualCount))}: ${median}.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const most = ', the most in 28 days';
const digitsOf = (...ratios: readonly number[]): 0 | 1 => (Math.max(...ratios) < 0.1 ? 1 : 0);

/** `Availability, Run time`: KPIs as the page names them. */
const namesOf = (outside: string): string =>
  kpiIdsOf(outside)
    .map((kpi) => en.kpis[kpi])
    .join(', ');

export const en: Words = {
  language: 'en',
  locale: 'en-GB',
  messages: {
    'no-facts': ({ plannedMs }, { formats }): FindingText => ({
      headline: 'Nothing was reported',
      detail:
        plannedMs > 0
          ? `No production, setup or stop was reported in ${formats.duration(plannedMs)} of planned machine time.`
          : 'No production, setup or stop was reported, and no machine was planned to run.',
      what: 'No report at all',
      amount: `${formats.duration(plannedMs)} planned`,
    }),
    finished: (p, context): FindingText => {
      const f = context.formats;
      const bounds = p.high === p.finished ? '' : ` At most ${f.integer(p.high)}, with orders that end elsewhere.`;
      return {
        headline: `${plural(p.finished, 'piece was', 'pieces were', f.integer(p.finished))} finished, ${standing(p.finished, p)} ${f.integer(p.usualP10)}–${f.integer(p.usualP90)}`,
        detail: `${medianOf(p, context, `${f.integer(p.usualMedian)} pieces`)}${bounds}`,
        what: 'Finished pieces',
        amount: `${f.integer(p.finished)} pieces, usually ${f.integer(p.usualMedian)}`,
      };
    },
    oee: (p, context): FindingText => {
      const f = context.formats;
      const digits = digitsOf(p.oee, p.usualP90);
      return {
        headline: `OEE was ${f.percent(p.oee, digits)} (${f.percentNumber(p.low, digits)}–${f.percentNumber(p.high, digits)}), ${standing(p.oee, p)} ${percentRange(p.usualP10, p.usualP90, digits, context)}`,
        detail: medianOf(
          p,
          context,
          `${f.percent(p.usualMedian, digits)}, a change of ${f.points(p.oee - p.usualMedian)}`,
        ),
        what: 'OEE of the plant',
        amount: `${f.percent(p.oee, digits)}, usually ${f.percent(p.usualMedian, digits)}`,
      };
    },
    setup: (p, context): FindingText => {
      const f = context.formats;
      const digits = digitsOf(p.setupRatio, p.usualP90);
      const usual = percentRange(p.usualP10, p.usualP90, digits, context);
      const median = f.percent(p.usualMedian, digits);
      return {
        headline: `Setup took ${f.percent(p.setupRatio, digits)} of machine time${p.rank28 === 1 ? most : `, ${standing(p.setupRatio, p)} ${usual}`}`,
        detail: `${f.duration(p.setupMs)} in all. ${p.rank28 === 1 ? usualSentence(p, context, usual, median) : medianOf(p, context, median)}`,
        what: 'Setup of the plant',
        amount: f.duration(p.setupMs),
      };
    },
    downtime: (p, context): FindingText => {
      const f = context.formats;
      const usual =
        p.usualP10 < p.usualP90 / 100
          ? `0 to ${f.duration(p.usualP90)}`
          : `${f.duration(p.usualP10)} to ${f.duration(p.usualP90)}`;
      const median = f.duration(p.usualMedian);
      return {
        headline: `Breakdowns took ${f.duration(p.downMs)}${p.rank28 === 1 ? most : `, ${standing(p.downMs, p)} ${usual}`}`,
        detail: p.rank28 === 1 ? usualSentence(p, context, usual, median) : medianOf(p, context, median),
        what: 'Breakdowns of the plant',
        amount: f.duration(p.downMs),
      };
    },
    breakdown: (p, context): FindingText => {
      const f = context.formats;
      const stops =
        p.stopCount === 1 ? 'One stop' : `${f.integer(p.stopCount)} stops, the longest ${f.duration(p.longestMs)}`;
      const reason = p.reason === '' ? '' : `, reported as ${context.reasonName(p.reason).toLowerCase()}`;
      const since = context.since === undefined ? '' : `, from ${context.since}`;
      return {
        headline: `${context.where} was down for ${f.duration(p.downMs)}`,
        detail: `${stops}${reason}${since}${p.open === 'yes' ? '; still down at the end' : ''}.`,
        what: p.open === 'yes' ? 'Breakdown, still open' : 'Breakdown',
        amount: f.duration(p.downMs),
      };
    },
    'unit-silent': (p, context): FindingText => {
      const f = context.formats;
      return {
        headline: `${context.where} reported nothing`,
        detail: `${f.duration(p.silentPlannedMs)} were planned; it usually runs ${f.duration(p.usualRunMs)} ${context.window.kind === 'shift' ? 'in such a shift' : 'on such a day'}.`,
        what: 'No report in planned time',
        amount: `ran 0 min, usually ${f.duration(p.usualRunMs)}`,
      };
    },
    'unit-low-run': (p, context): FindingText => {
      const f = context.formats;
      const setup = p.setupMs > 0 ? ` Setup took ${f.duration(p.setupMs)}.` : '';
      return {
        headline:
          p.runMs < 30_000 ? `${context.where} did not run` : `${context.where} ran only ${f.duration(p.runMs)}`,
        detail: `Usually at least ${f.duration(p.usualP10)}, median ${f.duration(p.usualMedian)}.${setup}`,
        what: 'Ran less than usual',
        amount: `${f.duration(p.runMs)}, usually ${f.duration(p.usualMedian)}`,
      };
    },
    'unit-setup': (p, context): FindingText => {
      const f = context.formats;
      return {
        headline: `${context.where} spent ${f.duration(p.setupMs)} in setup`,
        detail:
          p.usualP90 < 30_000
            ? 'Usually it has none.'
            : `Usually up to ${f.duration(p.usualP90)}, median ${f.duration(p.usualMedian)}.`,
        what: 'Long setup',
        amount: `${f.duration(p.setupMs)}, usually ${f.duration(p.usualMedian)}`,
      };
    },
    scrap: (p, { formats: f, window }): FindingText => ({
      headline: `${f.integer(p.scrap)} of ${plural(p.made, 'piece', 'pieces', f.integer(p.made))} of ${p.product} ${p.scrap === 1 ? 'was' : 'were'} scrapped at ${p.operation}`,
      detail: `That is ${f.percent(p.scrap / Math.max(1, p.made), digitsOf(p.scrap / Math.max(1, p.made)))}, and ${p.scrap >= p.plantScrap ? 'all that was scrapped' : `${f.integer(p.scrap)} of the ${f.integer(p.plantScrap)} pieces scrapped`} ${enWindow.inThat(window)}.`,
      what: `Scrap of ${p.product}, ${p.operation}`,
      amount: plural(p.scrap, 'piece', 'pieces', f.integer(p.scrap)),
    }),
    hold: (p, { formats: f }): FindingText => ({
      headline: `${plural(p.hold, 'piece', 'pieces', f.integer(p.hold))} of ${p.product} ${p.hold === 1 ? 'is' : 'are'} held for review`,
      detail: `Held at ${p.operation}`.replace(/\.?$/, '.'),
      what: `Hold of ${p.product}, ${p.operation}`,
      amount: plural(p.hold, 'piece', 'pieces', f.integer(p.hold)),
    }),
    quality: (p, context): FindingText => {
      const f = context.formats;
      return {
        headline: `Quality was ${f.percent(p.quality, 1)}, ${standing(p.quality, p)} ${percentRange(p.usualP10, p.usualP90, 1, context)}`,
        detail: `${medianOf(p, context, `${f.percent(p.usualMedian, 1)}, a change of ${f.points(p.quality - p.usualMedian)}`)} ${plural(p.scrap, 'piece was', 'pieces were', f.integer(p.scrap))} scrapped, ${f.integer(p.hold)} held for review.`,
        what: 'Quality of the plant',
        amount: `${f.percent(p.quality, 1)}, usually ${f.percent(p.usualMedian, 1)}`,
      };
    },
    'ideal-time-suspect': (p, context): FindingText => ({
      headline: `${context.where} was faster than its ideal time`,
      detail: `Performance ${context.formats.percent(p.performance, 0)}: the ideal time, or a report, is wrong.`,
      what: 'Suspect ideal time',
      amount: `${context.formats.percent(p.performance, 0)} performance`,
    }),
    coverage: (p, context): FindingText => {
      const f = context.formats;
      return {
        headline: `Reports cover ${f.percent(p.reportedRatio, 0)} of planned machine time, ${standing(p.reportedRatio, p)} ${percentRange(p.usualP10, p.usualP90, 0, context)}`,
        detail: `Nothing was reported for ${f.duration(p.silentPlannedMs)} of planned time.`,
        what: 'Planned time without report',
        amount: f.duration(p.silentPlannedMs),
      };
    },
    'as-usual': (p, { formats: f, weekday }): FindingText => ({
      headline:
        p.outside !== ''
          ? `${f.integer(p.comparedCount - kpiIdsOf(p.outside).length)} of ${f.integer(p.comparedCount)} key figures were in their usual range`
          : p.comparedCount === 1
            ? 'The key figure was in its usual range'
            : `All ${f.integer(p.comparedCount)} key figures were in their usual range`,
      detail: [
        ...(p.outside === '' ? [] : [`Outside it: ${namesOf(p.outside)}.`]),
        `Compared with earlier ${weekday ?? 'day'}s.`,
      ].join(' '),
      what: 'As usual',
      amount: '',
    }),
  },
  kpis: {
    finished: 'Finished',
    completed: 'Completed',
    scrap: 'Scrap',
    hold: 'On hold',
    availability: 'Availability',
    effectiveness: 'Performance',
    qualityRatio: 'Quality',
    oeeIndex: 'OEE',
    setupRatio: 'Setup share',
    downRatio: 'Downtime share',
    reportedRatio: 'Reported',
    runMs: 'Run time',
    setupMs: 'Setup',
    downMs: 'Downtime',
    silentPlannedMs: 'Silent planned time',
  },
  lossSteps: {
    planned: 'Planned machine time',
    extra: 'Extra work',
    silent: 'Time without report',
    wait: 'Waiting',
    plannedDown: 'Planned reasons',
    down: 'Breakdowns',
    otherDown: 'Other stops',
    setup: 'Setup',
    run: 'Run time',
    minorStops: 'Minor stops',
    unrated: 'No ideal time known',
    speed: 'Slower than ideal',
    quality: 'Scrap and hold',
    startup: 'Rejects of setup',
    good: 'Good machine time',
  },
  unknown: {
    'no-planned-time': 'nothing was planned',
    'no-time-base': 'no time base',
    'no-run-time': 'nothing ran',
    'no-pieces': 'no pieces',
    'no-ideal-time': 'no ideal time known',
    'no-failures': 'no failure',
    'too-little-history': 'too little history',
    'no-facts': 'nothing reported',
    'not-in-the-data': 'not in the data',
  },
  roles: {
    director: 'Director',
    production: 'Production',
    quality: 'Quality',
    maintenance: 'Maintenance',
    'shift-lead': 'Shift lead',
  },
  ...enNotes,
  money: enMoney,
  pages: enPages,
  labels: {
    plant: 'Plant',
    titleDaily: (plant) => `${plant}: daily report`,
    titleWindow: (plant, { kind }) => `${plant}: ${kind === 'shift' ? 'shift report' : 'report'}`,
    shiftOf: (date, shift) => `${date}, shift ${shift}`,
    lengthIn: (length, zone) => `${length}, ${zone}`,
    span: (from, to) => `${from} to ${to}`,
    windowOf: (from, to, zone) => `${from} to ${to}, ${zone}`,
    lengthOfDay: (duration) => `The clocks changed: this production day has ${duration}.`,
    badge: (percent, gaps) =>
      `Reports cover ${percent} of planned time${gaps === 0 ? '' : `, ${plural(gaps, 'gap', 'gaps', String(gaps))}`}`,
    badgeUnknown: 'Nothing was planned',
    badgeLink: 'what this stands on',
    summary: 'Summary',
    summaryEmpty: 'There is nothing to report.',
    figures: (window) => `Figures of ${enWindow.the(window)}`,
    usual: 'usual',
    usualRange: (range) => `usual ${range}`,
    usualBasis: (count, weekday = 'day') => `${count} earlier ${count === 1 ? weekday : `${weekday}s`}`,
    upTo: (high) => `up to ${high}`,
    tooLittleHistory: (count) => `too little history (${plural(count, 'day', 'days', String(count))})`,
    standing: { above: 'above usual', below: 'below usual', within: 'as usual', unknown: '' },
    target: 'target',
    pieces: (count) => (count === 1 ? 'piece' : 'pieces'),
    last28: 'last 28 production days',
    losses: 'From planned to good machine time',
    lossesScope: 'Machine time of all resources, share of planned time',
    lossesCalendar: (calendar, notScheduled, planned) =>
      `of ${calendar} calendar time ${notScheduled} were not scheduled${planned === undefined ? '' : `, ${planned} stopped as planned`}`,
    lossesBracket: 'bracket: usual range of the weekday',
    lossUnusual: (label, difference, more) => `${label}: ${difference} ${more ? 'more' : 'less'} than usual`,
    lossesDiffer: (loss) => `The losses were not all usual. ${loss}.`,
    lossesEmpty: 'No machine time was planned or used.',
    lossColumns: { step: 'Step', value: 'Machine time', share: 'Share of planned time', usual: 'usual range' },
    decisions: 'What needs a decision',
    decisionsNone: 'Nothing that needs a decision was found.',
    decisionColumns: { what: 'What', where: 'Where', amount: 'How much', since: 'Since', who: 'Who' },
    lessThan: (percent) => `<${percent}`,
    rowsMore: (count) => `${count} more in the data files (XLSX, CSV, JSON).`,
    headingOf: (title, role) => `${title} for ${role === 'shift-lead' ? 'the shift lead' : role}`,
    noStops: 'No stop was reported',
    figureWas: (figure, value, standing) =>
      `${figure}: ${value}${standing === 'within' ? ', as usual' : standing === 'unknown' ? '' : `, ${standing} the usual`}`,
    usualIs: (range) => `The usual is ${range}.`,
    timeline: (window) => `${capital(enWindow.the(window))} on every resource`,
    timelineMost: (name, lost) => `${name} lost the most: ${lost}`,
    timelineScope: 'Reported state of each resource, sorted by lost time (setup, breakdown, silent planned time)',
    timelineMore: (shown, all) => `The ${shown} of ${all} resources that lost the most`,
    timelineEmpty: 'No resource was planned or reported anything.',
    timelineColumns: { resource: 'Resource', lost: 'Lost time', unusual: 'unusual' },
    states: {
      run: 'running',
      setup: 'setup',
      down: 'down',
      wait: 'waiting',
      silent: 'planned, nothing reported',
      plannedStop: 'planned stop',
      unplanned: 'not planned',
    },
    trend: 'The last 13 weeks',
    trendScope: 'Seven production days a point, the last ending with this day; whiskers: bounds; hatched: unknown',
    trendBand: 'band: 10–90 % of the weeks before',
    trendUsual: 'before',
    trendEmpty: 'There is no earlier week to show.',
    insteadOf: (now, before) => `${now} instead of ${before}`,
    trendOpenHours: (change, open, before, exceptions) =>
      `open ${open} instead of ${before}${exceptions.length === 0 ? '' : ` (${exceptions.join(', ')})`}: per open hour ${
        change === undefined ? 'no clear difference' : `${change.percent} ${change.isMore ? 'more' : 'fewer'} finished`
      }, against the 7 days before`,
    trendChange: (figure, since, change) => `${figure} since the week from ${since}: ${change}`,
    trendChangeScope: 'dashed: a new level by Pettitt’s test at 5 %; no cause is told',
    trendChangesMore: (changes) =>
      `also changed: ${changes.map(({ figure, since }) => `${figure} from ${since}`).join(', ')}`,
    trendReportsChange: (since, change) =>
      `reports cover ${change} of planned time from ${since}, which alone may change figures`,
    overDaysOnly: 'Only the report of a production day has this.',
    windowRule: ({ kind }) =>
      ({
        day: '',
        shift: 'A shift is compared with the same shift of that weekday. ',
        span: 'A span is compared with nothing. ',
      })[kind] + (kind === 'day' ? '' : 'What is worked out over weeks stands in the report of a production day.'),
    trendColumns: { period: 'Week to', value: 'Value', low: 'Low', high: 'High', unknown: 'unknown', change: 'Change' },
    trust: 'What this report stands on',
    trustCoverage: (percent, silent) =>
      `Reports cover ${percent} of planned machine time; nothing was reported for ${silent} of it.`,
    trustFacts: (accepted, refused, corrected) =>
      `Reports that touch the window: ${accepted} accepted, ${refused} refused, ${corrected} corrected later.`,
    trustSignals: (count) =>
      `States and pieces told by sensors: ${count}. Nobody reported them, so they are not among the reports.`,
    trustSource: (id, kind, facts) => `${id} (${kind})${facts === undefined ? '' : `: ${facts} reports`}`,
    trustGaps: 'Gaps',
    trustNoGaps: 'No source was silent when it should not have been.',
    trustGap: ({ where, from, to, cause, lost, recovered }) =>
      [
        `${where}, ${to === undefined ? `since ${from}, lasting` : `${from} to ${to}`}: ${cause}`,
        ...(lost === undefined ? [] : [`${lost} readings lost`]),
        ...(recovered ? ['made up for since'] : []),
      ].join('; '),
    trustAdjusted: 'Adjusted',
    trustNoAdjusted: 'Every time was read as written.',
    trustAdjustedRow: (code, count) => `${count} ${code}`,
    trustUnmapped: (codes) => `Codes that the plant file does not name: ${codes}.`,
    plannedStops: 'Planned stops',
    noPlannedStops: 'None.',
    plannedStop: (name, where, from, to) => `${name}, ${where}, ${from} to ${to}`,
    rules: 'Rules',
    sources: 'Sources',
    madeBy: 'Made by',
    software: (version) => `gemba ${version}`,
    fingerprints: (data, config) => `data ${data}, plant file ${config}`,
    tableBehind: 'Show as a table',
    andMore: (count) => `and ${count} more`,
    pageOf: ' of ',
    mailIntro: 'The full report is attached.',
    mailAttached: 'Full report',
    subject: (plant, date, headline) => `${plant}, ${date}: ${headline}`,
  },
};
