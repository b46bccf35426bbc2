/** Everything a simulation yields, gathered for tests of small plants. */
import { type AnyFactTable, type FactRow, fingerprintOf, rowAt, textAt } from 'gemba/model';
import {
  listStateRecords,
  type SimulatedPlantInput,
  type SimulateOptions,
  type StateTruth,
  simulatePlant,
  type TruthOf,
  type TruthRecord,
} from 'gemba/simulation';

export interface TagReadings {
  readonly at: number[];
  readonly value: number[];
  readonly text: string[];
}

export interface Collected {
  readonly production: readonly FactRow<'production'>[];
  readonly stops: readonly FactRow<'equipmentState'>[];
  readonly readings: ReadonlyMap<string, TagReadings>;
  readonly states: readonly StateTruth[];
  readonly truth: readonly TruthRecord[];
  /** Of all facts, and of what the true states and records say. */
  readonly fingerprint: string;
  truthOf<Kind extends TruthRecord['kind']>(kind: Kind): TruthOf<Kind>[];
}

export function collect(input: SimulatedPlantInput, options?: SimulateOptions): Collected {
  const production: FactRow<'production'>[] = [];
  const stops: FactRow<'equipmentState'>[] = [];
  const readings = new Map<string, TagReadings>();
  const states: StateTruth[] = [];
  const truth: TruthRecord[] = [];
  const tables: AnyFactTable[] = [];
  for (const part of simulatePlant(input, options)) {
    if (part.kind === 'truth') truth.push(...part.records);
    else if (part.kind === 'states') states.push(...listStateRecords(part.states));
    else if (part.kind === 'reports') {
      for (let i = 0; i < part.production.length; i++) production.push(rowAt(part.production, i));
      for (let i = 0; i < part.equipmentState.length; i++) stops.push(rowAt(part.equipmentState, i));
      tables.push(part.production, part.equipmentState);
    } else {
      tables.push(part.table);
      const { tag, at, value, text } = part.table.columns;
      for (let i = 0; i < part.table.length; i++) {
        const id = textAt(tag, i);
        let of = readings.get(id);
        if (of === undefined) {
          of = { at: [], value: [], text: [] };
          readings.set(id, of);
        }
        of.at.push(at[i] as number);
        of.value.push(value[i] as number);
        of.text.push(textAt(text, i));
      }
    }
  }
  return {
    production,
    stops,
    readings,
    states,
    truth,
    fingerprint: fingerprintOf(tables),
    truthOf: (kind) => truth.filter((record) => record.kind === kind) as never,
  };
}

/** True states that follow on each other as one: the same whatever the windows were. */
export function joinStates(states: readonly StateTruth[]): StateTruth[] {
  const last = new Map<string, StateTruth>();
  const joined: StateTruth[] = [];
  for (const record of states) {
    const before = last.get(record.equipment);
    const rest = { ...record, startAt: 0, endAt: 0 };
    if (
      before !== undefined &&
      before.endAt === record.startAt &&
      JSON.stringify(rest) === JSON.stringify({ ...before, startAt: 0, endAt: 0 })
    ) {
      const longer = { ...before, endAt: record.endAt };
      joined[joined.indexOf(before)] = longer;
      last.set(record.equipment, longer);
    } else {
      joined.push(record);
      last.set(record.equipment, record);
    }
  }
  return joined.sort((a, b) =>
    a.equipment < b.equipment ? -1 : a.equipment > b.equipment ? 1 : a.startAt - b.startAt,
  );
}
