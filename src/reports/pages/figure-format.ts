/** How each KPI is written: its unit, its decimals, and which way is good. */
import { getKpi, type ReportKpiId } from '../../analytics/index.ts';
import type { WrittenUsual } from '../documents/comparison.ts';
import type { Speaker } from '../words/speaker.ts';

export interface FigureFormat {
  readonly higherIsBetter: boolean;
  /** With its unit; `digits` keeps equal decimals among the texts of one figure. */
  text(value: number): string;
  /** Without unit where the unit is in a heading; a duration always has its own. */
  bare(value: number): string;
  /** A usual range, with its unit. */
  range(low: number, high: number): string;
  /** For a heading; empty where values bring their own. */
  readonly unit: string;
}

/** @param values every value that will be written of this figure: together they choose the decimals */
export function figureFormat(
  kpi: ReportKpiId,
  { words, formats }: Speaker,
  values: readonly (number | undefined)[],
): FigureFormat {
  const { unit, better } = getKpi(kpi);
  const higherIsBetter = better === 'higher';
  const { labels } = words;
  if (unit === 'time') {
    const { duration } = formats;
    const range = (low: number, high: number): string =>
      low < high / 100 ? labels.upTo(duration(high)) : labels.span(duration(low), duration(high));
    return { higherIsBetter, text: duration, bare: duration, range, unit: '' };
  }
  if (unit === 'ratio') {
    const largest = Math.max(0, ...values.filter((value) => value !== undefined));
    const digits = kpi === 'qualityRatio' || (largest > 0 && largest < 0.1) ? 1 : 0;
    const bare = (value: number): string => formats.percentNumber(value, digits);
    const text = (value: number): string => formats.percent(value, digits);
    return {
      higherIsBetter,
      text,
      bare,
      range: (low, high) => (bare(low) === bare(high) ? text(high) : `${bare(low)}–${text(high)}`),
      unit: '%',
    };
  }
  const text = (value: number): string => `${formats.integer(value)} ${labels.pieces(Math.round(value))}`;
  return {
    higherIsBetter,
    text,
    bare: formats.integer,
    range: (low, high) =>
      formats.integer(low) === formats.integer(high) ? text(high) : `${formats.integer(low)}–${text(high)}`,
    unit: labels.pieces(2),
  };
}

/** The usual range as charts take it; undefined where there is too little history. */
export function usualBand(usual: WrittenUsual): { median: number; p10: number; p90: number } | undefined {
  return 'unknown' in usual ? undefined : { median: usual.median, p10: usual.p10, p90: usual.p90 };
}
