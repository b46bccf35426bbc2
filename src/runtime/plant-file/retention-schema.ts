/** What a plant file says about how long things are kept. */
import { z } from 'zod';
import { periodPattern } from '../retention/period.ts';

/** Readings of some tags that are kept for a time of their own. */
export interface TagGroupRetention {
  readonly name: string;
  readonly tags: readonly string[];
  readonly equipment: readonly string[];
  readonly readings: string;
}

export interface RollupRetention {
  readonly minute?: string | undefined;
  readonly hour?: string | undefined;
  readonly day?: string | undefined;
  readonly shift?: string | undefined;
}

/** Periods such as `13 months`; what has none is kept for ever. */
export interface RetentionPolicy {
  readonly readings?: string | undefined;
  readonly tagGroups: readonly TagGroupRetention[];
  readonly rollups?: string | RollupRetention | undefined;
  readonly events?: string | undefined;
  readonly quarantine?: string | undefined;
  readonly audit?: string | undefined;
}

/** As a person writes it. */
export type RetentionInput = Omit<RetentionPolicy, 'tagGroups'> & {
  readonly tagGroups?: readonly (Pick<TagGroupRetention, 'name' | 'readings'> & Partial<TagGroupRetention>)[];
};

const period = (of: string): z.ZodString =>
  z
    .string()
    .regex(
      periodPattern,
      "must be a number and a unit, such as '13 months', '90 days', '12 weeks', '7 years', or 'forever'",
    )
    .describe(of);

const tagGroupSchema = z
  .strictObject({
    name: z.string().min(1).max(60).describe('What people call it; `gemba history plan` names it so.'),
    tags: z.array(z.string()).default([]).describe('Tag ids of the plant file.'),
    equipment: z
      .array(z.string())
      .default([])
      .describe('Equipment ids of the plant file: all tags of these and of what is below them.'),
    readings: period('How long their readings are kept.'),
  })
  .describe('Tags whose readings are kept for a time of their own. A tag is in one group at most.');

export const retentionSchema: z.ZodType<RetentionPolicy> = z
  .strictObject({
    readings: period('Readings of tags in no group.').optional(),
    tagGroups: z.array(tagGroupSchema).default([]).describe('Tags that are kept longer or shorter than the others.'),
    rollups: z
      .union([
        period('All levels.'),
        z.strictObject({
          minute: period('Rollups by minute.').optional(),
          hour: period('Rollups by hour.').optional(),
          day: period('Rollups by production day.').optional(),
          shift: period('Rollups by shift.').optional(),
        }),
      ])
      .optional()
      .describe(
        'What readings say by minute, hour, production day and shift; one period, or one by level. Never shorter than any readings.',
      ),
    events: period('What happened: production, states of equipment, gaps.').optional(),
    quarantine: period('Refused rows, with their bytes, since they were received.').optional(),
    audit: period(
      'Notes of what was done to the store, of runs, and of deliveries that are settled. Records of reports stay.',
    ).optional(),
  })
  .describe(
    'How long things are kept (docs/operations/retention.md): periods such as `13 months`, by the calendar in UTC. What has none is kept for ever. `gemba history plan` says what it costs and removes.',
  );
