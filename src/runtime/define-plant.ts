/** The plant file as people write it. */

import type { EmailConfig, FileShareConfig } from '../distribution/index.ts';
import type { FileSourceConfig } from '../ingest/index.ts';
import type { PlantInput } from '../model/index.ts';
import type { RevisionTolerance } from '../reports/index.ts';
import type { AnyDriver } from './drivers.ts';
import type { BackupInput } from './plant-file/backup-schema.ts';
import type { RetentionInput } from './plant-file/retention-schema.ts';
import type { DriverConfig, PlantFile, ReportRoute } from './plant-file/schema.ts';

/** A config whose fields with a default may be left out. */
type Written<Config, Needed extends keyof Config> = Pick<Config, Needed> & Partial<Config>;

/** A source or transport of the plant's own; its driver's schema checks the rest. */
type OwnDriverConfig = DriverConfig & Readonly<Record<string, unknown>>;

export type PlantFileInput = PlantInput & {
  readonly formatVersion?: 1;
  readonly secret: { readonly env: string };
  readonly store?: string;
  readonly history?: Written<PlantFile['history'], 'kind'>;
  readonly sources?: readonly (FileSourceConfig | OwnDriverConfig)[];
  readonly buffer?: Partial<PlantFile['buffer']>;
  readonly quarantine?: Partial<PlantFile['quarantine']>;
  readonly backup?: BackupInput;
  readonly retention?: RetentionInput;
  readonly transports?: readonly (
    | Written<FileShareConfig, 'kind' | 'id' | 'path'>
    | Written<EmailConfig, 'kind' | 'id' | 'host' | 'from'>
    | OwnDriverConfig
  )[];
  readonly reports?: readonly Written<ReportRoute, 'kind' | 'audiences'>[];
  readonly revisions?: { readonly tolerance?: Partial<RevisionTolerance>; readonly lookBackDays?: number };
  readonly plugins?: readonly AnyDriver[];
};

/**
 * Types a plant file; it is checked when it is opened.
 *
 * @example export default definePlant({ id: 'my-plant', name: 'My plant', zone: 'Europe/Berlin', … })
 */
export function definePlant(plant: PlantFileInput): PlantFileInput {
  return plant;
}
