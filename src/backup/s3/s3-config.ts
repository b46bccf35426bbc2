/** What a plant file says about backups in an S3-compatible store. */
import { z } from 'zod';

/** Stands in the plant file instead of a secret: the name of the environment variable that holds it. */
export interface EnvironmentSecret {
  readonly env: string;
}

export interface S3TargetConfig {
  readonly kind: 's3';
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly pathStyle: boolean;
  readonly credentials?:
    | { readonly accessKeyId: EnvironmentSecret; readonly secretAccessKey: EnvironmentSecret }
    | undefined;
}

const secretSchema: z.ZodType<EnvironmentSecret> = z
  .strictObject({
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not a name of an environment variable, such as BACKUP_SECRET_KEY')
      .describe('Name of the environment variable that holds the secret.'),
  })
  .describe('A secret, by the environment variable that holds it.');

export const s3TargetSchema: z.ZodObject<
  {
    kind: z.ZodLiteral<'s3'>;
    bucket: z.ZodString;
    prefix: z.ZodDefault<z.ZodString>;
    region: z.ZodDefault<z.ZodString>;
    endpoint: z.ZodOptional<z.ZodURL>;
    pathStyle: z.ZodDefault<z.ZodBoolean>;
    credentials: z.ZodOptional<
      z.ZodObject<{ accessKeyId: typeof secretSchema; secretAccessKey: typeof secretSchema }, z.core.$strict>
    >;
  },
  z.core.$strict
> = z.strictObject({
  kind: z.literal('s3').describe('A bucket of an S3-compatible store; needs `npm i @aws-sdk/client-s3`.'),
  bucket: z.string().min(3).max(63).describe('Bucket, which must exist.'),
  prefix: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9._/-]*$/, "has other characters than letters, digits, '.', '_', '-' and '/'")
    .default('')
    .describe('What names of objects begin with, such as `berlin/`; one for each plant.'),
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
