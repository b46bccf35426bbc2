/** Findings as keyed messages with their parameters, beside the text that the reader's language makes of them. */
import { z } from 'zod';
import type { DailyAnalysis, FindingRule } from '../../analytics/index.ts';
import type { Plant, Role } from '../../model/index.ts';
import { composeMessage } from '../words/compose.ts';
import type { Speaker } from '../words/speaker.ts';
import { orNull, placeShape, type WrittenPlace, writePlace } from './parts.ts';
import { rankedFindings } from './ranked-findings.ts';
import { instant, ms, record } from './shape.ts';

/** Every rule there is; one that is missing here does not compile. */
export const allFindingRules: readonly FindingRule[] = Object.keys({
  'no-facts': true,
  finished: true,
  oee: true,
  setup: true,
  downtime: true,
  breakdown: true,
  'unit-silent': true,
  'unit-low-run': true,
  'unit-setup': true,
  scrap: true,
  hold: true,
  quality: true,
  'ideal-time-suspect': true,
  coverage: true,
  'as-usual': true,
} satisfies Record<FindingRule, true>) as FindingRule[];

export const findingOwners = ['production', 'quality', 'maintenance', 'shift-lead'] as const;

export interface WrittenFinding {
  /** `finding/<rule>/<equipment path or plant>`, with a number from the second of its kind on. */
  readonly id: string;
  readonly rule: FindingRule;
  readonly equipment: WrittenPlace | null;
  readonly params: Readonly<Record<string, string | number>>;
  /** Machine time that the ranking goes by. */
  readonly consequenceMs: number;
  readonly since: string | null;
  readonly owner: (typeof findingOwners)[number];
  readonly needsDecision: boolean;
  readonly text: {
    readonly headline: string;
    readonly detail: string;
    /** For a row of a table: what, and how much. */
    readonly what: string;
    readonly amount: string;
  };
}

/** `rules`: what a role's document may hold; the schema knows no other. */
export function findingSchema(rules: readonly FindingRule[]): z.ZodType<WrittenFinding> {
  return record<WrittenFinding>({
    id: z.string(),
    rule: z.enum(rules),
    equipment: record<WrittenPlace>(placeShape).nullable(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    consequenceMs: ms,
    since: instant.nullable(),
    owner: z.enum(findingOwners),
    needsDecision: z.boolean(),
    text: z.strictObject({ headline: z.string(), detail: z.string(), what: z.string(), amount: z.string() }),
  });
}

export function writeFindings(
  analysis: Pick<DailyAnalysis, 'findings' | 'kpis'>,
  plant: Plant,
  speaker: Speaker,
  role: Role,
  rules: readonly FindingRule[],
): WrittenFinding[] {
  const seen = new Map<string, number>();
  return rankedFindings(analysis, role, rules).map((finding) => {
    const equipment = finding.equipment === undefined ? undefined : plant.equipment.get(finding.equipment);
    const key = `finding/${finding.rule}/${equipment?.path ?? 'plant'}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return {
      id: nth === 1 ? key : `${key}/${nth}`,
      rule: finding.rule,
      equipment: equipment === undefined ? null : writePlace(equipment),
      params: { ...finding.params },
      consequenceMs: Math.round(finding.consequenceMs),
      since: orNull(finding.sinceAt === undefined ? undefined : plant.zone.format(finding.sinceAt)),
      owner: finding.owner,
      needsDecision: finding.needsDecision,
      text: composeMessage(finding, equipment?.name, speaker),
    };
  });
}
