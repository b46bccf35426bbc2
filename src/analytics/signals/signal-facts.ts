/** States and pieces of a unit as facts: the tables that everything else is worked out from. */
import {
  createFactTableBuilder,
  type EquipmentState,
  type FactTable,
  hashText,
  signalSourceId,
} from '../../model/index.ts';

export interface DerivedFacts {
  readonly production: FactTable<'production'>;
  readonly equipmentState: FactTable<'equipmentState'>;
}

/** A time of a unit in a state. */
export interface DerivedState {
  readonly equipment: string;
  readonly startAt: number;
  /** Exclusive. */
  readonly endAt: number;
  readonly state: EquipmentState;
  /** Code of the reason tree; empty where the rule names none. */
  readonly reason: string;
}

/** Pieces of a unit, reported at an instant. */
export interface DerivedPieces {
  readonly equipment: string;
  readonly at: number;
  readonly operation: string;
  readonly product: string;
  readonly workOrder: string;
  readonly completedCount: number;
  /** Undefined where no counter says. */
  readonly scrapCount: number | undefined;
}

/** The tables of what was derived, in the order given. */
export function toFacts(states: readonly DerivedState[], pieces: readonly DerivedPieces[]): DerivedFacts {
  const production = createFactTableBuilder('production');
  for (const { equipment, at, operation, product, workOrder, completedCount, scrapCount } of pieces) {
    const said = {
      equipment,
      startAt: at,
      endAt: at,
      state: 'running',
      workOrder,
      operation,
      product,
      completedCount,
      ...(scrapCount === undefined ? {} : { scrapCount }),
      source: signalSourceId,
    };
    production.add(said, hashOf(['pieces', equipment, at, workOrder, product]), hashOf(['content', said]));
  }
  const equipmentState = createFactTableBuilder('equipmentState');
  for (const { equipment, startAt, endAt, state, reason } of states) {
    const said = { equipment, startAt, endAt, state, reason, source: signalSourceId };
    equipmentState.add(said, hashOf(['state', equipment, startAt, state, reason]), hashOf(['content', said]));
  }
  return { production: production.build(), equipmentState: equipmentState.build() };
}

/** 16 bytes: the hash of a text, and of the text with another before it. They are nobody's key, so they need none. */
function hashOf(said: unknown): Uint8Array {
  const text = JSON.stringify(said);
  const bytes = new DataView(new ArrayBuffer(16));
  for (const [i, { high, low }] of [hashText(text), hashText(`${signalSourceId}\n${text}`)].entries()) {
    bytes.setUint32(i * 8, high);
    bytes.setUint32(i * 8 + 4, low);
  }
  return new Uint8Array(bytes.buffer);
}
