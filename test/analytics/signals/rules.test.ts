/** What rules, counters and texts say, told in minutes after the start. */
import { deriveFacts, signalLookAheadMs } from 'gemba/analytics';
import { type FactTable, gapOpenEndAt, toTable, type UnitSignalsConfig } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { minuteMs, piecesOf, plantWith, readingsOf, type Said, speeds, startAt, statesOf, texts } from './saw.ts';

const noGaps = toTable('gap', []);

interface Asked {
  readonly gaps?: FactTable<'gap'>;
  /** Minutes after the start. */
  readonly from?: number;
  readonly to?: number;
  readonly until?: number;
}

function derive(signals: UnitSignalsConfig, said: readonly Said[], asked: Asked = {}) {
  const { gaps = noGaps, from = 0, to = 60, until = to } = asked;
  return deriveFacts({
    plant: plantWith(signals),
    readings: readingsOf(said),
    gaps,
    window: { fromAt: startAt + from * minuteMs, toAt: startAt + to * minuteMs },
    untilAt: startAt + until * minuteMs,
  });
}

const states = (rules: UnitSignalsConfig['states'], said: readonly Said[], asked?: Asked) =>
  statesOf(derive({ states: rules }, said, asked).equipmentState);
const pieces = (signals: UnitSignalsConfig, said: readonly Said[], asked?: Asked) =>
  piecesOf(derive(signals, said, asked).production);

function gap(tag: string, from: number, to: number, rest: object = {}): FactTable<'gap'> {
  return toTable('gap', [
    {
      source: 'plc',
      ...(tag === '' ? {} : { tag }),
      startAt: startAt + from * minuteMs,
      endAt: to === Number.POSITIVE_INFINITY ? gapOpenEndAt : startAt + to * minuteMs,
      cause: 'disconnected',
      status: 'closed',
      ...rest,
    },
  ]);
}

/** Every half minute from 0 to 60, as a function of the minute. */
function every(tag: string, valueAt: (minute: number) => number): Said[] {
  return Array.from({ length: 121 }, (_, i) => ({ tag, at: startAt + (i * minuteMs) / 2, value: valueAt(i / 2) }));
}

describe('a state rule', () => {
  const above = { state: 'running', tag: 'speed', above: 100 } as const;
  const alarm = { state: 'down', reason: 'FAULT', tag: 'alarm', oneOf: [true] } as const;

  test('holds from the reading that passes its value until the one that is back at it', () => {
    expect(
      states(
        [above],
        every('speed', (m) => (m >= 10 && m < 20 ? 100.5 : 100)),
      ),
    ).toEqual(['running 10–20']);
    const below = { state: 'down', tag: 'speed', below: 5 } as const;
    expect(
      states(
        [below],
        every('speed', (m) => (m >= 10 && m < 20 ? 4.9 : 5)),
      ),
    ).toEqual(['down 10–20']);
  });

  test('with hysteresis goes on within the band, and does not begin there', () => {
    const speed = every('speed', (m) => (m < 5 ? 90 : m < 10 ? 101 : m < 30 ? 85 : m < 40 ? 80 : 90));
    expect(states([{ ...above, releaseAt: 80 }], speed)).toEqual(['running 5–30']);
    expect(states([above], speed)).toEqual(['running 5–10']);
    const below = { state: 'down', tag: 'speed', below: 80, releaseAt: 90 } as const;
    expect(
      states(
        [below],
        every('speed', (m) => (m < 10 ? 85 : m < 20 ? 79 : m < 30 ? 89 : 90)),
      ),
    ).toEqual(['down 10–30']);
  });

  test('goes on within the band for a day at most, so that a day of lead-in is enough', () => {
    const speed = Array.from(
      { length: 1_600 },
      (_, m): Said => ({
        tag: 'speed',
        at: startAt + m * minuteMs,
        value: m === 10 ? 200 : 90,
      }),
    );
    const rules = [{ ...above, releaseAt: 80 }];
    expect(states(rules, speed, { to: 1_600 })).toEqual(['running 10–1450']);
    const lead = (from: number) => speed.filter(({ at }) => at >= startAt + (from - 1_440) * minuteMs);
    for (const from of [1_449, 1_450, 1_451])
      expect(states(rules, lead(from), { from, to: 1_600 })).toEqual(states(rules, speed, { from, to: 1_600 }));
    expect(states(rules, lead(1_449), { from: 1_449, to: 1_600 })).toEqual(['running 1449–1450']);
  });

  test('counts from when its condition began, once that has held for long enough', () => {
    const speed = every('speed', (m) => ((m >= 10 && m < 12) || (m >= 20 && m < 23) ? 200 : 0));
    const rule = { ...above, forSeconds: 180 };
    expect(states([rule], speed)).toEqual(['running 20–23']);
    expect(states([rule], speed, { to: 22.5 })).toEqual([]);
    expect(states([rule], speed, { to: 22.5, until: 30 })).toEqual(['running 20–22.5']);
  });

  test('goes on over pauses of its condition, and ended when the condition did once that was over for long enough', () => {
    const speed = every('speed', (m) => ((m >= 10 && m < 12) || (m >= 14 && m < 20) || (m >= 23 && m < 24) ? 200 : 0));
    const rule = { ...above, releaseAfterSeconds: 180 };
    expect(states([rule], speed)).toEqual(['running 10–20', 'running 23–24']);
    expect(states([rule], speed, { to: 22 })).toEqual(['running 10–22']);
    expect(states([rule], speed, { to: 22, until: 30 })).toEqual(['running 10–20']);
  });

  test('that is on goes on over a condition too short to have begun it', () => {
    const speed = every('speed', (m) => ((m >= 10 && m < 15) || (m >= 17 && m < 18) || (m >= 30 && m < 31) ? 200 : 0));
    expect(states([{ ...above, forSeconds: 240, releaseAfterSeconds: 180 }], speed)).toEqual(['running 10–18']);
  });

  test('may stand on texts, booleans and numbers that are one of several', () => {
    expect(states([alarm], speeds('alarm', [0, 0], [10, 1], [25, 0]))).toEqual(['down FAULT 10–25']);
    const mode = { state: 'setup', tag: 'order', oneOf: ['tool change', 'clean'] } as const;
    expect(states([mode], texts('order', [0, 'run'], [5, 'clean'], [9, 'tool change'], [30, 'run']))).toEqual([
      'setup 5–30',
    ]);
    const step = { state: 'setup', tag: 'speed', oneOf: [3, 7] } as const;
    expect(
      states(
        [step],
        every('speed', (m) => (m < 10 ? 3 : m < 20 ? 5 : 7)),
      ),
    ).toEqual(['setup 0–10', 'setup 20–60']);
  });

  test('gives way to those before it, and where none holds the unit is silent', () => {
    const said = [...every('speed', (m) => (m < 40 ? 200 : 0)), ...speeds('alarm', [0, 0], [10, 1], [25, 0])];
    expect(states([alarm, above], said)).toEqual(['running 0–10', 'down FAULT 10–25', 'running 25–40']);
    expect(states([above, alarm], said)).toEqual(['running 0–40']);
  });

  test('of the same state and reason as another is one with it: a stop is not told in parts', () => {
    const slow = { state: 'down', reason: 'FAULT', tag: 'speed', below: 5 } as const;
    const said = [...every('speed', (m) => (m < 20 ? 200 : 0)), ...speeds('alarm', [0, 0], [10, 1], [25, 0])];
    expect(states([alarm, slow], said)).toEqual(['down FAULT 10–60']);
    expect(states([alarm, { ...slow, reason: 'PM' }], said)).toEqual(['down FAULT 10–25', 'down PM 25–60']);
  });
});

describe('what a tag says', () => {
  const above = { state: 'running', tag: 'speed', above: 100 } as const;
  const alarm = { state: 'down', tag: 'alarm', oneOf: [true] } as const;

  test('is unknown from a reading on that the next does not follow within its interval', () => {
    expect(states([above], speeds('speed', [0, 200], [1, 200], [2.5, 200], [3, 200], [3.5, 0]))).toEqual([
      'running 0–1',
      'running 2.5–3.5',
    ]);
  });

  test('holds until now where now is no further away', () => {
    const said = speeds('speed', [0, 200], [1, 200]);
    expect(states([above], said, { to: 2 })).toEqual(['running 0–2']);
    expect(states([above], said, { to: 2.1 })).toEqual(['running 0–1']);
    expect(states([above], said, { to: 60, until: 1.5 })).toEqual(['running 0–1.5']);
  });

  test('of a tag without an interval holds until the next reading, for a day at most', () => {
    const said = speeds('alarm', [0, 1], [1_500, 1], [1_600, 0]);
    expect(states([alarm], said, { to: 1_440 })).toEqual(['down 0–1440']);
    expect(states([alarm], said, { to: 3_000 })).toEqual(['down 0–1440', 'down 1500–1600']);
    expect(states([alarm], speeds('alarm', [0, 1]), { to: 3_000 })).toEqual(['down 0–1440']);
  });

  test('is unknown while its readings are bad or have no value; uncertain ones count', () => {
    const said: Said[] = [
      ...speeds('alarm', [0, 1]),
      { tag: 'alarm', at: startAt + 10 * minuteMs, value: 1, quality: 'bad' },
      { tag: 'alarm', at: startAt + 20 * minuteMs, value: 1, quality: 'uncertain' },
      { tag: 'alarm', at: startAt + 30 * minuteMs },
      ...speeds('alarm', [40, 1], [50, 0]),
    ];
    expect(states([alarm], said)).toEqual(['down 0–10', 'down 20–30', 'down 40–50']);
  });

  test('is unknown from the begin of a gap to the next reading behind it', () => {
    const said = speeds('alarm', [0, 1], [5, 1], [30, 1], [50, 0]);
    expect(states([alarm], said, { gaps: gap('alarm', 10, 20) })).toEqual(['down 0–10', 'down 30–50']);
    expect(states([alarm], said, { gaps: gap('', 10, 20) })).toEqual(['down 0–10', 'down 30–50']);
    expect(states([alarm], said, { gaps: gap('', 40, Number.POSITIVE_INFINITY) })).toEqual(['down 0–40']);
  });

  test('is not cut by gaps of other tags and sources, nor by one whose readings came later', () => {
    const said = speeds('alarm', [0, 1], [50, 0]);
    for (const other of [
      gap('speed', 10, 20),
      gap('', 10, 20, { source: 'other' }),
      gap('', 10, 20, { status: 'recovered' }),
    ])
      expect(states([alarm], said, { gaps: other })).toEqual(['down 0–50']);
  });

  test('before unknown time says nothing of what is after it: neither side of the band, nor the delay', () => {
    const inBand = every('speed', (m) => (m < 5 ? 200 : 90));
    expect(states([{ ...above, releaseAt: 80 }], inBand, { gaps: gap('speed', 20, 25) })).toEqual(['running 0–20']);
    expect(
      states(
        [{ ...above, forSeconds: 1_800 }],
        every('speed', () => 200),
        { gaps: gap('speed', 20, 25) },
      ),
    ).toEqual(['running 25–60']);
    expect(
      states(
        [{ ...above, forSeconds: 1_800 }],
        every('speed', () => 200),
        { gaps: gap('speed', 29, 35) },
      ),
    ).toEqual([]);
  });

  test('a state that its delay still holds ends where time is no longer known', () => {
    const rule = { ...above, releaseAfterSeconds: 600 };
    const speed = every('speed', (m) => (m < 20 ? 200 : 0));
    expect(states([rule], speed, { gaps: gap('speed', 25, 40) })).toEqual(['running 0–25']);
    expect(states([rule], speed, { gaps: gap('speed', 30, 40) })).toEqual(['running 0–20']);
  });

  test('of several readings of an instant the last counts', () => {
    const said: Said[] = [
      ...speeds('alarm', [0, 0]),
      { tag: 'alarm', at: startAt + 10 * minuteMs, value: 0, sequence: 2 },
      { tag: 'alarm', at: startAt + 10 * minuteMs, value: 1, sequence: 1 },
      { tag: 'alarm', at: startAt + 20 * minuteMs, value: 1, sequence: 7 },
      { tag: 'alarm', at: startAt + 20 * minuteMs, value: 0 },
    ];
    expect(states([alarm], said)).toEqual(['down 20–60']);
  });
});

describe('a counter', () => {
  const produced: UnitSignalsConfig = { producedTag: 'pieces' };

  test('gives no pieces at first, then its increases: one fact a quarter of an hour, at its last', () => {
    const said = speeds('pieces', [1, 500], [4, 503], [14, 505], [15, 506], [29, 506], [44, 510]);
    expect(pieces(produced, said)).toEqual(['14: 5', '15: 1', '44: 4']);
  });

  test('rolls over where that makes an increase of less than half of where it does', () => {
    // 990 to 15 of 1,000: 25 more. 15 to 14: 999 more would be too many, so it was set back and counted 14.
    expect(pieces(produced, speeds('pieces', [1, 990], [2, 15], [16, 14], [31, 20]))).toEqual([
      '2: 25',
      '16: 14',
      '31: 6',
    ]);
    // 900 to 399 would be 499 more, to 400 just half: too many.
    expect(pieces(produced, speeds('pieces', [1, 900], [2, 399]))).toEqual(['2: 499']);
    expect(pieces(produced, speeds('pieces', [1, 900], [2, 400]))).toEqual(['2: 400']);
  });

  test('without a roll-over is set back by every fall', () => {
    expect(pieces({ goodTag: 'good' }, speeds('good', [1, 990], [2, 15], [3, 0], [4, 2]))).toEqual(['4: 17']);
  });

  test('counts over a gap and over bad readings, at their end', () => {
    const said: Said[] = [
      ...speeds('pieces', [1, 100], [2, 101]),
      { tag: 'pieces', at: startAt + 3 * minuteMs, value: 9, quality: 'bad' },
      { tag: 'pieces', at: startAt + 4 * minuteMs },
      ...speeds('pieces', [50, 160]),
    ];
    expect(pieces(produced, said, { gaps: gap('', 2, 50) })).toEqual(['2: 1', '50: 59']);
  });

  test('is not counted on over more than a day', () => {
    expect(pieces(produced, speeds('pieces', [1, 100], [1_441, 103]), { to: 3_000 })).toEqual(['1441: 3']);
    expect(pieces(produced, speeds('pieces', [1, 100], [1_442, 103], [1_443, 104]), { to: 3_000 })).toEqual([
      '1443: 1',
    ]);
  });

  test('gives whole pieces, that add up', () => {
    const said = speeds('pieces', [0, 0], [1, 0.4], [2, 0.8], [3, 1.2], [4, 1.6], [5, 2]);
    expect(pieces(produced, said)).toEqual(['4: 2']);
  });

  test('of scrap is taken off all pieces, never below none; off good ones it is not', () => {
    const said = [
      ...speeds('pieces', [0, 0], [10, 8], [20, 9]),
      ...speeds('scrap', [0, 0], [11, 3], [21, 5]),
      ...speeds('good', [0, 0], [10, 8]),
    ];
    expect(pieces({ ...produced, scrapTag: 'scrap' }, said)).toEqual(['11: 5+3', '21: 0+2']);
    expect(pieces({ goodTag: 'good', scrapTag: 'scrap' }, said)).toEqual(['11: 8+3', '21: 0+2']);
  });
});

describe('the product and the order of pieces', () => {
  const signals: UnitSignalsConfig = { producedTag: 'pieces', productTag: 'product', workOrderTag: 'order' };
  const counts = speeds('pieces', [0, 0], [2, 4], [5, 7], [9, 9], [20, 10]);

  test('are those said at or before the reading that counted them', () => {
    const said = [
      ...counts,
      ...texts('product', [0, 'A'], [5, 'B']),
      ...texts('order', [0, 'o1'], [4, 'o2'], [9, 'o1']),
    ];
    expect(pieces(signals, said)).toEqual(['2: 4 A o1', '5: 3 B o2', '9: 2 B o1', '20: 1 B o1']);
  });

  test('are absent where they are not known', () => {
    const said = [...counts, ...texts('product', [3, 'A']), ...texts('order', [0, 'o1'], [8, 'o1'])];
    expect(pieces(signals, said, { gaps: gap('order', 4, 6) })).toEqual([
      '2: 4  o1',
      '5: 3 A',
      '9: 2 A o1',
      '20: 1 A o1',
    ]);
  });
});

describe('facts of signals', () => {
  test('are of their own source, name the unit as operation, and say the same of themselves every time', () => {
    const signals: UnitSignalsConfig = {
      states: [{ state: 'running', tag: 'speed', above: 100 }],
      producedTag: 'pieces',
    };
    const said = [...every('speed', () => 200), ...speeds('pieces', [0, 0], [2, 4])];
    const { production, equipmentState } = derive(signals, said);
    expect(production.columns.source.dictionary).toContain('gemba.signals');
    expect(equipmentState.columns.source.dictionary).toContain('gemba.signals');
    expect(production.columns.operation.dictionary).toContain('Saw');
    const again = derive(signals, said);
    expect([...again.production.identity, ...again.equipmentState.content]).toEqual([
      ...production.identity,
      ...equipmentState.content,
    ]);
  });

  test('of a unit without readings are none', () => {
    expect(states([{ state: 'running', tag: 'speed', above: 1 }], [])).toEqual([]);
    expect(pieces({ producedTag: 'pieces' }, [])).toEqual([]);
  });
});

test('a window needs the readings of its longest delay and interval after it', () => {
  const rule = { state: 'running', tag: 'speed', above: 1, forSeconds: 30, releaseAfterSeconds: 90 } as const;
  expect(signalLookAheadMs(plantWith({ states: [rule] }))).toBe(150_000);
  expect(signalLookAheadMs(plantWith({ producedTag: 'pieces' }))).toBe(0);
});
