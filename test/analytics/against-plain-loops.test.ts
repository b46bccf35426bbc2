import { computeFigures, createActivity, type WindowFigures } from 'gemba/analytics';
import type { Known } from 'gemba/model';
import type { Interval } from 'gemba/time';
import { describe, expect, it } from 'vitest';
import { idOf, isOnDemand, jobShop, logTables } from '../support/job-shop.ts';
import { plainFinished, plainPerformance, plainPieces, plainTimes } from '../support/plain-figures.ts';
import { plainResources, plainRows, utcMinute } from '../support/plain-log.ts';

const tables = logTables();
const activity = createActivity(jobShop, tables.production, tables.equipmentState);

/** Local bounds, and what they are called. */
const windows: readonly (readonly [string, string, string])[] = [
  ['a Sunday', '2012-01-08', '2012-01-09'],
  ['the day of the demo', '2012-02-29', '2012-03-01'],
  ['the day with most down time of a machine', '2012-02-21', '2012-02-22'],
  ['a Friday', '2012-02-17', '2012-02-18'],
  ['a Saturday with extra work', '2012-02-25', '2012-02-26'],
  ['the day on which clocks go forward', '2012-03-29', '2012-03-30'],
  ['the Friday after', '2012-03-30', '2012-03-31'],
  ['a day shift', '2012-02-29T07:00', '2012-02-29T19:00'],
  ['a night shift', '2012-02-29T19:00', '2012-03-01T07:00'],
  ['the night shift on which clocks go forward', '2012-03-29T19:00', '2012-03-30T07:00'],
  ['a Saturday night shift', '2012-03-03T22:00', '2012-03-04T07:00'],
  ['an odd span', '2012-02-28T23:17', '2012-03-02T04:01'],
];

function figuresOf(from: string, to: string): { result: WindowFigures; from: number; to: number } {
  const [start, end] = [utcMinute(from), utcMinute(to)];
  const [result] = computeFigures(activity, [{ fromAt: start * 60_000, toAt: end * 60_000 } satisfies Interval]);
  return { result: result as WindowFigures, from: start, to: end };
}

function unitOf(result: WindowFigures, resource: string) {
  const unit = result.units.find(({ equipment }) => equipment === idOf(resource));
  if (unit === undefined) throw new Error(`no figures of ${resource}`);
  return unit;
}

describe('figures agree with plain loops over the rows', () => {
  it('reads the same log: 27 resources, 4,496 rows', () => {
    expect(plainResources).toHaveLength(27);
    expect(plainRows).toHaveLength(4496);
    expect(tables.production.length + tables.equipmentState.length).toBe(4496);
  });

  it.each(windows)('%s (%s to %s): times of all units, to the minute', (_, fromText, toText) => {
    const { result, from, to } = figuresOf(fromText, toText);
    for (const resource of plainResources) {
      const { times } = unitOf(result, resource);
      const plain = plainTimes(resource, from, to, !isOnDemand(resource));
      expect({ resource, ...times }).toEqual({
        resource,
        windowMs: plain.window * 60_000,
        runMs: plain.run * 60_000,
        setupMs: plain.setup * 60_000,
        downMs: plain.down * 60_000,
        silentMs: plain.silent * 60_000,
        plannedMs: plain.planned * 60_000,
        extraMs: plain.extra * 60_000,
        silentPlannedMs: plain.silentPlanned * 60_000,
        plannedStopMs: 0,
        keptStopMs: 0,
        // Nobody reports in this log that a machine waits.
        waitMs: 0,
        blockedMs: 0,
        starvedMs: 0,
        minorStopMs: 0,
        waitPlannedMs: 0,
      });
    }
  });

  it.each(windows)('%s (%s to %s): pieces of all units, and finished', (_, fromText, toText) => {
    const { result, from, to } = figuresOf(fromText, toText);
    for (const resource of plainResources)
      expect({ resource, ...unitOf(result, resource).pieces }).toMatchObject({
        resource,
        ...plainPieces(resource, from, to),
      });
    const { low, high } = plainFinished(from, to);
    expect(result.plant.finished).toEqual({ value: low, low, high });
  });

  it.each(windows)('%s (%s to %s): ratios are those of the plain times and pieces', (_, fromText, toText) => {
    const { result, from, to } = figuresOf(fromText, toText);
    for (const resource of plainResources) {
      const t = plainTimes(resource, from, to, !isOnDemand(resource));
      const p = plainPieces(resource, from, to);
      const { ratios } = unitOf(result, resource);
      const base = t.planned + t.extra;
      expectRatio(ratios.availability, t.run, base);
      expectRatio(ratios.setupRatio, t.setup, base);
      expectRatio(ratios.downRatio, t.down, base);
      expectRatio(ratios.quality, p.completed, p.completed + p.scrap + p.hold);
      expectRatio(ratios.reportedRatio, t.planned - t.silentPlanned, t.planned);
      if (ratios.availability.kind === 'known' && base > t.silentPlanned)
        expect(ratios.availability.high).toBeCloseTo(t.run / (base - t.silentPlanned), 12);
    }
  });

  it.each(windows)('%s (%s to %s): ideal time and performance of all units', (_, fromText, toText) => {
    const { result, from, to } = figuresOf(fromText, toText);
    let [idealMs, coveredMs] = [0, 0];
    for (const resource of plainResources) {
      const { ideal, ratios, times } = unitOf(result, resource);
      const plain = plainPerformance(resource, from, to);
      expect({ resource, pieces: ideal.pieces, without: ideal.piecesWithout }).toEqual({
        resource,
        pieces: plain.pieces,
        without: plain.without,
      });
      // Whole ms here, fractions of a minute there.
      expect(Math.abs(ideal.idealMs - plain.ideal * 60_000)).toBeLessThanOrEqual(1);
      expect(Math.abs(ideal.coveredRunMs - plain.covered * 60_000)).toBeLessThanOrEqual(1);
      if (times.runMs === 0) expect(ratios.performance).toEqual({ kind: 'unknown', reason: 'no-run-time' });
      else if (plain.pieces > 0 && plain.pieces === plain.without)
        expect(ratios.performance).toEqual({ kind: 'unknown', reason: 'no-ideal-time' });
      else if (plain.covered > 0) expectRatio(ratios.performance, plain.ideal, plain.covered, 5);
      idealMs += plain.ideal * 60_000;
      coveredMs += plain.covered * 60_000;
    }
    expectRatio(result.plant.ratios.performance, idealMs, coveredMs, 5);
  });
});

function expectRatio(ratio: Known, part: number, whole: number, digits = 12): void {
  if (whole === 0) expect(ratio.kind).toBe('unknown');
  else expect(ratio.kind === 'known' ? ratio.value : ratio.reason).toBeCloseTo(part / whole, digits);
}
