/** What quality may see: pieces by product and operation, scrap and holds. Nobody by name or pseudonym. */
import { z } from 'zod';
import type { FindingRule, ReportKpiId } from '../../analytics/index.ts';
import type { DailyReportInput } from '../daily/input.ts';
import type { Speaker } from '../words/speaker.ts';
import { type CommonPart, commonShape, writeCommon } from './common.ts';
import { kpiSchema, type WrittenKpi, writeKpis } from './comparison.ts';
import { piecesSchema, type WrittenPieces, writePieces } from './day.ts';
import { defectsShape, type WrittenDefects, writeDefects } from './defects.ts';
import { findingSchema, type WrittenFinding, writeFindings } from './findings.ts';
import { record } from './shape.ts';
import { type WrittenYields, writeYields, yieldsSchema } from './yields.ts';

export interface QualityDocument extends CommonPart, WrittenDefects {
  readonly role: 'quality';
  readonly kpis: readonly WrittenKpi[];
  readonly findings: readonly WrittenFinding[];
  /** Every product, operation and place with pieces. */
  readonly pieces: readonly WrittenPieces[];
  /** Of `pieces`: those with scrap, most scrap first. */
  readonly scrap: readonly WrittenPieces[];
  /** Of `pieces`: those held for review, most held first. */
  readonly holds: readonly WrittenPieces[];
  readonly yields: WrittenYields;
}

const kpis: readonly ReportKpiId[] = ['finished', 'completed', 'scrap', 'hold', 'qualityRatio', 'reportedRatio'];
const rules: readonly FindingRule[] = ['no-facts', 'scrap', 'hold', 'quality', 'coverage'];

export const qualitySchema: z.ZodType<QualityDocument> = record<QualityDocument>({
  ...commonShape,
  role: z.literal('quality'),
  kpis: z.array(kpiSchema),
  findings: z.array(findingSchema(rules)),
  pieces: z.array(piecesSchema),
  scrap: z.array(piecesSchema),
  holds: z.array(piecesSchema),
  yields: yieldsSchema,
  ...defectsShape,
});

export function writeQuality(input: DailyReportInput, speaker: Speaker): QualityDocument {
  const { analysis, plant } = input;
  const pieces = writePieces(analysis.pieceRows, plant);
  return {
    ...writeCommon(input),
    role: 'quality',
    kpis: writeKpis(analysis.kpis, plant, kpis),
    findings: writeFindings(analysis, plant, speaker, 'quality', rules),
    pieces,
    scrap: pieces.filter(({ scrap }) => scrap > 0).sort((a, b) => b.scrap - a.scrap),
    holds: pieces.filter(({ hold }) => hold > 0).sort((a, b) => b.hold - a.hold),
    yields: writeYields(analysis.yields, plant),
    ...writeDefects(analysis.quality, plant),
  };
}
