/** What every role's page has: where and when, how complete, the headline, the figures, what needs a decision. */
import type { ReportKpiId } from '../../analytics/index.ts';
import type { DailyDocument } from '../documents/daily-document.ts';
import type { CostedFinding, WrittenFinding } from '../documents/findings.ts';
import { revisionLine } from '../revisions/say-revision.ts';
import { sayMoney } from '../words/say-money.ts';
import { createSpeaker, type Speaker } from '../words/speaker.ts';
import { spokenWindow } from '../words/spoken-window.ts';
import { buildFigures } from './figures.ts';
import { buildList, listForMail } from './list.ts';
import { buildNotes } from './notes.ts';
import { quietHeadline } from './quiet-headline.ts';
import type { FigureView, ListView, PageView, SentenceView } from './view.ts';

const dayMs = 86_400_000;

/** Below the headline. */
const sentencesMax = 4;
const decisionsMax = 5;

export interface FrameOptions {
  /** Figures of the row, in order. */
  readonly kpis: readonly ReportKpiId[];
  /** Figures that are no KPI of the plant, after the others. */
  readonly figures?: readonly FigureView[];
  /** Added to what the headline stands on. */
  readonly leadMore?: string;
  readonly sentencesMax?: number;
  /** Default: what needs a decision. */
  readonly mailLists?: readonly ListView[];
}

export function speakerOf(document: Pick<DailyDocument, 'language' | 'zone' | 'date' | 'shift' | 'window'>): Speaker {
  const fromAt = Date.parse(document.window.from);
  return createSpeaker({
    language: document.language,
    zone: { id: document.zone },
    date: document.date ?? document.shift?.date,
    window: spokenWindow(document, Date.parse(document.window.to) - fromAt),
    fromAt,
  });
}

export function buildFrame(document: DailyDocument, speaker: Speaker, options: FrameOptions): PageView {
  const { words } = speaker;
  const { labels } = words;
  // Ranked, and nothing in them said twice: analytics saw to both. Without any, the usual is said.
  const [top, ...others] = document.findings;
  const said = top?.text ?? quietHeadline(document, speaker);
  const dateLine = dateLineOf(document, speaker);
  const title =
    document.date === null
      ? labels.titleWindow(document.plantName, speaker.window)
      : labels.titleDaily(document.plantName);
  const decisions = buildDecisions(document.findings, speaker);
  const roleName = words.roles[document.role];
  return {
    role: document.role,
    roleName,
    language: words.language,
    title: [document.plantName, dateLine, ...(document.role === 'director' ? [] : [roleName])].join(', '),
    plantName: document.plantName,
    heading: document.role === 'director' ? title : labels.headingOf(title, document.role),
    dateLine,
    windowLine: windowLineOf(document, speaker),
    clockNote: clockNoteOf(document, speaker),
    revisionNote: revisionLine(document.revision, speaker),
    badge: badgeOf(document, speaker),
    badgeLink: labels.badgeLink,
    headline: said.headline,
    lead: [said.detail, options.leadMore ?? ''].filter((part) => part !== '').join(' '),
    summaryTitle: labels.summary,
    sentences: others.slice(0, options.sentencesMax ?? sentencesMax).map(
      ({ text }): SentenceView => ({
        claim: text.headline.endsWith('.') ? text.headline : `${text.headline}.`,
        detail: text.detail,
      }),
    ),
    figuresTitle: labels.figures(speaker.window),
    figures: [...buildFigures(document, options.kpis, speaker), ...(options.figures ?? [])],
    decisions,
    trustTitle: labels.trust,
    notes: buildNotes(document, speaker),
    tableBehind: labels.tableBehind,
    mailLists: (options.mailLists ?? [listForMail(decisions, [0, 1, 2, 4], 3)]).filter(({ isLeftOut }) => !isLeftOut),
  };
}

function buildDecisions(findings: readonly (WrittenFinding | CostedFinding)[], speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const { decisionColumns, decisions, decisionsNone } = words.labels;
  return buildList(
    findings.filter(({ needsDecision }) => needsDecision),
    [
      { label: decisionColumns.what, cell: ({ text }) => text.what },
      { label: decisionColumns.where, cell: ({ equipment }) => equipment?.name ?? words.labels.plant },
      {
        label: decisionColumns.amount,
        isNumber: true,
        cell: (finding) => [finding.text.amount, moneyOf(finding, speaker)],
      },
      {
        label: decisionColumns.since,
        cell: ({ since }) => (since === null ? '' : formats.dayTime(Date.parse(since))),
      },
      { label: decisionColumns.who, cell: ({ owner }) => words.roles[owner] },
    ],
    { id: 'decisions', title: decisions, none: decisionsNone, rowsMax: decisionsMax },
    speaker,
  );
}

/** Empty where the role sees none, where the plant has no rates, and where it is nothing. */
function moneyOf(finding: WrittenFinding | CostedFinding, speaker: Speaker): string {
  if (!('money' in finding) || finding.money === null) return '';
  return sayMoney(finding.money, speaker) ?? '';
}

function dateLineOf({ date, shift, window }: DailyDocument, { words, formats }: Speaker): string {
  if (date !== null) return formats.longDate(date);
  if (shift !== null) return words.labels.shiftOf(formats.longDate(shift.date), shift.name);
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  return words.labels.span(formats.dateTime(from), formats.dateTime(to));
}

/** Beside a date its hours; beside the hours of a span how long it is. */
function windowLineOf({ window, zone }: DailyDocument, { words, formats, window: spoken }: Speaker): string {
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  if (spoken.kind === 'span')
    return words.labels.lengthIn(formats.daysOrDuration((spoken.days ?? 0) * dayMs || to - from), zone);
  return words.labels.windowOf(formats.dayTime(from), formats.dayTime(to), zone);
}

function clockNoteOf({ date, window }: DailyDocument, { words, formats }: Speaker): string {
  const lengthMs = Date.parse(window.to) - Date.parse(window.from);
  return date === null || lengthMs === dayMs ? '' : words.labels.lengthOfDay(formats.duration(lengthMs));
}

function badgeOf({ completeness }: DailyDocument, { words, formats }: Speaker): string {
  const { reportedRatio, gaps } = completeness;
  if ('unknown' in reportedRatio) return words.labels.badgeUnknown;
  return words.labels.badge(formats.percent(reportedRatio.value, 0), gaps.length);
}
