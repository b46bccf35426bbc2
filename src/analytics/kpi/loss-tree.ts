/**
 * The loss tree: from calendar time to good time, each node the exact sum of its children, with the six big losses named.
 *
 * Source of the six: S. Nakajima, Introduction to TPM (1988). They are a part of it: time that nobody planned, that was planned
 * to stop, in which a unit waited for others, or of which nobody told, is none of them.
 */
import { type LossLeaf, type LossTimes, lossLeaves } from './loss-times.ts';

export const sixBigLosses = [
  'equipment-failure',
  'setup-and-adjustment',
  'idling-and-minor-stops',
  'reduced-speed',
  'process-defects',
  'reduced-yield',
] as const;
export type BigLoss = (typeof sixBigLosses)[number];

export type LossTotal = 'calendar' | 'scheduled' | 'busy' | 'lost' | 'down' | 'waiting' | 'settingUp' | 'run' | 'ideal';
export type LossNodeId = LossTotal | LossLeaf;

export interface LossNode {
  readonly id: LossNodeId;
  /** Integer ms; of a node with children their sum. Reduced speed below 0 is a gain: the ideal times are suspect. */
  readonly ms: number;
  /**
   * What it may have been, given what nobody told: silence may have been no planned time; planned time in gaps may have been
   * anything that planned time is, at the ideal rate at best; run time of pieces without an ideal time may have been slow, rejected
   * or good. What may have been done in gaps outside planned time is in no bound.
   */
  readonly lowMs: number;
  readonly highMs: number;
  /** The big loss that it is, or is a part of; undefined of what is none. */
  readonly bigLoss: BigLoss | undefined;
  readonly children: readonly LossNode[];
}

type Shape = LossLeaf | { readonly id: LossTotal; readonly of: readonly Shape[] };

const shape: Shape = {
  id: 'calendar',
  of: [
    'notScheduled',
    {
      id: 'scheduled',
      of: [
        'plannedStops',
        {
          id: 'busy',
          of: [
            { id: 'lost', of: ['unheard', 'silent'] },
            { id: 'down', of: ['reportedPlannedStops', 'equipmentFailure', 'otherStops'] },
            { id: 'waiting', of: ['starved', 'blocked', 'idle'] },
            { id: 'settingUp', of: ['setupStops', 'setup'] },
            {
              id: 'run',
              of: ['minorStops', 'unrated', 'reducedSpeed', { id: 'ideal', of: ['defects', 'setupRejects', 'good'] }],
            },
          ],
        },
      ],
    },
  ],
};

const bigLossOf: Partial<Record<LossNodeId, BigLoss>> = {
  equipmentFailure: 'equipment-failure',
  settingUp: 'setup-and-adjustment',
  setupStops: 'setup-and-adjustment',
  setup: 'setup-and-adjustment',
  minorStops: 'idling-and-minor-stops',
  reducedSpeed: 'reduced-speed',
  defects: 'process-defects',
  setupRejects: 'reduced-yield',
};

const ofRun: readonly LossLeaf[] = ['minorStops', 'unrated', 'reducedSpeed', 'defects', 'setupRejects', 'good'];

/** What leaves whose truth nobody told may have been instead. */
const mayBe: readonly (readonly [LossLeaf, readonly LossLeaf[]])[] = [
  ['silent', ['notScheduled']],
  ['unheard', lossLeaves.slice(lossLeaves.indexOf('silent'))],
  ['unrated', ofRun.filter((leaf) => leaf !== 'unrated' && leaf !== 'minorStops')],
];

/**
 * The tree of a unit in a window, or of sums of them (`sumLossTimes`). With all pieces rated `good` over `calendar` is TEEP, over
 * `scheduled` OOE, over `busy` the fully effective share of planned time, which is OEE where one product is made.
 *
 * @example findLoss(lossTree(times), 'equipmentFailure').ms
 */
export function lossTree(times: LossTimes): LossNode {
  return nodeOf(shape, times);
}

/** The node of an id; every tree has every node. */
export function findLoss(tree: LossNode, id: LossNodeId): LossNode {
  return listNodes(tree).find((node) => node.id === id) as LossNode;
}

/** Each of the six big losses with its time, ms, in their order. */
export function listBigLosses(tree: LossNode): readonly { readonly bigLoss: BigLoss; readonly ms: number }[] {
  const leaves = listNodes(tree).filter(({ children }) => children.length === 0);
  return sixBigLosses.map((bigLoss) => ({
    bigLoss,
    ms: leaves.reduce((sum, leaf) => sum + (leaf.bigLoss === bigLoss ? leaf.ms : 0), 0),
  }));
}

function listNodes(node: LossNode): readonly LossNode[] {
  return [node, ...node.children.flatMap(listNodes)];
}

function nodeOf(part: Shape, times: LossTimes): LossNode {
  const id = typeof part === 'string' ? part : part.id;
  const children = typeof part === 'string' ? [] : part.of.map((child) => nodeOf(child, times));
  const own = new Set(leavesOf(part));
  const ms = [...own].reduce((sum, leaf) => sum + times[leaf], 0);
  let [lowMs, highMs] = [ms, ms];
  for (const [untold, others] of mayBe) {
    if (own.has(untold) && others.some((leaf) => !own.has(leaf))) lowMs -= times[untold];
    if (!own.has(untold) && others.some((leaf) => own.has(leaf))) highMs += times[untold];
  }
  return { id, ms, lowMs, highMs, bigLoss: bigLossOf[id], children };
}

function leavesOf(part: Shape): readonly LossLeaf[] {
  return typeof part === 'string' ? [part] : part.of.flatMap(leavesOf);
}
