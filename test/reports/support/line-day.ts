/**
 * Reports' input for a day of a made-up bottling hall: two serial lines whose stations wait for each other, stops of which
 * some have no reason, defects with codes. Plain steps of a minute and a generator of its own, apart from gemba's simulation,
 * so that golden files stay when that learns something.
 */
import { analyseDay, type DailyAnalysis } from '../../../src/analytics/index.ts';
import {
  type Audience,
  compilePlant,
  emptyTable,
  type FactRow,
  type Plant,
  type PlantInput,
  plantSchema,
  toTable,
} from '../../../src/model/index.ts';
import type { DailyReportInput } from '../../../src/reports/index.ts';
import { audienceOf } from './demo-day.ts';

const minuteMs = 60_000;
const shiftMinutes = 480;

interface Station {
  readonly id: string;
  readonly name: string;
  readonly operation: string;
  /** Pieces a minute where nothing holds it up. */
  readonly rate: number;
  /** Mean stops a shift, and what they are told as: short ones first, long ones second. */
  readonly stops: number;
  readonly reasons: readonly [short: string, long: string];
  /** Share of scrapped pieces, with the codes that they may have. */
  readonly scrap: number;
  readonly defects: readonly string[];
}

const station = (id: string, name: string, operation: string, rate: number, rest: Partial<Station> = {}): Station => ({
  id,
  name,
  operation,
  rate,
  stops: 0.4,
  reasons: ['jam', 'electrical'],
  scrap: 0,
  defects: [],
  ...rest,
});

const lines: Readonly<Record<string, readonly Station[]>> = {
  'line-1': [
    station('depalletiser-1', 'Depalletiser 1', 'Depalletising', 118),
    station('filler-1', 'Filler 1', 'Filling', 100, {
      stops: 1.6,
      reasons: ['valve', 'electrical'],
      scrap: 0.006,
      defects: ['fill-low', 'fill-high'],
    }),
    station('labeller-1', 'Labeller 1', 'Labelling', 112, {
      stops: 2.4,
      reasons: ['jam', 'no-labels'],
      scrap: 0.011,
      defects: ['label-skewed', 'label-missing', ''],
    }),
    station('packer-1', 'Packer 1', 'Packing', 120),
  ],
  'line-2': [
    station('filler-2', 'Filler 2', 'Filling', 64, {
      stops: 1,
      reasons: ['valve', 'electrical'],
      scrap: 0.004,
      defects: ['fill-low'],
    }),
    station('capper-2', 'Capper 2', 'Capping', 58, { stops: 2, reasons: ['jam', 'no-caps'] }),
    station('packer-2', 'Packer 2', 'Packing', 70),
  ],
};
const products = ['Cola 0.5', 'Lemon 0.5', 'Water 1.0'] as const;

const linePart: PlantInput = {
  id: 'bottling',
  name: 'Bottling hall',
  zone: 'Europe/Berlin',
  dayStart: '06:00',
  language: 'en',
  equipment: [
    {
      id: 'bottling',
      name: 'Bottling hall',
      level: 'site',
      children: [
        {
          id: 'hall',
          name: 'Hall',
          level: 'area',
          children: Object.entries(lines).map(([id, stations]) => ({
            id,
            name: id === 'line-1' ? 'Line 1' : 'Line 2',
            level: 'workCenter' as const,
            kind: 'productionLine' as const,
            children: stations.map(({ id: unit, name, rate }) => ({
              id: unit,
              name,
              level: 'workUnit' as const,
              idealTimes: [{ secondsPerPiece: 60 / rate }],
            })),
          })),
        },
      ],
    },
  ],
  calendar: {
    shifts: [
      { name: 'early', start: '06:00', end: '14:00' },
      { name: 'late', start: '14:00', end: '22:00' },
    ],
    rotation: {
      anchor: '2024-01-01', // a Monday
      days: [...Array.from({ length: 5 }, () => ['early', 'late']), [], []],
    },
    exceptions: [{ from: '2024-03-01', name: 'Works outing', replace: [] }],
  },
  reasons: [
    { code: 'jam', name: 'Jam', lossClass: 'breakdown' },
    { code: 'valve', name: 'Filling valve', lossClass: 'breakdown' },
    { code: 'electrical', name: 'Electrical fault', lossClass: 'breakdown' },
    { code: 'no-labels', name: 'No labels', lossClass: 'other' },
    { code: 'no-caps', name: 'No caps', lossClass: 'other' },
  ],
  defects: [
    {
      code: 'filling',
      name: 'Filling',
      children: [
        { code: 'fill-low', name: 'Too little in it' },
        { code: 'fill-high', name: 'Too much in it' },
      ],
    },
    {
      code: 'label',
      name: 'Label',
      children: [
        { code: 'label-skewed', name: 'Label skewed' },
        { code: 'label-missing', name: 'Label missing' },
      ],
    },
  ],
  kpis: {
    microStopSeconds: 180,
    opportunities: [{ perPiece: 4 }],
    routes: products.map((product) => ({
      product,
      steps: ['Depalletising', 'Filling', ['Labelling', 'Capping'], 'Packing'],
    })),
  },
  rates: { currency: 'EUR', machineHour: 90, pieceValues: { 'Cola 0.5': 0.21 } },
  finalOperations: ['Packing'],
};

export const linePlant: Plant = compilePlant(plantSchema.parse(linePart));

/** 32 bits of chance, the same everywhere: mulberry32, in the public domain. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What a station is in for a minute; `down` with the reason that was told. */
type Minute = 'run' | 'setup' | 'starved' | 'blocked' | `down:${string}`;

interface Happened {
  readonly station: Station;
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly minute: Minute;
  readonly made: number;
  readonly product: string;
}

const bufferMax = 900;

/** A shift of a line minute by minute: its stations hold each other up through buffers between them. */
function shiftOf(stations: readonly Station[], firstProduct: number, chance: () => number): Happened[] {
  const forced = stations.map(() => new Map<number, Minute>());
  const occupy = (place: number, from: number, length: number, minute: Minute): void => {
    for (let m = from; m < Math.min(from + length, shiftMinutes); m++)
      if (!forced[place]?.has(m)) forced[place]?.set(m, minute);
  };
  const changeAt = 90 + Math.floor(chance() * 300);
  stations.forEach((_, place) => {
    occupy(place, changeAt, 14 + Math.floor(chance() * 12) + (place === 1 ? 8 : 0), 'setup');
  });
  stations.forEach(({ stops, reasons }, place) => {
    for (let left = stops; left > 0; left--) {
      if (chance() >= left) continue;
      const isLong = chance() < 0.35;
      const length = isLong ? 18 + Math.floor(chance() * 34) : 2 + Math.floor(chance() * 9);
      const told = chance() < 0.75 ? reasons[isLong ? 1 : 0] : '';
      occupy(place, 10 + Math.floor(chance() * 420), length, `down:${told}`);
    }
  });
  const buffers = stations.slice(1).map(() => bufferMax / 3);
  const states: Minute[] = stations.map(() => 'run');
  const happened: Happened[] = [];
  const open = stations.map((own): { -readonly [Key in keyof Happened]: Happened[Key] } | undefined => ({
    station: own,
    fromMinute: 0,
    toMinute: 0,
    minute: 'run',
    made: 0,
    product: '',
  }));
  for (let minute = 0; minute <= shiftMinutes; minute++) {
    const product = products[(firstProduct + (minute >= changeAt ? 1 : 0)) % products.length] as string;
    stations.forEach((own, place) => {
      const [before, after] = [buffers[place - 1], buffers[place]];
      const last = states[place] as Minute;
      const next: Minute =
        forced[place]?.get(minute) ??
        (before !== undefined && before < (last === 'starved' ? bufferMax / 2 : own.rate)
          ? 'starved'
          : after !== undefined && after > bufferMax - (last === 'blocked' ? bufferMax / 2 : own.rate)
            ? 'blocked'
            : 'run');
      const current = open[place];
      const isLate = current !== undefined && minute - current.fromMinute >= 60;
      if (
        current !== undefined &&
        (current.minute !== next || current.product !== product || isLate || minute === shiftMinutes)
      ) {
        if (minute > current.fromMinute) happened.push({ ...current, toMinute: minute });
        open[place] = { station: own, fromMinute: minute, toMinute: minute, minute: next, made: 0, product };
      }
      states[place] = next;
      if (next !== 'run' || minute === shiftMinutes) return;
      const made = Math.round(own.rate * (0.93 + chance() * 0.05));
      (open[place] as { made: number }).made += made;
      if (before !== undefined) buffers[place - 1] = before - made;
      if (after !== undefined) buffers[place] = after + made;
    });
  }
  return happened;
}

type Row = FactRow<'production'> & FactRow<'equipmentState'>;

function factOf(startAt: number, one: Happened, order: string, line: number, chance: () => number): Row {
  const { station: own, minute, made, product } = one;
  const [state, reason = ''] = minute === 'run' ? ['running'] : minute.split(':');
  const scrap = minute === 'run' ? Math.round(made * own.scrap * 2 * chance()) : 0;
  return {
    equipment: own.id,
    startAt: startAt + one.fromMinute * minuteMs,
    endAt: startAt + one.toMinute * minuteMs,
    state: state as string,
    workOrder: order,
    orderCount: 30_000,
    operation: own.operation,
    product,
    operators: 't-7 t-12',
    ...(reason === '' ? {} : { reason }),
    ...(state === 'running'
      ? {
          completedCount: made - scrap,
          scrapCount: scrap,
          holdCount: 0,
          ...(scrap > 0 ? { defect: own.defects[Math.floor(chance() * own.defects.length)] as string } : {}),
        }
      : {}),
    source: 'mes',
    file: 'lines.csv',
    line,
  } as Row;
}

/** Nine weeks before the day, and the day. */
function factsUntil(
  until: number,
): Pick<Parameters<typeof analyseDay>[0], 'production' | 'equipmentState' | 'refusals'> {
  const rows: Row[] = [];
  const shifts = linePlant.listShifts({ fromAt: linePlant.productionDay('2024-01-08').fromAt, toAt: until });
  shifts.forEach(({ fromAt }, shift) => {
    Object.values(lines).forEach((stations, place) => {
      const chance = chanceOf(shift * 17 + place * 7919 + 5);
      // A shift begins with what the one before ended with.
      for (const one of shiftOf(stations, shift + place, chance))
        rows.push(factOf(fromAt, one, `PO-${1000 + Math.floor(shift / 2) * 2 + place}`, rows.length + 2, chance));
    });
  });
  rows.sort(
    (a, b) =>
      String(a.equipment).localeCompare(String(b.equipment)) ||
      Number(a.startAt) - Number(b.startAt) ||
      Number(a.endAt) - Number(b.endAt),
  );
  const isProduction = ({ state }: Row): boolean => state === 'running' || state === 'setup';
  return {
    production: toTable('production', rows.filter(isProduction)),
    equipmentState: toTable<'equipmentState'>(
      'equipmentState',
      rows.filter((row) => !isProduction(row)),
    ),
    refusals: emptyTable('refusal'),
  };
}

const analyses = new Map<string, DailyAnalysis>();

/** Worked out once for all roles. */
function analysisOf(date: string, name: string | undefined): DailyAnalysis {
  const key = `${date} ${name}`;
  const known = analyses.get(key);
  if (known !== undefined) return known;
  const day = linePlant.productionDay(date);
  const shift = name === undefined ? undefined : linePlant.calendar.shifts.findShift(date, name);
  const window = shift ?? day;
  const analysis = analyseDay({
    plant: linePlant,
    ...factsUntil(window.toAt),
    window,
    ...(shift === undefined ? { day } : { shift }),
  });
  analyses.set(key, analysis);
  return analysis;
}

export const lineDate = '2024-03-13';

/** The input of a report of the day, or of a shift of it. */
export function lineDay(role: Audience['role'] = 'director', language = 'en', shift?: string): DailyReportInput {
  return {
    analysis: analysisOf(lineDate, shift),
    plant: linePlant,
    audience: audienceOf(role, language),
    personLabel: (token) => (role === 'shift-lead' ? `Worker ${token.slice(2)}` : 'worker A1'),
    label: shift === undefined ? lineDate : `${lineDate}-${shift}`,
    provenance: {
      softwareVersion: '0.1.0',
      dataFingerprint: '3c8e1f7a2b9d40653c8e1f7a2b9d4065',
      configFingerprint: '7d2a9e4c1b6f80357d2a9e4c1b6f8035',
      sources: [{ id: 'mes', kind: 'csv', factCount: 12_000 }],
    },
  };
}
