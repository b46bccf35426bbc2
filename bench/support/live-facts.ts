/** Facts of 1,000 pieces of equipment, each reporting what it did since its last report: late ones and corrections among them. */
import {
  compilePlant,
  createFactTableBuilder,
  type FactRow,
  type FactTable,
  type Plant,
} from '../../src/model/index.ts';
import { createRandom } from '../../src/stats/index.ts';
import { hourMs, minuteMs } from '../../src/time/index.ts';

export const unitCount = 1_000;
const areaCount = 20;
const partCount = 40;
/** Of a hundred facts: told minutes late, told again otherwise, stops. */
const [lateShare, correctedShare, stopShare] = [0.02, 0.01, 0.03];

export function livePlant(): Plant {
  return compilePlant({
    id: 'works',
    name: 'Works',
    zone: 'UTC',
    dayStart: '06:00',
    language: 'en',
    equipment: Array.from({ length: areaCount }, (_, area) => ({
      id: `area-${area}`,
      name: `Area ${area}`,
      level: 'area' as const,
      children: Array.from({ length: unitCount / areaCount }, (_, i) => ({
        id: `unit-${area * (unitCount / areaCount) + i}`,
        name: `Unit ${area * (unitCount / areaCount) + i}`,
        level: 'workUnit' as const,
      })),
    })),
    calendar: {
      shifts: [
        { name: 'early', start: '06:00', end: '14:00' },
        { name: 'late', start: '14:00', end: '22:00' },
        { name: 'night', start: '22:00', end: '06:00' },
      ],
      rotation: { anchor: '2026-01-01', days: [[{ shift: 'early' }, { shift: 'late' }, { shift: 'night' }]] },
    },
    plannedStops: [],
    reasons: [{ code: 'breakdown', name: 'Breakdown' }],
    defects: [],
    finalOperations: [],
    audiences: [],
    targets: {},
    kpis: { microStopSeconds: 60 },
  });
}

export type LiveTable = FactTable<'production'> | FactTable<'equipmentState'>;

interface Reported {
  readonly kind: 'production' | 'equipmentState';
  readonly row: FactRow<'production'> & FactRow<'equipmentState'>;
  readonly identity: number;
}

export interface LiveFacts {
  /** Of every unit, a report every so often of the time from an instant to another. */
  history(fromAt: number, toAt: number, everyMs: number): Generator<LiveTable>;
  /** The next so many facts, units by turns, as of an instant. */
  next(count: number, nowMs: number): readonly LiveTable[];
}

export function createLiveFacts(): LiveFacts {
  const random = createRandom(9);
  const lastAt = new Float64Array(unitCount);
  const late: Reported[] = [];
  const told: Reported[] = [];
  let [turn, identities] = [0, 0];

  function report(unit: number, nowMs: number): Reported {
    const startAt = lastAt[unit] as number;
    lastAt[unit] = nowMs;
    const common = {
      equipment: `unit-${unit}`,
      startAt,
      endAt: nowMs,
      workOrder: `W${Math.floor(startAt / hourMs)}-${unit}`,
    };
    const identity = identities++;
    if (random.nextUniform() < stopShare)
      return { kind: 'equipmentState', identity, row: { ...common, state: 'down', reason: 'breakdown' } };
    const pieces = Math.max(1, Math.round(((nowMs - startAt) / 1_000) * (0.6 + 0.4 * random.nextUniform())));
    const scrapCount = random.nextUniform() < 0.05 ? 1 : 0;
    const product = `part-${(unit * 7 + Math.floor(startAt / hourMs)) % partCount}`;
    const operation = `operation-${unit % areaCount}`;
    const made = { product, operation, completedCount: pieces - scrapCount, scrapCount };
    return { kind: 'production', identity, row: { ...common, state: 'running', ...made } };
  }

  return {
    *history(fromAt, toAt, everyMs) {
      lastAt.fill(fromAt);
      for (let at = fromAt + everyMs; at <= toAt; at += everyMs)
        yield* tablesOf(Array.from({ length: unitCount }, (_, unit) => report(unit, at)));
      lastAt.fill(toAt);
    },
    next(count, nowMs) {
      const due: Reported[] = [];
      for (let i = 0; i < count; i++) {
        turn = (turn + 1) % unitCount;
        const chance = random.nextUniform();
        const before = told[Math.floor(random.nextUniform() * told.length)];
        const oldest = late[0];
        if (oldest !== undefined && (oldest.row.endAt as number) < nowMs - minuteMs) due.push(late.shift() as Reported);
        else if (chance < correctedShare && before?.kind === 'production')
          due.push({ ...before, row: { ...before.row, scrapCount: identities } });
        else {
          const one = report(turn, nowMs);
          (chance < correctedShare + lateShare ? late : due).push(one);
          if (told.length < 10_000) told.push(one);
        }
      }
      return tablesOf(due);
    },
  };
}

function tablesOf(reported: readonly Reported[]): LiveTable[] {
  return (['production', 'equipmentState'] as const).flatMap((kind): LiveTable[] => {
    const builder = createFactTableBuilder(kind);
    for (const one of reported)
      if (one.kind === kind) builder.add(one.row, keyOf(one.identity), keyOf(Number(one.row.scrapCount ?? 0)));
    return builder.length === 0 ? [] : [builder.build() as LiveTable];
  });
}

function keyOf(number: number): Uint8Array {
  const key = new Uint8Array(16);
  new DataView(key.buffer).setFloat64(0, number + 1);
  return key;
}
