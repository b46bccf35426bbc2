/** The director's pages as texts and charts, made from the director's document alone. */
import type { DirectorDocument } from '../documents/director.ts';
import type { WrittenFinding } from '../documents/findings.ts';
import { createSpeaker, type Speaker } from '../words/speaker.ts';
import { buildFigures } from './figures.ts';
import { buildLosses, type LossChartView } from './losses.ts';
import { buildNotes } from './notes.ts';
import { buildTimeline } from './timeline.ts';
import { buildTrends } from './trends.ts';
import type { DecisionView, DirectorView, NoteView, SentenceView } from './view.ts';

/** Headline, and up to four sentences below it. */
const sentencesMax = 4;
const decisionsMax = 5;

export function directorSpeaker(document: DirectorDocument): Speaker {
  return createSpeaker({
    language: document.language,
    zone: { id: document.zone },
    date: document.date ?? undefined,
  });
}

/** px that the second page has for the timeline, beside notes of so many lines. */
const timelinePx = 430;
const [noteLinesUsual, noteLinePx, noteLineLength] = [11, 12.6, 112];
const timelinePxMin = 300;

export function directorView(document: DirectorDocument): DirectorView {
  const speaker = directorSpeaker(document);
  const { words } = speaker;
  const { labels } = words;
  // Ranked, and nothing in them said twice: analytics saw to both.
  const [top, ...others] = document.findings;
  const decisions = document.findings.filter(({ needsDecision }) => needsDecision);
  const notes = buildNotes(document, speaker);
  const losses = buildLosses(document, speaker);
  const trends = buildTrends(document, speaker);
  const dateLine = dateLineOf(document, speaker);
  return {
    language: words.language,
    title: `${document.plantName}, ${dateLine}`,
    plantName: document.plantName,
    heading: document.date === null ? labels.titleWindow(document.plantName) : labels.titleDaily(document.plantName),
    dateLine,
    windowLine: windowLineOf(document, speaker),
    clockNote: clockNoteOf(document, speaker),
    badge: badgeOf(document, speaker),
    badgeLink: labels.badgeLink,
    headline: top?.text.headline ?? labels.summaryEmpty,
    lead: leadOf(top, losses, speaker),
    summaryTitle: labels.summary,
    sentences: others.slice(0, sentencesMax).map(
      ({ text }): SentenceView => ({
        claim: text.headline.endsWith('.') ? text.headline : `${text.headline}.`,
        detail: text.detail,
      }),
    ),
    figuresTitle: labels.figures,
    figures: buildFigures(document, speaker),
    losses,
    decisionsTitle: labels.decisions,
    decisionsNone: labels.decisionsNone,
    decisionsMore: decisions.length > decisionsMax ? labels.decisionsMore(decisions.length - decisionsMax) : '',
    decisionColumns: labels.decisionColumns,
    decisions: decisions.slice(0, decisionsMax).map((finding) => decisionOf(finding, speaker)),
    timeline: buildTimeline(document, speaker, timelineRoom(notes)),
    trendTitle: labels.trend,
    trendScope: labels.trendScope,
    trends,
    trustTitle: labels.trust,
    notes,
    tableBehind: labels.tableBehind,
  };
}

/** What is listed below the timeline takes from its room, so that the report stays two pages. */
function timelineRoom(notes: readonly NoteView[]): number {
  const noteLines = notes.reduce((sum, { lines }) => sum + Math.ceil(lines.join(' ').length / noteLineLength), 0);
  const extra = Math.max(0, noteLines - noteLinesUsual) * noteLinePx;
  return Math.max(timelinePxMin, timelinePx - extra);
}

/** What the headline stands on; where all figures are usual and a loss is not, that loss is not left for the chart to say. */
function leadOf(top: WrittenFinding | undefined, losses: LossChartView, { words }: Speaker): string {
  if (top === undefined) return '';
  if (top.rule !== 'as-usual' || !losses.isUnusual) return top.text.detail;
  return `${top.text.detail} ${words.labels.lossesDiffer(losses.title)}`;
}

function decisionOf(finding: WrittenFinding, { words, formats }: Speaker): DecisionView {
  return {
    what: finding.text.what,
    where: finding.equipment?.name ?? words.labels.plant,
    amount: finding.text.amount,
    since: finding.since === null ? '' : formats.dayTime(Date.parse(finding.since)),
    who: words.roles[finding.owner],
  };
}

function dateLineOf({ date, window }: DirectorDocument, { words, formats }: Speaker): string {
  if (date !== null) return formats.longDate(date);
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  return words.labels.span(formats.dayTime(from), formats.dayTime(to));
}

function windowLineOf({ window, zone }: DirectorDocument, { words, formats }: Speaker): string {
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  return words.labels.windowOf(formats.dayTime(from), formats.dayTime(to), zone);
}

function clockNoteOf({ date, window }: DirectorDocument, { words, formats }: Speaker): string {
  const lengthMs = Date.parse(window.to) - Date.parse(window.from);
  return date === null || lengthMs === 86_400_000 ? '' : words.labels.lengthOfDay(formats.duration(lengthMs));
}

function badgeOf({ completeness }: DirectorDocument, { words, formats }: Speaker): string {
  const { reportedRatio, gaps } = completeness;
  if ('unknown' in reportedRatio) return words.labels.badgeUnknown;
  return words.labels.badge(formats.percent(reportedRatio.value, 0), gaps.length);
}
