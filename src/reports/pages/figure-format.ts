/** How each KPI is written: its unit, its decimals, and which way is good. */
import type { KpiId } from '../../analytics/index.ts';
import type { WrittenUsual } from '../documents/comparison.ts';
import type { Formats } from '../words/formats.ts';

export interface FigureFormat {
  readonly higherIsBetter: boolean;
  /** With its unit; `digits` keeps equal decimals among the texts of one figure. */
  text(value: number): string;
  /** Without unit, for the low end of a range. */
  bare(value: number): string;
}

const ratios: ReadonlySet<KpiId> = new Set([
  'availability',
  'effectiveness',
  'qualityRatio',
  'oeeIndex',
  'setupRatio',
  'downRatio',
  'reportedRatio',
]);
const durations: ReadonlySet<KpiId> = new Set(['runMs', 'setupMs', 'downMs', 'silentPlannedMs']);
const lowerIsBetter: ReadonlySet<KpiId> = new Set([
  'scrap',
  'hold',
  'setupRatio',
  'downRatio',
  'setupMs',
  'downMs',
  'silentPlannedMs',
]);

/** @param values every value that will be written of this figure: together they choose the decimals */
export function figureFormat(
  kpi: KpiId,
  formats: Formats,
  values: readonly (number | undefined)[],
  pieces: string,
): FigureFormat {
  const higherIsBetter = !lowerIsBetter.has(kpi);
  if (durations.has(kpi)) return { higherIsBetter, text: formats.duration, bare: formats.duration };
  if (ratios.has(kpi)) {
    const largest = Math.max(0, ...values.filter((value) => value !== undefined));
    const digits = kpi === 'qualityRatio' || largest < 0.1 ? 1 : 0;
    return {
      higherIsBetter,
      text: (value) => formats.percent(value, digits),
      bare: (value) => formats.percentNumber(value, digits),
    };
  }
  return {
    higherIsBetter,
    text: (value) => `${formats.integer(value)} ${pieces}`,
    bare: formats.integer,
  };
}

/** The usual range as charts take it; undefined where there is too little history. */
export function usualBand(usual: WrittenUsual): { median: number; p10: number; p90: number } | undefined {
  return 'unknown' in usual ? undefined : { median: usual.median, p10: usual.p10, p90: usual.p90 };
}
