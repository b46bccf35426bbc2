/** Reports' input for a day of the demo plant: its log read by a plain reader, its plant compiled, its day analysed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import demo from '../../../demo/gemba.config.ts';
import { analyseDay, type DailyAnalysis } from '../../../src/analytics/index.ts';
import {
  type Audience,
  compilePlant,
  type EquipmentConfig,
  emptyTable,
  type FactRow,
  type Plant,
  plantSchema,
  toTable,
} from '../../../src/model/index.ts';
import type { DailyReportInput } from '../../../src/reports/index.ts';
import { parseLocalDateTime } from '../../../src/time/index.ts';

const log = join(import.meta.dirname, '../../../demo/production_log.csv');
const states = { D: 'running', S: 'setup', B: 'down' } as const;

export const plant: Plant = compilePlant(plantSchema.parse(plantPartOf(demo)));

/** The same with made-up rates: two dear machines, cheap checks, a value for one product. */
export const ratedPlant: Plant = compilePlant(plantSchema.parse(withRates(plantPartOf(demo))));

function withRates(part: object): object {
  const rateOf = (name: string): object => {
    if (/^Machine [89] /.test(name)) return { machineHourRate: 140 };
    return /^(Quality|Packing)/.test(name) ? { machineHourRate: 35 } : {};
  };
  const rated = (equipment: readonly EquipmentConfig[]): EquipmentConfig[] =>
    equipment.map((one) => ({ ...one, ...rateOf(one.name), children: one.children && rated(one.children) }));
  const { equipment } = part as { equipment: readonly EquipmentConfig[] };
  const rates = { currency: 'EUR', machineHour: 65, pieceValues: { 'Cable Head': 42.5 } };
  return { ...part, equipment: rated(equipment), rates };
}

/** The plant part of a plant file: what is left without the parts that say how it runs. */
function plantPartOf(file: object): object {
  const { secret, store, sources, transports, reports, history, plugins, ...part } = file as Record<string, unknown>;
  return part;
}

const rows = (parse(readFileSync(log), { columns: true }) as Record<string, string>[]).map((row, index) => ({
  row,
  line: index + 2,
}));
const unitIds = new Map(plant.equipment.workUnits.map(({ id, name }) => [name, id as string]));

function factOf({ row, line }: (typeof rows)[number]): FactRow<'production'> {
  const type = row['report_type'] as keyof typeof states;
  const at = (text: string | undefined): number => plant.zone.instantOf(parseLocalDateTime(text ?? '') as number);
  return {
    equipment: unitIds.get(row['resource'] as string) as string,
    startAt: at(row['start']),
    endAt: at(row['end']),
    state: states[type],
    workOrder: row['work_order'] ?? '',
    operation: row['operation'] ?? '',
    product: row['part'] ?? '',
    operators: `t-${row['worker'] ?? ''}`,
    orderCount: Number(row['order_qty']),
    ...(type === 'B'
      ? { reason: 'breakdown' }
      : {
          completedCount: Number(row['qty_completed']),
          scrapCount: Number(row['qty_rejected']),
          holdCount: Number(row['qty_mrb']),
          isRework: row['rework'] === 'Y' ? 1 : 0,
        }),
    source: 'mes',
    file: 'production_log.csv',
    line,
  };
}

/** Every token that stands in the demo's facts. */
export const tokens: readonly string[] = [...new Set(rows.map(({ row }) => `t-${row['worker'] ?? ''}`))];

export function demoFacts(
  until: number,
): Pick<Parameters<typeof analyseDay>[0], 'production' | 'equipmentState' | 'refusals'> {
  const facts = rows
    .map(factOf)
    .filter(({ startAt }) => (startAt as number) < until)
    .sort(
      (a, b) =>
        String(a.equipment).localeCompare(String(b.equipment)) ||
        Number(a.startAt) - Number(b.startAt) ||
        Number(a.endAt) - Number(b.endAt),
    );
  return {
    production: toTable(
      'production',
      facts.filter(({ state }) => state !== 'down'),
    ),
    equipmentState: toTable<'equipmentState'>(
      'equipmentState',
      facts.filter(({ state }) => state === 'down'),
    ),
    refusals: emptyTable('refusal'),
  };
}

export function audienceOf(role: Audience['role'], language = 'en'): Audience {
  return { id: role, role, language, persons: role === 'shift-lead' ? 'names' : 'pseudonyms', recipients: [] };
}

export interface DemoDayOptions {
  readonly role?: Audience['role'];
  readonly language?: string;
  /** `false`: a day on which nobody reported anything. */
  readonly facts?: boolean;
  /** `true`: of the plant that has rates. */
  readonly isRated?: boolean;
  /** A shift that began on the date, instead of the day. */
  readonly shift?: string;
  /** A span from the date on, up to the start of this one, instead of the day. */
  readonly until?: string;
}

const analyses = new Map<string, DailyAnalysis>();

/** Worked out once for all roles of a day. */
function analysisOf(
  plant: Plant,
  date: string,
  { facts = true, shift: name, until }: Pick<DemoDayOptions, 'facts' | 'shift' | 'until'>,
): DailyAnalysis {
  const key = [date, facts, plant.rates?.currency, name, until].join(' ');
  const known = analyses.get(key);
  if (known !== undefined) return known;
  const day = plant.productionDay(date);
  const shift = name === undefined ? undefined : plant.calendar.shifts.findShift(date, name);
  const span = until === undefined ? undefined : { fromAt: day.fromAt, toAt: plant.productionDay(until).fromAt };
  const window = shift ?? span ?? day;
  const analysis = analyseDay({
    plant,
    ...(facts
      ? demoFacts(window.toAt)
      : {
          production: emptyTable('production'),
          equipmentState: emptyTable('equipmentState'),
          refusals: emptyTable('refusal'),
        }),
    window,
    ...(window === day ? { day } : {}),
    ...(shift === undefined ? {} : { shift }),
  });
  analyses.set(key, analysis);
  return analysis;
}

/** The input of a daily report, as the runtime makes it. */
export function demoDay(
  date: string,
  { role = 'director', language = 'en', isRated = false, ...rest }: DemoDayOptions = {},
): DailyReportInput {
  const of = isRated ? ratedPlant : plant;
  return {
    analysis: analysisOf(of, date, rest),
    plant: of,
    audience: audienceOf(role, language),
    personLabel: (token) =>
      role === 'shift-lead' ? token.slice(2) : `worker ${token.length}${token.charCodeAt(token.length - 1)}`,
    label: [date, rest.shift, rest.until].filter((part) => part !== undefined).join('-'),
    provenance: {
      softwareVersion: '0.1.0',
      dataFingerprint: '9f2c1d7e5b3a48609f2c1d7e5b3a4860',
      configFingerprint: '1b5e8c2f7a9d40631b5e8c2f7a9d4063',
      sources: [{ id: 'mes', kind: 'csv', factCount: 4496 }],
    },
  };
}
