/** What a language file holds. Another language is another file of this type. */
import type { FindingParams, FindingRule, LossStep, ReportKpiId } from '../../analytics/index.ts';
import type { Role, UnknownReason } from '../../model/index.ts';
import type { Formats } from './formats.ts';
import type { MoneyWords } from './money-words.ts';
import type { PageWords } from './page-words.ts';
import type { SpokenWindow } from './spoken-window.ts';

/** A finding as it is read: nothing in one part is said again in another. */
export interface FindingText {
  /** The claim, one clause without a full stop: a headline, or the bold part of a sentence. */
  readonly headline: string;
  /** What it stands on: comparison, certainty, where it came from. One sentence or several, with full stops. */
  readonly detail: string;
  /** For a row of the decision table. */
  readonly what: string;
  /** How much, with unit. */
  readonly amount: string;
}

export interface MessageContext {
  /** Name of the equipment, or the word for the plant. */
  readonly where: string;
  readonly formats: Formats;
  /** Of the production day or the shift; undefined for another window. */
  readonly weekday: string | undefined;
  readonly window: SpokenWindow;
  reasonName(code: string): string;
  /** Time at which it began, where known. */
  readonly since: string | undefined;
}

export type FindingMessage<R extends FindingRule> = (params: FindingParams[R], context: MessageContext) => FindingText;

export type FigureId = 'finished' | 'oeeIndex' | 'qualityRatio' | 'setupRatio' | 'downMs';

/** A gap in words: where, its instants, and what is known of it. */
export interface SpokenGap {
  readonly where: string;
  readonly from: string;
  /** Undefined where it still lasted at the window's end. */
  readonly to: string | undefined;
  readonly cause: string;
  /** How many readings are known to be lost. */
  readonly lost: string | undefined;
  readonly recovered: boolean;
}

/** Where fixed texts have something to fill in, they are functions. */
export interface Labels {
  readonly plant: string;
  readonly titleDaily: (plant: string) => string;
  readonly titleWindow: (plant: string, window: SpokenWindow) => string;
  /** A shift by the date it began and its name. */
  readonly shiftOf: (date: string, shift: string) => string;
  /** How long a span is, and whose clock it is told by. */
  readonly lengthIn: (length: string, zone: string) => string;
  readonly span: (from: string, to: string) => string;
  readonly windowOf: (from: string, to: string, zone: string) => string;
  readonly lengthOfDay: (duration: string) => string;
  /** The badge of the first page. */
  readonly badge: (percent: string, gaps: number) => string;
  readonly badgeUnknown: string;
  readonly badgeLink: string;
  readonly summary: string;
  readonly summaryEmpty: string;
  readonly figures: (window: SpokenWindow) => string;
  readonly usual: string;
  readonly usualRange: (range: string) => string;
  /** What a usual range stands on: `8 earlier Wednesdays`. */
  readonly usualBasis: (count: number, weekday: string | undefined) => string;
  readonly upTo: (high: string) => string;
  readonly tooLittleHistory: (count: number) => string;
  readonly standing: Readonly<Record<'above' | 'below' | 'within' | 'unknown', string>>;
  readonly target: string;
  readonly pieces: (count: number) => string;
  readonly last28: string;
  readonly losses: string;
  readonly lossesScope: string;
  /** How planned time came of calendar time; `planned`: planned stops, where there were any. */
  readonly lossesCalendar: (calendar: string, notScheduled: string, planned: string | undefined) => string;
  /** What the bracket is, where there is one. */
  readonly lossesBracket: string;
  readonly lossUnusual: (label: string, difference: string, more: boolean) => string;
  /** Where every key figure is usual and a loss is not. */
  readonly lossesDiffer: (loss: string) => string;
  readonly lossesEmpty: string;
  readonly lossColumns: {
    readonly step: string;
    readonly value: string;
    readonly share: string;
    readonly usual: string;
  };
  readonly decisions: string;
  readonly decisionsNone: string;
  readonly decisionColumns: {
    readonly what: string;
    readonly where: string;
    readonly amount: string;
    readonly since: string;
    readonly who: string;
  };
  readonly lessThan: (percent: string) => string;
  /** Rows of a table that a page has no room for. */
  readonly rowsMore: (count: string) => string;
  /** Heading of a role's report. */
  readonly headingOf: (title: string, role: Role) => string;
  /** Headlines where no finding concerns the role. */
  readonly noStops: string;
  readonly figureWas: (figure: string, value: string, standing: 'above' | 'below' | 'within' | 'unknown') => string;
  readonly usualIs: (range: string) => string;
  readonly timeline: (window: SpokenWindow) => string;
  readonly timelineMost: (name: string, lost: string) => string;
  readonly timelineScope: string;
  /** Where a page has no room for every resource. */
  readonly timelineMore: (shown: number, all: number) => string;
  readonly timelineEmpty: string;
  readonly timelineColumns: { readonly resource: string; readonly lost: string; readonly unusual: string };
  readonly states: Readonly<Record<'run' | 'setup' | 'down' | 'wait' | 'silent' | 'plannedStop' | 'unplanned', string>>;
  readonly trend: string;
  readonly trendScope: string;
  /** What the band is, where there is one. */
  readonly trendBand: string;
  /** Beside it. */
  readonly trendUsual: string;
  readonly trendEmpty: string;
  /** A level and the one before it, the latter with its unit where `now` has none. */
  readonly insteadOf: (now: string, before: string) => string;
  /** Finished pieces per open hour against the week before, where weeks were not open alike; no `change`: not told apart. */
  readonly trendOpenHours: (
    change: { readonly percent: string; readonly isMore: boolean } | undefined,
    open: string,
    before: string,
    exceptions: readonly string[],
  ) => string;
  /** That a figure changed its level, and when: the first day of the first week of the new one. */
  readonly trendChange: (figure: string, since: string, change: string) => string;
  /** What a change is told by, where there is one. */
  readonly trendChangeScope: string;
  /** Figures besides that of the heading. */
  readonly trendChangesMore: (changes: readonly { readonly figure: string; readonly since: string }[]) => string;
  /** Where the share of planned time that was reported changed too. */
  readonly trendReportsChange: (since: string, change: string) => string;
  /** In the place of what is worked out over production days, where the window is none. */
  readonly overDaysOnly: string;
  /** What a shift or a span is compared with, and what its page leaves out. */
  readonly windowRule: (window: SpokenWindow) => string;
  readonly trendColumns: {
    readonly period: string;
    readonly value: string;
    readonly low: string;
    readonly high: string;
    readonly unknown: string;
    readonly change: string;
  };
  readonly trust: string;
  readonly trustCoverage: (percent: string, silent: string) => string;
  readonly trustFacts: (accepted: string, refused: string, corrected: string) => string;
  /** Of plants whose units have signals. */
  readonly trustSignals: (count: string) => string;
  readonly trustSource: (id: string, kind: string, facts: string | undefined) => string;
  readonly trustGaps: string;
  readonly trustNoGaps: string;
  readonly trustGap: (gap: SpokenGap) => string;
  readonly trustAdjusted: string;
  readonly trustNoAdjusted: string;
  readonly trustAdjustedRow: (code: string, count: string) => string;
  readonly trustUnmapped: (codes: string) => string;
  readonly plannedStops: string;
  readonly noPlannedStops: string;
  readonly plannedStop: (name: string, where: string, from: string, to: string) => string;
  readonly rules: string;
  readonly sources: string;
  readonly madeBy: string;
  readonly software: (version: string) => string;
  readonly fingerprints: (data: string, config: string) => string;
  readonly tableBehind: string;
  readonly andMore: (count: number) => string;
  readonly pageOf: string;
  readonly mailIntro: string;
  readonly mailAttached: string;
  readonly subject: (plant: string, date: string, headline: string) => string;
}

export interface Words {
  /** BCP 47, as in `<html lang>`. */
  readonly language: string;
  /** The locale of numbers and dates. */
  readonly locale: string;
  readonly messages: { readonly [R in FindingRule]: FindingMessage<R> };
  readonly kpis: Readonly<Record<ReportKpiId, string>>;
  readonly lossSteps: Readonly<Record<LossStep['id'], string>>;
  readonly unknown: Readonly<Record<UnknownReason, string>>;
  readonly roles: Readonly<Record<Role, string>>;
  /** How the figures are worked out, one sentence a rule. */
  readonly ruleNotes: readonly string[];
  readonly adjustments: Readonly<Record<string, string>>;
  readonly money: MoneyWords;
  /** By cause of a gap. */
  readonly gapCauses: Readonly<Record<string, string>>;
  readonly labels: Labels;
  readonly pages: PageWords;
}
