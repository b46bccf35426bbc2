/** A saw with signals, and readings of it, for tests. */
import {
  compilePlant,
  type FactTable,
  type Plant,
  type PlantInput,
  plantSchema,
  rowAt,
  type TagConfig,
  toTable,
  type UnitSignalsConfig,
} from 'gemba/model';

/** 2026-03-02 06:00 UTC, a Monday. */
export const startAt: number = Date.UTC(2026, 2, 2, 6);
export const minuteMs = 60_000;

export const sawTags: readonly TagConfig[] = [
  { id: 'speed', equipment: 'saw', unit: '/min', expectedIntervalSeconds: 60 },
  { id: 'alarm', equipment: 'saw', valueType: 'boolean' },
  { id: 'pieces', equipment: 'saw', kind: 'counter', rolloverAt: 1_000 },
  { id: 'good', equipment: 'saw', kind: 'counter' },
  { id: 'scrap', equipment: 'saw', kind: 'counter' },
  { id: 'product', equipment: 'saw', valueType: 'text' },
  { id: 'order', equipment: 'saw', valueType: 'text' },
];

export function plantInputWith(signals: UnitSignalsConfig, tags: readonly TagConfig[] = sawTags): PlantInput {
  return {
    id: 'works',
    name: 'Works',
    zone: 'UTC',
    dayStart: '06:00',
    equipment: [
      { id: 'saw', name: 'Saw', signals },
      { id: 'drill', name: 'Drill' },
    ],
    tags,
    reasons: [
      { code: 'FAULT', name: 'Fault', lossClass: 'breakdown' },
      { code: 'PM', name: 'Maintenance', planned: true },
    ],
    calendar: {
      shifts: [{ name: 'all', start: '06:00', end: '06:00' }],
      rotation: { anchor: '2026-01-01', days: [['all']] },
    },
  };
}

export function plantWith(signals: UnitSignalsConfig, tags: readonly TagConfig[] = sawTags): Plant {
  return compilePlant(plantSchema.parse(plantInputWith(signals, tags)));
}

export interface Said {
  readonly tag: string;
  readonly at: number;
  readonly value?: number;
  readonly text?: string;
  readonly quality?: string;
  readonly sequence?: number;
  readonly source?: string;
}

export function readingsOf(said: readonly Said[]): FactTable<'reading'> {
  return toTable(
    'reading',
    said.map((one) => ({ source: 'plc', ...one })),
  );
}

/** Readings of a tag, minutes after the start. */
export function speeds(tag: string, ...points: readonly (readonly [number, number])[]): Said[] {
  return points.map(([minutes, value]) => ({ tag, at: startAt + minutes * minuteMs, value }));
}

export function texts(tag: string, ...points: readonly (readonly [number, string])[]): Said[] {
  return points.map(([minutes, text]) => ({ tag, at: startAt + minutes * minuteMs, text }));
}

/** State facts as `state reason from–to`, minutes after the start. */
export function statesOf(table: FactTable<'equipmentState'>): string[] {
  return Array.from({ length: table.length }, (_, i) => {
    const { state, reason = '', startAt: from, endAt: to } = rowAt(table, i);
    return `${state}${reason === '' ? '' : ` ${reason}`} ${minutesOf(from)}–${minutesOf(to)}`;
  });
}

export function piecesOf(table: FactTable<'production'>): string[] {
  return Array.from({ length: table.length }, (_, i) => {
    const { completedCount, scrapCount, product = '', workOrder = '', startAt: at } = rowAt(table, i);
    return `${minutesOf(at)}: ${completedCount}${scrapCount === undefined ? '' : `+${scrapCount}`} ${product} ${workOrder}`.trim();
  });
}

function minutesOf(at: string | number | undefined): number {
  return ((at as number) - startAt) / minuteMs;
}
