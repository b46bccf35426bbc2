/** Findings as keyed messages with their parameters, beside the text that the reader's language makes of them. */
import { z } from 'zod';
import type { DailyAnalysis, Finding, FindingRule, Money } from '../../analytics/index.ts';
import type { Plant, Role } from '../../model/index.ts';
import { composeMessage } from '../words/compose.ts';
import type { Speaker } from '../words/speaker.ts';
import { orNull, placeShape, type WrittenPlace, writePlace } from './parts.ts';
import { rankedFindings } from './ranked-findings.ts';
import { instant, ms, record, type ShapeOf } from './shape.ts';

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
  /** Machine time it concerns; the ranking goes by it where there is no money. */
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

/** For the roles that see money. */
export interface CostedFinding extends WrittenFinding {
  /** What it costs, by which it is ranked; null where the plant file has no rates. */
  readonly money: Money | null;
}

/** `rules`: what a role's document may hold; the schema knows no other. */
export function findingSchema(rules: readonly FindingRule[]): z.ZodType<WrittenFinding> {
  return record<WrittenFinding>(findingShape(rules));
}

export function costedFindingSchema(rules: readonly FindingRule[]): z.ZodType<CostedFinding> {
  return record<CostedFinding>({ ...findingShape(rules), money: moneySchema.nullable() });
}

/** ISO 4217. */
export const currencySchema: z.ZodType<string> = z.string().regex(/^[A-Z]{3}$/);

export const moneySchema: z.ZodType<Money> = record<Money>({
  amount: z.number().min(0),
  currency: currencySchema,
  atLeast: z.boolean(),
});

function findingShape(rules: readonly FindingRule[]): ShapeOf<WrittenFinding> {
  return {
    id: z.string(),
    rule: z.enum(rules),
    equipment: record<WrittenPlace>(placeShape).nullable(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    consequenceMs: ms,
    since: instant.nullable(),
    owner: z.enum(findingOwners),
    needsDecision: z.boolean(),
    text: z.strictObject({ headline: z.string(), detail: z.string(), what: z.string(), amount: z.string() }),
  };
}

/** Ranked by machine time and without money: for a role that sees none. */
export function writeFindings(
  { findingsByTime, kpis }: Pick<DailyAnalysis, 'findingsByTime' | 'kpis'>,
  plant: Plant,
  speaker: Speaker,
  role: Role,
  rules: readonly FindingRule[],
): WrittenFinding[] {
  return write(rankedFindings({ findings: findingsByTime, kpis }, role, rules), plant, speaker);
}

/** Ranked by money, where the plant has rates. */
export function writeCostedFindings(
  analysis: Pick<DailyAnalysis, 'findings' | 'kpis'>,
  plant: Plant,
  speaker: Speaker,
  role: Role,
  rules: readonly FindingRule[],
): CostedFinding[] {
  const findings = rankedFindings(analysis, role, rules, plant.rates);
  return write(findings, plant, speaker).map((written, i) => ({ ...written, money: orNull(findings[i]?.money) }));
}

function write(findings: readonly Finding[], plant: Plant, speaker: Speaker): WrittenFinding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
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
