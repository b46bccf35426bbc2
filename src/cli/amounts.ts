/** Figures of KPIs and of their elements as people read them: with their unit, and one decimal where there are parts of one. */
import type { ElementUnit, KpiUnit } from '../analytics/index.ts';
import { hourMs, minuteMs } from '../time/index.ts';

/** What times are shown in. */
export interface TimeScale {
  readonly name: 'min' | 'h';
  readonly ms: number;
}

/** Longer windows are shown in hours. */
const minutesMaxMs = 48 * hourMs;

export function timeScaleOf(windowMs: number): TimeScale {
  return windowMs > minutesMaxMs ? { name: 'h', ms: hourMs } : { name: 'min', ms: minuteMs };
}

/** @example amountText(20_760_000, 'time', scale) // '346.0' */
export function amountText(value: number, unit: ElementUnit, scale: TimeScale): string {
  return unit === 'time' ? decimals(value / scale.ms, 1) : countText(value);
}

/** @example withUnit('346.0', 'time', scale) // '346.0 min' */
export function withUnit(text: string, unit: ElementUnit, scale: TimeScale): string {
  if (unit === 'time') return `${text} ${scale.name}`;
  return unit === 'energy' ? `${text} kWh` : text;
}

/** @example figureText(0.0772, 'ratio', scale) // '7.7 %' */
export function figureText(value: number, unit: KpiUnit, scale: TimeScale): string {
  const text = plainFigureText(value, unit, scale);
  const after = suffixOf(unit, scale);
  return after === '' ? text : `${text} ${after}`;
}

/** The same without its unit, for a column that names it. */
export function plainFigureText(value: number, unit: KpiUnit, scale: TimeScale): string {
  switch (unit) {
    case 'ratio':
      return decimals(100 * value, 1);
    case 'time':
      return decimals(value / scale.ms, 1);
    case 'rate':
      return decimals(value * hourMs, 1);
    case 'count':
      return countText(value);
    case 'perMillion':
      return decimals(value, 0);
    default:
      return decimals(value, 2);
  }
}

/** What stands behind a figure, or over its column; empty for a pure number. */
export function suffixOf(unit: KpiUnit, scale: TimeScale): string {
  const suffixes: Readonly<Partial<Record<KpiUnit, string>>> = {
    ratio: '%',
    time: scale.name,
    rate: 'an hour',
    perMillion: 'a million',
    perPiece: 'kWh a piece',
  };
  return suffixes[unit] ?? '';
}

function countText(value: number): string {
  return decimals(value, Number.isInteger(value) ? 0 : 1);
}

function decimals(value: number, digits: number): string {
  const text = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text;
}
