/** What equipment is in, and since when. */
import { type Activity, createActivity, findStateFact, stateAt } from '../../analytics/index.ts';
import type { Equipment } from '../../model/index.ts';
import { dayMs } from '../../time/index.ts';
import { chooseUnits, type Names } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { idsOf } from './states.ts';
import type { QueryTable } from './table.ts';
import { type ColumnsOf, createTableBuilder } from './table-builder.ts';
import { checkAborted } from './window.ts';

export interface LatestStatesQuery {
  /** Ids: work units of these and of what is below them; default: of the plant. */
  readonly equipment?: Names;
  /** Just before it, UTC epoch ms; default: up to when facts are complete. */
  readonly at?: number;
  readonly signal?: AbortSignal;
}

const spec = {
  equipment: ['text', 'not-in-the-data'],
  at: ['instant', 'no-facts'],
  state: ['text', 'no-facts'],
  sinceAt: ['instant', 'no-facts'],
  lastedMs: ['number', 'no-facts'],
  reason: ['text', 'not-in-the-data'],
  source: ['text', 'not-in-the-data'],
} as const;
export type LatestStatesColumns = ColumnsOf<typeof spec>;

/**
 * A state is looked for so far back, farther where it reaches back to there; of one that began before, nobody says when.
 * Not farther than reports look, which have worked out what sensors tell of these days.
 */
const lookBacksMs = [7 * dayMs, 28 * dayMs, 84 * dayMs];

/**
 * A row for each work unit: its state just before an instant, by what was reported and told up to then, since when, and
 * the reason where it is known. Of a state that began more than 84 days before, and of a unit of which nobody ever said
 * anything, it is unknown since when.
 */
export async function queryLatestStates(
  context: QueryContext,
  { equipment, at = context.untilAt, signal }: LatestStatesQuery,
): Promise<QueryTable<LatestStatesColumns>> {
  const units = chooseUnits(context.plant, equipment);
  const firstAt = firstSpokenAt(context);
  const found = new Map<string, FoundUnit>();
  let open = units;
  for (const lookBackMs of lookBacksMs) {
    if (open.length === 0) break;
    checkAborted(signal);
    const fromAt = at - lookBackMs;
    const facts = await context.readUnitFacts({ window: { fromAt, toAt: at }, equipment: idsOf(open), signal });
    const activity = createActivity(context.plant, facts.production, facts.equipmentState, open);
    open = open.filter(({ id }, place) => {
      const { sinceAt } = stateAt(activity.units[place] as Activity['units'][number], at);
      // What reaches the begin of what was read may have begun before.
      const isOpen = (sinceAt === undefined || sinceAt <= fromAt) && firstAt < fromAt;
      found.set(id, { activity, place, isOpen });
      return isOpen;
    });
  }
  const builder = createTableBuilder(spec);
  for (const unit of units) builder.add(rowOf(unit, found, at));
  return builder.build();
}

interface FoundUnit {
  readonly activity: Activity;
  readonly place: number;
  /** Its state began before what was read. */
  readonly isOpen: boolean;
}

function rowOf({ id }: Equipment, found: ReadonlyMap<string, FoundUnit>, at: number) {
  const { activity, place, isOpen } = found.get(id) as FoundUnit;
  const unit = activity.units[place] as Activity['units'][number];
  const { state, sinceAt: begunAt = Number.NaN } = stateAt(unit, at);
  const sinceAt = isOpen ? Number.NaN : begunAt;
  const fact = state === 'silent' ? undefined : findStateFact(activity, unit, state, at);
  return {
    equipment: id,
    at,
    state,
    sinceAt,
    lastedMs: at - sinceAt,
    reason: fact?.reason ?? '',
    source: fact?.source ?? '',
  };
}

/** Before it nobody has said anything of any unit. */
function firstSpokenAt({ snapshot }: QueryContext): number {
  const kinds = ['production', 'equipmentState', 'reading'] as const;
  return Math.min(...kinds.map((kind) => snapshot.findExtent(kind)?.fromAt ?? Number.POSITIVE_INFINITY));
}
