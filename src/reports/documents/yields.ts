/** Rolled yields of parts, and defects by code with their rates. */
import { z } from 'zod';
import type { DailyAnalysis } from '../../analytics/index.ts';
import { type Plant, type WrittenKnown, writeKnown } from '../../model/index.ts';
import { listSchema, type WrittenList, writeList } from './limited.ts';
import { written } from './parts.ts';
import { count, record } from './shape.ts';

type Analysed = DailyAnalysis['yields'];

export interface WrittenYieldStep {
  /** Of which a piece goes through one. */
  readonly operations: readonly string[];
  /** Pieces of the first pass, good ones too. */
  readonly inspected: number;
  /** Of them scrapped and held. */
  readonly failed: number;
  readonly firstPassYield: WrittenKnown;
}

export interface WrittenRolledYield {
  readonly product: string;
  /** Whether the plant file says its operations, or reports alone do. */
  readonly route: 'set' | 'reported';
  readonly steps: readonly WrittenYieldStep[];
  readonly rolledThroughputYield: WrittenKnown;
  readonly normalizedYield: WrittenKnown;
  /** What the rolled yield cannot exceed, whatever the steps without pieces would have. */
  readonly atMost: number;
}

export interface WrittenDefectRate {
  /** Code, or name of the category. */
  readonly code: string;
  readonly name: string;
  readonly category: string;
  /** Scrapped and held pieces with this code or one below it. */
  readonly pieces: number;
  /** Whether a code below it is a row too, so that its pieces count twice. */
  readonly hasParts: boolean;
  /** Defective pieces of the first pass, per million inspected. */
  readonly ppm: WrittenKnown;
  /** Defects per inspected piece. */
  readonly dpu: WrittenKnown;
  /** Defects per million opportunities. */
  readonly dpmo: WrittenKnown;
}

export interface WrittenYields {
  /** Of 28 production days up to the window's end; empty for a shift or a span. */
  readonly rolled28: WrittenList<WrittenRolledYield>;
  /** Of the window; empty where no report names a defect. */
  readonly defectCodes: readonly WrittenDefectRate[];
  readonly defectCategories: readonly WrittenDefectRate[];
  /** Scrapped and held pieces whose reports name no defect. */
  readonly uncodedPieces: number;
}

const rateSchema = record<WrittenDefectRate>({
  code: z.string(),
  name: z.string(),
  category: z.string(),
  pieces: count,
  hasParts: z.boolean(),
  ppm: written,
  dpu: written,
  dpmo: written,
});

export const yieldsSchema: z.ZodType<WrittenYields> = record<WrittenYields>({
  rolled28: listSchema(
    record<WrittenRolledYield>({
      product: z.string(),
      route: z.enum(['set', 'reported']),
      steps: z.array(
        record<WrittenYieldStep>({
          operations: z.array(z.string()),
          inspected: count,
          failed: count,
          firstPassYield: written,
        }),
      ),
      rolledThroughputYield: written,
      normalizedYield: written,
      atMost: z.number().min(0).max(1),
    }),
  ),
  defectCodes: z.array(rateSchema),
  defectCategories: z.array(rateSchema),
  uncodedPieces: count,
});

export function writeYields({ rolled28, defectRates }: Analysed, { defects }: Plant): WrittenYields {
  const paths = new Map(defects.map(({ code, path }) => [code, path]));
  const isAbove = new Set(defectRates.byCode.flatMap(({ id }) => paths.get(id)?.filter((code) => code !== id) ?? []));
  const rate = (row: Analysed['defectRates']['byCode'][number], hasParts: boolean): WrittenDefectRate => ({
    code: row.id,
    name: row.name,
    category: row.category,
    pieces: row.pieces,
    hasParts,
    ppm: writeKnown(row.ppm),
    dpu: writeKnown(row.dpu),
    dpmo: writeKnown(row.dpmo),
  });
  return {
    rolled28: writeList(rolled28, (row) => ({
      product: row.product,
      route: row.route,
      steps: row.steps.map(({ operations, counts, firstPassYield }) => ({
        operations: [...operations],
        inspected: counts.completed + counts.scrap + counts.hold,
        failed: counts.scrap + counts.hold,
        firstPassYield: writeKnown(firstPassYield),
      })),
      rolledThroughputYield: writeKnown(row.rolledThroughputYield),
      normalizedYield: writeKnown(row.normalizedYield),
      atMost: row.atMost,
    })),
    defectCodes: defectRates.byCode.map((row) => rate(row, isAbove.has(row.id))),
    defectCategories: defectRates.byCategory.map((row) => rate(row, true)),
    uncodedPieces: defectRates.uncodedPieces,
  };
}
