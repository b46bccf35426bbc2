/** Proportion nonconforming, production day by production day. */
import { exactly, unknown } from '../../model/index.ts';
import { proportionsOf, signalsOf, spreadRatioOf } from '../../stats/index.ts';
import type { ProductionDay } from '../../time/index.ts';
import type { Pieces } from '../figures.ts';
import type { ProportionChart } from './quality-of-day.ts';

/** Days with pieces that limits need. */
export const proportionDaysMin = 20;

/**
 * @param days oldest first, the day in question last
 * @param pieces of each day; undefined before the facts begin
 */
export function proportionChartOf(
  days: readonly ProductionDay[],
  pieces: readonly (Pieces | undefined)[],
): ProportionChart {
  const samples = days.map(({ date, fromAt, toAt }, i) => {
    const own = pieces[i];
    const nonconforming = own === undefined ? 0 : own.scrap + own.hold;
    return {
      date,
      fromAt,
      toAt,
      isKnown: own !== undefined,
      made: own === undefined ? 0 : own.completed + nonconforming,
      nonconforming,
    };
  });
  const before = samples.slice(0, -1).filter(({ made }) => made > 0);
  const chart =
    before.length < proportionDaysMin
      ? undefined
      : proportionsOf(
          before.map(({ nonconforming }) => nonconforming),
          before.map(({ made }) => made),
        );
  const limits = samples.map(({ made }) => (made > 0 ? chart?.limitsFor(made) : undefined));
  const signals = signalsOf(
    samples.map(({ made, nonconforming }, i) => {
      const own = limits[i];
      return own === undefined ? undefined : { value: nonconforming / made, ...own };
    }),
    chart?.centre ?? 0,
  );
  const spread = chart && spreadRatioOf(before.map(({ made, nonconforming }) => chart.zOf(nonconforming, made)));
  return {
    points: samples.map(({ isKnown, ...sample }, i) => ({
      ...sample,
      value:
        sample.made > 0
          ? exactly(sample.nonconforming / sample.made)
          : unknown(isKnown ? 'no-pieces' : 'too-little-history'),
      limits: limits[i],
      signals: signals[i] ?? [],
    })),
    centre: chart === undefined ? unknown('too-little-history') : exactly(chart.centre),
    days: before.length,
    spreadRatio: spread === undefined ? unknown('too-little-history') : exactly(spread),
  };
}
