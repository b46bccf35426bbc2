/** States and pieces of a unit as facts: the tables that everything else is worked out from. */
import {
  type EquipmentState,
  type FactRow,
  type FactTable,
  hashText,
  signalSourceId,
  toTable,
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

/**
 * The tables of what was derived, in the order given. Their identities and contents are worked out when they are first
 * read: figures need neither, and what is live is derived several times a second.
 */
export function toFacts(states: readonly DerivedState[], pieces: readonly DerivedPieces[]): DerivedFacts {
  return {
    production: hashedLater(
      'production',
      pieces.map(({ equipment, at, operation, product, workOrder, completedCount, scrapCount }) => ({
        key: ['pieces', equipment, at, workOrder, product],
        said: {
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
        },
      })),
    ),
    equipmentState: hashedLater(
      'equipmentState',
      states.map(({ equipment, startAt, endAt, state, reason }) => ({
        key: ['state', equipment, startAt, state, reason],
        said: { equipment, startAt, endAt, state, reason, source: signalSourceId },
      })),
    ),
  };
}

function hashedLater<K extends 'production' | 'equipmentState'>(
  kind: K,
  facts: readonly { readonly key: unknown; readonly said: FactRow<K> }[],
): FactTable<K> {
  const { length, columns } = toTable(
    kind,
    facts.map(({ said }) => said),
  );
  let identity: Uint8Array | undefined;
  let content: Uint8Array | undefined;
  return {
    kind,
    length,
    columns,
    get identity() {
      identity ??= joined(facts.map(({ key }) => hashOf(key)));
      return identity;
    },
    get content() {
      content ??= joined(facts.map(({ said }) => hashOf(['content', said])));
      return content;
    },
  };
}

function joined(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * 16);
  hashes.forEach((hash, i) => {
    bytes.set(hash, i * 16);
  });
  return bytes;
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
