/** The stated conditions of the finding rules, in one place. `docs/reports/findings.md` says them in words. */
import { hourMs, minuteMs } from '../../time/index.ts';

/** Stops of a unit in a window, together, from which they are a finding. */
export const breakdownMsMin: number = 30 * minuteMs;
/** Stops from which a decision is needed. */
export const breakdownDecisionMsMin: number = 2 * hourMs;
/** Down time of the plant above its usual range, from which it is a finding. */
export const downtimeMsMin: number = 30 * minuteMs;
/** Planned time from which a silent unit is a finding. */
export const silentPlannedMsMin: number = 4 * hourMs;
/** Usual run time from which a unit is one that usually runs. */
export const usualRunMsMin: number = hourMs;
/** How far run or setup time of a unit must lie from its usual median. */
export const unitTimeMsMin: number = hourMs;
/** How far the quality ratio must lie from its usual median: less is not seen in percent with one decimal. */
export const qualityRatioMin = 0.001;
/** Scrap of a product at an operation: pieces, and share of what was made. */
export const scrapCountMin = 3;
export const scrapRatioMin = 0.02;
/** Ideal time beyond run time from which a performance above 1 is a finding. */
export const suspectMsMin: number = 30 * minuteMs;
/** A finding that accounts for at least this share of another one replaces it: nothing is said twice. */
export const explainedShare = 0.5;
/** Findings of one rule, and of all. */
export const perRuleMax = 3;
export const findingsMax = 12;
