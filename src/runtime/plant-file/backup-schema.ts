/** What a plant file says about its backups. */
import { z } from 'zod';
import { type BackupTargetConfig, backupTargetSchema } from '../../backup/index.ts';

export interface BackupSettings {
  readonly to: BackupTargetConfig;
  readonly everyMinutes: number;
  readonly keep: { readonly allHours: number; readonly dailies: number };
}

/** As a person writes it. */
export interface BackupInput {
  readonly to: BackupTargetConfig | PartialS3;
  readonly everyMinutes?: number;
  readonly keep?: Partial<BackupSettings['keep']>;
}

type S3Config = Extract<BackupTargetConfig, { kind: 's3' }>;
type PartialS3 = Pick<S3Config, 'kind' | 'bucket'> & Partial<S3Config>;

export const backupSchema: z.ZodType<BackupSettings> = z
  .strictObject({
    to: backupTargetSchema,
    everyMinutes: z
      .int()
      .min(1)
      .max(1_440)
      .default(15)
      .describe('How often `gemba run` makes one, so how much is lost at most with the machine.')
      .meta({ unit: 'min' }),
    keep: z
      .strictObject({
        allHours: z.int().min(1).max(8_784).default(48).describe('So long every point is kept.').meta({ unit: 'h' }),
        dailies: z.int().min(0).max(3_660).default(30).describe('For so many days the last point of each (UTC).'),
      })
      .prefault({})
      .describe('Which points are kept.'),
  })
  .describe('Backups (docs/operations/backup.md). Without it none is made.');
