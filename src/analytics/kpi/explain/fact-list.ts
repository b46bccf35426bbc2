/** The facts that an explanation speaks of, each once, and where they came from. */
import { type FactTable, type Plant, signalSourceId, textAt, type UnitSignals } from '../../../model/index.ts';
import type { Activity } from '../../activity.ts';
import type { VersionedFacts } from '../../completeness.ts';
import type { ExplainedFact, FactOrigin } from './explanation.ts';

export type UnitFactTable = VersionedFacts<'production'> | VersionedFacts<'equipmentState'>;

export interface FactList {
  /** The place of a row of a table among the facts; it is put there where it is new. */
  placeOf(table: UnitFactTable, row: number): number;
  readonly facts: readonly ExplainedFact[];
}

export function createFactList({
  plant,
  production,
  equipmentState,
}: Pick<Activity, 'plant' | 'production' | 'equipmentState'>): FactList {
  const facts: ExplainedFact[] = [];
  const places = new Map<UnitFactTable, Map<number, number>>([
    [production, new Map()],
    [equipmentState, new Map()],
  ]);
  return {
    facts,
    placeOf(table, row) {
      const known = places.get(table) as Map<number, number>;
      const place = known.get(row) ?? facts.push(factAt(plant, table, row)) - 1;
      known.set(row, place);
      return place;
    },
  };
}

function factAt(plant: Plant, table: UnitFactTable, row: number): ExplainedFact {
  const { columns } = table;
  return {
    kind: table.kind,
    equipment: textAt(columns.equipment, row),
    startAt: columns.startAt[row] as number,
    endAt: columns.endAt[row] as number,
    state: textAt(columns.state, row),
    workOrder: textAt(columns.workOrder, row),
    operation: textAt(columns.operation, row),
    product: textAt(columns.product, row),
    reason: textAt(columns.reason, row),
    pieces: 'completedCount' in columns ? piecesAt(columns, row) : undefined,
    isRework: 'isRework' in columns && columns.isRework[row] === 1,
    adjustment: textAt(columns.adjustment, row),
    versionCount: table.versions?.[row] ?? 1,
    origin: originOf(plant, table, row),
  };
}

function piecesAt(columns: FactTable<'production'>['columns'], row: number): NonNullable<ExplainedFact['pieces']> {
  const count = (column: Float64Array): number => {
    const value = column[row] as number;
    return Number.isNaN(value) ? 0 : value;
  };
  return {
    completed: count(columns.completedCount),
    scrap: count(columns.scrapCount),
    hold: count(columns.holdCount),
  };
}

export function originOf(plant: Plant, table: UnitFactTable, row: number): FactOrigin {
  const { columns } = table;
  const line = columns.line[row] as number;
  const source = textAt(columns.source, row);
  return {
    source,
    file: textAt(columns.file, row) || undefined,
    line: Number.isNaN(line) ? undefined : line,
    tags: source === signalSourceId ? tagsOf(plant, table, row) : [],
  };
}

/** Of a state those of its rules, of pieces the counters. */
function tagsOf({ equipment }: Plant, { kind, columns }: UnitFactTable, row: number): readonly string[] {
  const signals = equipment.find(textAt(columns.equipment, row))?.signals;
  if (signals === undefined) return [];
  return kind === 'production' ? countersOf(signals) : stateTagsOf(signals, textAt(columns.state, row));
}

function countersOf({ producedTag, goodTag, scrapTag }: UnitSignals): readonly string[] {
  return [producedTag, goodTag, scrapTag].filter((tag) => tag !== undefined);
}

function stateTagsOf({ states }: UnitSignals, state: string): readonly string[] {
  return [...new Set(states.filter((rule) => rule.state === state).map(({ tag }) => tag))];
}
