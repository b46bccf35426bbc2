/**
 * The rules that make findings, each with the parameters its message is made from. A rule fires by a stated condition
 * (`docs/reports/findings.md`), and says nothing that its parameters do not hold. Names of equipment are ids; the
 * report turns them into names. Durations are ms, ratios 0 to 1.
 */
export interface FindingParams {
  /** Nothing was reported in the window. */
  readonly 'no-facts': { readonly plannedMs: number };
  /** Output against the usual. */
  readonly finished: Compared & { readonly finished: number; readonly low: number; readonly high: number };
  /** OEE of the plant outside its usual range. */
  readonly oee: Compared & { readonly oee: number; readonly low: number; readonly high: number };
  /** Setup share of the plant outside its usual range; `rank28` 1 means the most in the last 28 days. */
  readonly setup: Compared & { readonly setupRatio: number; readonly setupMs: number; readonly rank28: number };
  /** Downtime of the plant outside its usual range. */
  readonly downtime: Compared & { readonly downMs: number; readonly rank28: number };
  /** Breakdowns of one unit. */
  readonly breakdown: {
    readonly downMs: number;
    readonly stopCount: number;
    readonly longestMs: number;
    readonly reason: string;
    /** Whether it still stood at the window's end. */
    readonly open: 'yes' | 'no';
  };
  /** A unit that usually runs made nothing in planned time. */
  readonly 'unit-silent': { readonly silentPlannedMs: number; readonly usualRunMs: number };
  /** A unit ran clearly less than usual. */
  readonly 'unit-low-run': {
    readonly runMs: number;
    readonly usualMedian: number;
    readonly usualP10: number;
    readonly setupMs: number;
  };
  /** A unit spent clearly more in setup than usual. */
  readonly 'unit-setup': { readonly setupMs: number; readonly usualMedian: number; readonly usualP90: number };
  /** Scrap of one product at one operation. */
  readonly scrap: {
    readonly product: string;
    readonly operation: string;
    readonly scrap: number;
    readonly made: number;
    readonly plantScrap: number;
  };
  /** Pieces held for review. */
  readonly hold: { readonly product: string; readonly operation: string; readonly hold: number };
  /** Quality of the plant outside its usual range. */
  readonly quality: Compared & { readonly quality: number; readonly scrap: number; readonly hold: number };
  /** A performance above 1: the ideal time is suspect. */
  readonly 'ideal-time-suspect': { readonly performance: number };
  /** Reports cover less of planned time than usual. */
  readonly coverage: Compared & { readonly reportedRatio: number; readonly silentPlannedMs: number };
  /**
   * No rule found anything. A figure may still be outside its usual range where no rule asks for it, as on a day of much
   * run time: `outside` has the ids of those KPIs, separated by spaces.
   */
  readonly 'as-usual': { readonly comparedCount: number; readonly outside: string };
}

interface Compared {
  readonly usualMedian: number;
  readonly usualP10: number;
  readonly usualP90: number;
  readonly usualCount: number;
}

export type FindingRule = keyof FindingParams;

export interface Money {
  /** 0 or more, in whole smallest units of the currency. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Pieces whose value is not known were lost too, so it is more. */
  readonly atLeast: boolean;
}

/** What a reader should know or act on, ranked by consequence. */
export type Finding = { readonly [R in FindingRule]: FindingOf<R> }[FindingRule];

export interface FindingOf<R extends FindingRule> {
  readonly rule: R;
  /** Equipment id; undefined for the plant. */
  readonly equipment: string | undefined;
  /** Machine time it concerns, ms: the ranking where the plant has no rates. Pieces count with their ideal time. */
  readonly consequenceMs: number;
  /** What that costs: the ranking where the plant has rates, undefined where it has none. */
  readonly money: Money | undefined;
  readonly params: FindingParams[R];
  /** First instant of what it speaks of, where it has one. */
  readonly sinceAt: number | undefined;
  /** Role that can act on it. */
  readonly owner: 'production' | 'quality' | 'maintenance' | 'shift-lead';
  /** Whether it needs a decision, or only a mention. */
  readonly needsDecision: boolean;
}
