import { describe, expect, it } from 'vitest';
import { byConsequence, type Finding, machineTimeMoney } from '../../src/analytics/index.ts';
import type { RatesConfig } from '../../src/model/index.ts';
import {
  analyse,
  type Facts,
  findFinding,
  hourMs,
  makePlant,
  type Report,
  report,
  stop,
  today,
  wednesdays,
} from './made-up-plant.ts';

const rates: RatesConfig = { currency: 'EUR', machineHour: 65 };
const units = [
  { id: 'press', name: 'Press', level: 'workUnit', machineHourRate: 600 },
  { id: 'lathe', name: 'Lathe', level: 'workUnit', machineHourRate: 20 },
] as const;

/** Press and lathe run 10 h and 8 h on eight Wednesdays, the press with an hour of setup before. */
const usual: readonly Report[] = wednesdays(8).flatMap((date) => usualDay(date));

function usualDay(date: string): Report[] {
  return [
    report('press', date, 6, 7, { state: 'setup', completedCount: 0 }),
    report('press', date, 7, 17),
    report('lathe', date, 6, 14, { operation: 'pack', product: 'cup' }),
  ];
}

function day(
  production: readonly Report[],
  states: Facts['states'] = [],
  pieceValues: RatesConfig['pieceValues'] = {},
) {
  const plant = makePlant({ rates: { ...rates, pieceValues }, equipment: units });
  return analyse({ production: [...usual, ...production], states }, { plant });
}

const amountOf = (found: Finding | undefined): number | undefined => found?.money?.amount;
const euros = (amount: number, atLeast = false) => ({ amount, currency: 'EUR', atLeast });
const listed = (findings: readonly Finding[]) => findings.map(({ rule, equipment }) => `${rule} ${equipment ?? ''}`);

describe('the ranking', () => {
  const states = [stop('press', today, 8, 9), stop('lathe', today, 7, 12)];

  it('goes by money where the plant has rates: a short stop of a dear machine is above a long one of a cheap one', () => {
    const { findings, findingsByTime } = day(usualDay(today), states);
    const stopsOf = (of: readonly Finding[]) => of.filter(({ rule }) => rule === 'breakdown');
    expect(stopsOf(findings)).toMatchObject([
      { equipment: 'press', consequenceMs: hourMs, money: euros(600) },
      { equipment: 'lathe', consequenceMs: 5 * hourMs, money: euros(100) },
    ]);
    expect(stopsOf(findingsByTime).map(({ equipment }) => equipment)).toEqual(['lathe', 'press']);
  });

  it('goes by machine time where it has none, and nothing is said of money', () => {
    const { findings, findingsByTime } = analyse({ production: [...usual, ...usualDay(today)], states });
    expect(listed(findings.filter(({ rule }) => rule === 'breakdown'))).toEqual(['breakdown lathe', 'breakdown press']);
    expect(findings.filter(({ money }) => money !== undefined)).toEqual([]);
    expect(findingsByTime).toEqual(findings);
  });

  it('by time is what a plant without rates has, to the last field', () => {
    const facts = { production: [...usual, ...usualDay(today)], states };
    expect(day(usualDay(today), states).findingsByTime).toEqual(analyse(facts).findings);
  });

  it('keeps the dearest three of a rule, and of the time ranking the longest three', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      id: `m${i}`,
      name: `M${i}`,
      level: 'workUnit' as const,
      machineHourRate: i === 0 ? 10_000 : 100 - 5 * i,
    }));
    const plant = makePlant({ rates, equipment: many });
    const states20 = many.map(({ id }, i) => stop(id, today, 8, 9 + i / 10));
    const { findings, findingsByTime } = analyse({ states: states20 }, { plant });
    // (1 + i / 10) × (100 − 5 i) is greatest at i = 5, and its neighbours are equal: the longer of them stands first.
    expect(findings.map(({ equipment, money }) => [equipment, money?.amount])).toEqual([
      ['m0', 10_000],
      ['m5', 112.5],
      ['m6', 112],
    ]);
    expect(findingsByTime.map(({ equipment }) => equipment)).toEqual(['m19', 'm18', 'm17']);
  });

  it('of equal money goes by machine time, and of equal time keeps the order it had', () => {
    const plant = makePlant({ rates: { ...rates, machineHour: 0 } });
    const facts = { production: [...usual, ...usualDay(today)], states };
    const free = analyse(facts, { plant });
    expect(free.findings.every(({ money }) => money?.amount === 0)).toBe(true);
    expect(listed(free.findings)).toEqual(listed(free.findingsByTime));
    const [one] = free.findings as [Finding];
    expect(byConsequence(one, { ...one })).toBe(0);
  });

  it('leaves what is said once to machine time: a cheap breakdown still accounts for a dear down time', () => {
    // 20 minutes of the press are €200, an hour of the lathe €20: of the down time of 80 minutes it is most.
    const { findings } = day(usualDay(today), [stop('lathe', today, 7, 8), stop('press', today, 8, 8 + 1 / 3)]);
    expect(findings.map(({ rule }) => rule)).toContain('breakdown');
    expect(findings.map(({ rule }) => rule)).not.toContain('downtime');
  });
});

describe('machine time', () => {
  it('is rounded to the smallest unit of its currency', () => {
    expect(machineTimeMoney(5_400_000, 65, 'EUR')).toEqual(euros(97.5));
    expect(machineTimeMoney(1_000_000, 65, 'EUR').amount).toBe(18.06);
    expect(machineTimeMoney(1_000_000, 65, 'JPY').amount).toBe(18);
    expect(machineTimeMoney(1_000_000, 65, 'KWD').amount).toBe(18.056);
    expect(machineTimeMoney(0, 65, 'EUR').amount).toBe(0);
  });

  it('of a unit costs the rate of the nearest that names one', () => {
    const hall = { id: 'hall', name: 'Hall', level: 'area', machineHourRate: 90 } as const;
    const unit = (id: string) => ({ id, name: id, level: 'workUnit' }) as const;
    const plant = makePlant({
      rates,
      equipment: [{ ...hall, children: [unit('press'), { ...unit('mill'), machineHourRate: 30 }] }, unit('lathe')],
    });
    const states = ['press', 'mill', 'lathe'].map((id) => stop(id, today, 8, 10));
    const { findings } = analyse({ states }, { plant });
    expect(findings.map(({ equipment, money }) => [equipment, money])).toEqual([
      ['press', euros(180)],
      ['lathe', euros(130)],
      ['mill', euros(60)],
    ]);
  });

  it('that nobody reported, of the plant, is the planned time of each unit at its own rate', () => {
    expect(day([]).findings).toMatchObject([{ rule: 'no-facts', money: euros(12 * 600 + 12 * 20) }]);
  });

  it('of down time has the mean rate of the units that were down', () => {
    const short = (unit: string, hour: number, minutes: number) => stop(unit, today, hour, hour + minutes / 60);
    const found = findFinding(day(usualDay(today), [short('press', 8, 10), short('lathe', 9, 25)]), 'downtime');
    expect(found).toMatchObject({ consequenceMs: 35 * 60_000, money: euros(100 + 8.33) });
  });

  it('of setup has the mean rate of the units that were set up', () => {
    const [, , pack] = usualDay(today) as [Report, Report, Report];
    const setup = (unit: string, from: number, to: number) => report(unit, today, from, to, { state: 'setup' });
    const both = day([setup('press', 6, 8), report('press', today, 8, 17), pack, setup('lathe', 14, 16)]);
    // Four hours of setup, half of them of either unit.
    const found = findFinding(both, 'setup');
    expect(found?.consequenceMs).toBeGreaterThan(hourMs);
    expect(amountOf(found)).toBeCloseTo(((found?.consequenceMs ?? 0) / hourMs) * 310, 2);
  });

  it('of finished pieces, which were measured on no unit, costs the rate of the plant', () => {
    const [setup, run, pack] = usualDay(today) as [Report, Report, Report];
    const found = findFinding(day([setup, run, { ...pack, completedCount: 40 }]), 'finished');
    expect(found?.consequenceMs).toBeGreaterThan(0);
    expect(amountOf(found)).toBeCloseTo(((found?.consequenceMs ?? 0) / hourMs) * 65, 2);
  });
});

describe('pieces', () => {
  const [setup, run, pack] = usualDay(today) as [Report, Report, Report];
  const made = (rest: Report, pieceValues?: RatesConfig['pieceValues']) =>
    day([setup, report('press', today, 7, 17, rest), pack], [], pieceValues);
  const timeOf = (found: Finding | undefined, rate: number): number => ((found?.consequenceMs ?? 0) / hourMs) * rate;

  it('that are scrapped cost their value beside their machine time', () => {
    const found = findFinding(made({ completedCount: 90, scrapCount: 10 }, { cup: 12.5, lid: 99 }), 'scrap', 'press');
    expect(found?.money).toEqual(euros(expect.closeTo(timeOf(found, 600) + 125, 2)));
  });

  it('of no known value leave their machine time, which is the least it costs', () => {
    const found = findFinding(made({ completedCount: 90, scrapCount: 10 }, { lid: 99 }), 'scrap', 'press');
    expect(found?.money).toEqual(euros(expect.closeTo(timeOf(found, 600), 2), true));
  });

  it('that two units scrapped cost the time of each at its rate', () => {
    const analysis = day([
      setup,
      { ...run, completedCount: 90, scrapCount: 9 },
      report('lathe', today, 15, 16, { completedCount: 10, scrapCount: 3 }),
      pack,
    ]);
    const found = findFinding(analysis, 'scrap');
    expect(found).toMatchObject({ equipment: undefined, params: { scrap: 12 } });
    expect(amountOf(found)).toBeCloseTo(timeOf(found, (9 * 600 + 3 * 20) / 12), 2);
  });

  it('that are held are not lost: their machine time alone is counted, whatever they are worth', () => {
    const found = findFinding(made({ completedCount: 99, holdCount: 4 }, { cup: 12.5 }), 'hold', 'press');
    expect(found?.money).toEqual(euros(expect.closeTo(timeOf(found, 600), 2)));
  });

  it('of all products, as quality, are machine time, which is the least where any was scrapped', () => {
    const found = findFinding(made({ completedCount: 99, scrapCount: 1 }, { cup: 12.5 }), 'quality');
    expect(found?.money).toEqual(euros(expect.closeTo(timeOf(found, 65), 2), true));
  });
});
