/** Queries over a plant's history, in which facts that sensors tell stand beside those that were reported. */
import { createQueries, type History, type Queries, type ReadUnitFacts, reportedFacts } from '../history/index.ts';
import { selectRows } from '../ingest/index.ts';
import { type FactTable, timesOf } from '../model/index.ts';
import { dayMs, type Interval, touches } from '../time/index.ts';
import { type DerivedPlant, readDerivedFacts } from './derived/read-derived.ts';
import { withDerived } from './derived/with-derived.ts';

/** What of an open plant it takes. */
export interface QueriedPlant extends DerivedPlant {
  readonly history: Pick<History, 'snapshot'>;
}

/** Queries over what is committed now; of what is later than now nothing is known. */
export async function openQueries(plant: QueriedPlant): Promise<Queries> {
  const snapshot = await plant.history.snapshot();
  const readReported = reportedFacts(snapshot);
  const readUnitFacts: ReadUnitFacts = async (query) => {
    const { window, signal } = query;
    const reported = await readReported(query);
    const derived = await readDerivedFacts(plant, snapshot, wholeDays(window), {
      ...(signal === undefined ? {} : { signal }),
      // A state that began before is known to have: it goes on from the day before.
      lookBackMs: dayMs,
    });
    return {
      production: withDerived(reported.production, derived && touching(derived.production, window)),
      equipmentState: withDerived(reported.equipmentState, derived && touching(derived.equipmentState, window)),
    };
  };
  return createQueries({ snapshot, plant: plant.plant, untilAt: plant.clock(), readUnitFacts });
}

/** Days are worked out once and kept, so that none is cut where a query happens to end. */
function wholeDays({ fromAt, toAt }: Interval): Interval {
  return { fromAt: Math.floor(fromAt / dayMs) * dayMs, toAt: Math.ceil(toAt / dayMs) * dayMs };
}

function touching<K extends 'production' | 'equipmentState'>(table: FactTable<K>, window: Interval): FactTable<K> {
  const { startAt, endAt } = timesOf(table);
  const rows = Array.from({ length: table.length }, (_, row) => row).filter((row) =>
    touches({ fromAt: startAt[row] as number, toAt: endAt[row] as number }, window),
  );
  return rows.length === table.length ? table : selectRows(table, rows);
}
