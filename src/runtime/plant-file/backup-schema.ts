/** What a plant file says about its backups. */
import { z } from 'zod';
import { secretSchema } from '../../distribution/index.ts';

export type BackupPlace =
  | { readonly kind: 'folder'; readonly path: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly prefix: string;
      readonly region: string;
      readonly endpoint?: string | undefined;
      readonly pathStyle: boolean;
      readonly credentials?:
        | { readonly accessKeyId: { readonly env: string }; readonly secretAccessKey: { readonly env: string } }
        | undefined;
    };

export interface BackupSettings {
  readonly to: BackupPlace;
  readonly everyMinutes: number;
  readonly keep: { readonly allHours: number; readonly dailies: number };
}

/** As a person writes it. */
export interface BackupInput {
  readonly to:
    | Extract<BackupPlace, { kind: 'folder' }>
    | (Pick<Extract<BackupPlace, { kind: 's3' }>, 'kind' | 'bucket'> & Partial<Extract<BackupPlace, { kind: 's3' }>>);
  readonly everyMinutes?: number;
  readonly keep?: Partial<BackupSettings['keep']>;
}

const folderSchema = z.strictObject({
  kind: z.literal('folder'),
  path: z
    .string()
    .min(1)
    .describe('An existing folder, relative to the plant file; of another disk than the store, or a share.'),
});

const s3Schema = z.strictObject({
  kind: z.literal('s3'),
  bucket: z.string().min(3).max(63).describe('Bucket, which must exist.'),
  prefix: z.string().default('').describe('What names of objects begin with, such as `berlin/`.'),
  region: z.string().min(1).default('us-east-1').describe('Region of the bucket; most servers of one’s own take any.'),
  endpoint: z
    .url()
    .optional()
    .describe('Address of a server other than that of Amazon.')
    .meta({ defaultsTo: 'Amazon S3' }),
  pathStyle: z.boolean().default(false).describe('Whether the bucket is in the path and not in the host name.'),
  credentials: z
    .strictObject({ accessKeyId: secretSchema, secretAccessKey: secretSchema })
    .optional()
    .describe('Who is let in.')
    .meta({ defaultsTo: 'those of the machine' }),
});

export const backupSchema: z.ZodType<BackupSettings> = z
  .strictObject({
    to: z.discriminatedUnion('kind', [folderSchema, s3Schema]).describe('Where backups lie.'),
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
  .describe('Backups (docs/operations/backup.md). Without it none is made.') as unknown as z.ZodType<BackupSettings>;
