/** The plant's loss tree, from calendar time to good time, as rows: a node's children follow it. */
import { z } from 'zod';
import { type BigLoss, type LossNode, type LossNodeId, sixBigLosses } from '../../analytics/index.ts';
import { count, record } from './shape.ts';

export interface WrittenLossNode {
  readonly id: LossNodeId;
  /** Null of calendar time. */
  readonly parent: LossNodeId | null;
  /** 0 of calendar time. */
  readonly depth: number;
  /** The exact sum of its children; reduced speed below 0 is a gain. */
  readonly ms: number;
  /** What it may have been, given what nobody told. */
  readonly lowMs: number;
  readonly highMs: number;
  /** Which of the six big losses it is, or is a part of. */
  readonly bigLoss: BigLoss | null;
}

export const lossTreeSchema: z.ZodType<readonly WrittenLossNode[]> = z.array(
  record<WrittenLossNode>({
    id: z.string() as unknown as z.ZodType<LossNodeId>,
    parent: (z.string() as unknown as z.ZodType<LossNodeId>).nullable(),
    depth: count,
    ms: z.int(),
    lowMs: z.int(),
    highMs: z.int(),
    bigLoss: z.enum(sixBigLosses).nullable(),
  }),
);

export function writeLossTree(node: LossNode, parent: LossNodeId | null = null, depth = 0): WrittenLossNode[] {
  const { id, ms, lowMs, highMs, bigLoss, children } = node;
  return [
    { id, parent, depth, ms, lowMs, highMs, bigLoss: bigLoss ?? null },
    ...children.flatMap((child) => writeLossTree(child, id, depth + 1)),
  ];
}
