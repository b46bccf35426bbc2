/** What tests of rolling KPIs share: a small plant with all that makes units differ, and deliveries of facts. */
import type { KpiAnswer } from '../../../../src/analytics/index.ts';
import { createFactTableBuilder, type FactRow, type FactTable, type Plant } from '../../../../src/model/index.ts';
import { makePlant } from '../../made-up-plant.ts';

export const rollingPlant: Plant = makePlant({
  equipment: [
    {
      id: 'forming',
      name: 'Forming',
      level: 'area',
      children: [
        { id: 'press', name: 'Press', level: 'workUnit' },
        {
          id: 'cell',
          name: 'Cell',
          level: 'workCenter',
          children: [{ id: 'lathe', name: 'Lathe', level: 'workUnit', silence: 'unknown' }],
        },
      ],
    },
    {
      id: 'packing',
      name: 'Packing',
      level: 'area',
      children: [
        { id: 'packer', name: 'Packer', level: 'workUnit', idealTimes: [{ operation: 'pack', secondsPerPiece: 7.5 }] },
        { id: 'spare', name: 'Spare', level: 'workUnit', staffed: 'onDemand' },
      ],
    },
  ],
  calendar: {
    shifts: [
      { name: 'early', start: '06:00', end: '14:00' },
      { name: 'late', start: '14:00', end: '22:00' },
    ],
    rotation: { anchor: '2024-01-01', days: [[{ shift: 'early' }, { shift: 'late' }]] },
  },
  plannedStops: [{ equipment: 'press', from: '2024-03-13T10:00', to: '2024-03-13T10:30', name: 'service' }],
  kpis: { microStopSeconds: 1_500 },
});

export type Kind = 'production' | 'equipmentState';

/** A version of a fact, as a source sends it. */
export interface Sent<K extends Kind = Kind> {
  readonly kind: K;
  readonly identity: number;
  readonly content: number;
  readonly row: FactRow<K>;
}

function keyOf(number: number): Uint8Array {
  const key = new Uint8Array(16);
  new DataView(key.buffer).setUint32(4, number + 1);
  return key;
}

export function tableOf<K extends Kind>(kind: K, sent: readonly Sent[]): FactTable<K> {
  const builder = createFactTableBuilder(kind);
  for (const one of sent)
    if (one.kind === kind) builder.add(one.row as FactRow<K>, keyOf(one.identity), keyOf(one.content));
  return builder.build();
}

/** The plain rule: of an identity the last content that had not been seen before. */
export function resolve(sent: readonly Sent[]): Sent[] {
  const facts = new Map<string, { last: Sent; seen: Set<number> }>();
  for (const one of sent) {
    const key = `${one.kind} ${one.identity}`;
    const known = facts.get(key);
    if (known === undefined) facts.set(key, { last: one, seen: new Set([one.content]) });
    else if (!known.seen.has(one.content)) {
      known.seen.add(one.content);
      known.last = one;
    }
  }
  return [...facts.values()].map(({ last }) => last);
}

/** All figures of an answer, for comparing to the last bit. */
export function figuresOf({ windows, groups, columns, elements }: KpiAnswer) {
  return {
    windows,
    groups,
    columns: columns.map(({ kpi, value, low, high }) => [kpi.id, [...value], [...low], [...high]]),
    elements: Object.entries(elements.columns).map(([id, column]) => [id, [...column]]),
  };
}
