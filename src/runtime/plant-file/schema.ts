/** The plant file: the plant itself, where its facts come from and lie, and who gets which report how. */
import { z } from 'zod';
import { secretSchema } from '../../distribution/index.ts';
import { embeddedHistorySchema } from '../../history/index.ts';
import { type PlantConfig, plantSchema } from '../../model/index.ts';
import { defaultTolerance, type ReportFormat, type RevisionTolerance, reportFormats } from '../../reports/index.ts';
import { type AnyDriver, builtInDrivers } from '../drivers.ts';
import { type BackupSettings, backupSchema } from './backup-schema.ts';
import { type RetentionPolicy, retentionSchema } from './retention-schema.ts';

/** Which report is made for whom, in which formats, and how it reaches them. */
export interface ReportRoute {
  readonly kind: 'daily';
  readonly audiences: readonly string[];
  readonly formats: readonly ReportFormat[];
  readonly paper: 'a4' | 'letter';
  readonly transports: readonly string[];
}

/** A plant file as parsed: every default filled in. */
export type PlantFile = PlantConfig & {
  readonly formatVersion: 1;
  readonly secret: { readonly env: string };
  readonly store: string;
  readonly history: z.output<typeof embeddedHistorySchema>;
  readonly buffer: { readonly sizeMax: number };
  readonly quarantine: { readonly rowsMax: number };
  /** Undefined: everything is kept for ever. */
  readonly retention?: RetentionPolicy | undefined;
  /** Undefined: none is made. */
  readonly backup?: BackupSettings | undefined;
  readonly sources: readonly DriverConfig[];
  readonly transports: readonly DriverConfig[];
  readonly reports: readonly ReportRoute[];
  readonly templates?: string | undefined;
  readonly revisions: { readonly tolerance: RevisionTolerance; readonly lookBackDays: number };
  readonly plugins: readonly AnyDriver[];
};

/** The config of one source or transport: what its driver's schema says. */
export interface DriverConfig {
  readonly kind: string;
  readonly id: string;
}

const routeSchema = z
  .strictObject({
    kind: z.literal('daily').describe('Report kind.'),
    audiences: z.array(z.string()).min(1).describe('Audience ids that get it.'),
    formats: z
      .array(z.enum(reportFormats))
      .min(1)
      .default(['pdf', 'html', 'json'])
      .describe(
        'Files to make, for every role: pages as `pdf` and `html`, figures as `json`, tables as `csv` (one file each) and `xlsx`.',
      ),
    paper: z
      .enum(['a4', 'letter'])
      .default('a4')
      .describe('Paper of the pages. The routes of one audience have the same.'),
    transports: z.array(z.string()).default([]).describe('Transport ids it goes by; none: it is only made.'),
  })
  .describe('Which report is made for whom, in which formats, and how it reaches them.');

const revisionsSchema = z
  .strictObject({
    tolerance: z
      .strictObject({
        pieces: z.int().min(0).default(defaultTolerance.pieces).describe('Pieces; 0: any piece counts.'),
        minutes: z.number().min(0).default(defaultTolerance.minutes).describe('Minutes of a time.'),
        points: z.number().min(0).default(defaultTolerance.points).describe('Percentage points of a ratio.'),
      })
      .prefault({})
      .describe('By more than this a sent figure must change before its report is sent again.'),
    lookBackDays: z
      .int()
      .min(0)
      .max(366)
      .default(14)
      .describe(
        'How many days back late facts reopen what was sent: with each report, those windows of that time are looked at again whose facts have changed. 0: none.',
      ),
  })
  .describe('When a sent report is sent again as a numbered revision.');

const bufferSchema = z
  .strictObject({
    sizeMax: z
      .int()
      .min(1_048_576)
      .max(1e15)
      .default(8_589_934_592)
      .describe(
        'Bytes it may take on disk; the default, 8 GiB, holds more than 24 hours of 1,000 readings a second. When it is full, the oldest readings of droppable tags go first; then sources are told to wait.',
      ),
  })
  .describe('Where facts wait on disk until history has them.');

const quarantineSchema = z
  .strictObject({
    rowsMax: z
      .int()
      .min(0)
      .max(1e8)
      .default(100_000)
      .describe('Refused rows kept with their bytes; further ones are counted and kept with their reason alone.'),
  })
  .describe('What could not become a fact.');

/** The schema of a plant file whose drivers are those given. */
export function createPlantFileSchema(drivers: readonly AnyDriver[] = builtInDrivers): z.ZodType<PlantFile> {
  const schema = z.strictObject({
    ...(plantSchema as unknown as z.ZodObject).shape,
    formatVersion: z
      .literal(1, { error: 'is written for a newer gemba: this one knows format version 1. Install the newer one' })
      .default(1)
      .describe('Version of the plant file format.'),
    secret: secretSchema.describe(
      'The plant’s secret, from which the keys of identities, person tokens and pseudonyms are derived. Keep it as long as the store: with another one, files loaded before would count as new.',
    ),
    store: z
      .string()
      .min(1)
      .default('.gemba')
      .describe('Folder of everything gemba keeps, relative to the plant file.'),
    history: embeddedHistorySchema.prefault({ kind: 'embedded' }).describe('Where facts live.'),
    buffer: bufferSchema.prefault({}),
    quarantine: quarantineSchema.prefault({}),
    backup: backupSchema.optional(),
    retention: retentionSchema.optional(),
    sources: z.array(driverUnion(drivers, 'source')).default([]).describe('Where facts come from.'),
    transports: z.array(driverUnion(drivers, 'transport')).default([]).describe('How reports reach people.'),
    reports: z.array(routeSchema).default([]).describe('Which report goes to whom.'),
    templates: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Folder of the plant’s own templates, colours and logo, relative to the plant file (docs/reports/change-how-it-looks.md). Without it, reports have gemba’s look.',
      ),
    revisions: revisionsSchema.prefault({}),
    plugins: z
      .array(z.custom<AnyDriver>(isDriver, 'is not a driver made by defineSource or defineTransport'))
      .default([])
      .describe('Drivers of the plant’s own, made by `defineSource` or `defineTransport`.'),
  });
  return schema as unknown as z.ZodType<PlantFile>;
}

/** One schema for the configs of a point: `kind` chooses the driver, whose own schema says the rest. */
function driverUnion(drivers: readonly AnyDriver[], point: AnyDriver['point']): z.ZodType {
  const schemas = [...new Set(drivers.filter((driver) => driver.point === point).map((driver) => driver.schema))];
  const [first, ...others] = schemas as unknown as z.ZodObject[];
  if (first === undefined) return z.never();
  return others.length === 0 ? first : z.discriminatedUnion('kind', [first, ...others]);
}

/** The drivers a plant file brings along, so that its schema can be composed before it is checked. */
export function listPlugins(input: unknown): readonly AnyDriver[] {
  const plugins = typeof input === 'object' && input !== null ? (input as { plugins?: unknown }).plugins : undefined;
  return Array.isArray(plugins) ? plugins.filter(isDriver) : [];
}

function isDriver(value: unknown): value is AnyDriver {
  const driver = value as Partial<AnyDriver> | null;
  return (
    typeof driver === 'object' &&
    driver !== null &&
    (driver.point === 'source' || driver.point === 'transport') &&
    typeof driver.kind === 'string' &&
    typeof driver.open === 'function'
  );
}
