/** What queries stand on. */
import type { FactTable, Plant } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { HistorySnapshot } from '../port.ts';

/** Productions and equipment states of work units. */
export interface UnitFacts {
  readonly production: FactTable<'production'> & { readonly versions?: Uint32Array };
  readonly equipmentState: FactTable<'equipmentState'> & { readonly versions?: Uint32Array };
}

export interface UnitFactQuery {
  /** Facts that touch it; those reported are whole, those told by sensors may end with it. */
  readonly window: Interval;
  /** Ids of work units; default: of all equipment. More may be given. */
  readonly equipment?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type ReadUnitFacts = (query: UnitFactQuery) => Promise<UnitFacts>;

export interface QueryContext {
  readonly snapshot: HistorySnapshot;
  readonly plant: Plant;
  /** Up to when facts are complete, such as now, UTC epoch ms: of what is later nothing is known. */
  readonly untilAt: number;
  readonly readUnitFacts: ReadUnitFacts;
}

/** The facts that were reported, as history has them. */
export function reportedFacts(snapshot: HistorySnapshot): ReadUnitFacts {
  return async ({ window, equipment, signal }) => {
    const query = { window, ...(equipment && { places: equipment }), ...(signal && { signal }) };
    const [production, equipmentState] = await Promise.all([
      snapshot.read({ kind: 'production', ...query }),
      snapshot.read({ kind: 'equipmentState', ...query }),
    ]);
    return { production, equipmentState };
  };
}
