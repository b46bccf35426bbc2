/** What makes a report reproducible: its window, what it stands on, and the files it became. */
import type { DeliveryFile, Role } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Provenance } from '../daily/input.ts';

export const manifestFormatVersion = 1;

export interface ReportManifest {
  readonly formatVersion: typeof manifestFormatVersion;
  readonly kind: string;
  readonly plant: string;
  readonly audience: string;
  readonly role: Role;
  readonly window: Interval;
  /** The window in file names. */
  readonly label: string;
  readonly softwareVersion: string;
  readonly dataFingerprint: string;
  readonly configFingerprint: string;
  /** In the order they were made. */
  readonly files: readonly DeliveryFile[];
}

export interface ManifestInput {
  readonly kind: string;
  readonly plant: string;
  readonly audience: string;
  readonly role: Role;
  readonly window: Interval;
  readonly label: string;
  readonly provenance: Pick<Provenance, 'softwareVersion' | 'dataFingerprint' | 'configFingerprint'>;
  readonly files: readonly DeliveryFile[];
}

/** The record of a report; its fields always stand in the same order, so equal manifests are equal as JSON. */
export function buildManifest(input: ManifestInput): ReportManifest {
  return {
    formatVersion: manifestFormatVersion,
    kind: input.kind,
    plant: input.plant,
    audience: input.audience,
    role: input.role,
    window: { fromAt: input.window.fromAt, toAt: input.window.toAt },
    label: input.label,
    softwareVersion: input.provenance.softwareVersion,
    dataFingerprint: input.provenance.dataFingerprint,
    configFingerprint: input.provenance.configFingerprint,
    files: input.files.map(({ name, mediaType, sha256, byteLength }) => ({ name, mediaType, sha256, byteLength })),
  };
}
