/** What makes a report reproducible: its window, what it stands on, and the files it became. */
import type { DeliveryFile, Role } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Provenance } from '../daily/input.ts';
import type { WrittenRevision } from '../revisions/revision.ts';
import type { ArchivedFile } from './archive.ts';

export const manifestFormatVersion = 2;

/** A mail as it was sent; its bodies lie in the archive. */
export interface ManifestMail {
  readonly subject: string;
  readonly bodyHtml: ArchivedFile;
  readonly bodyText: ArchivedFile;
}

export interface ReportManifest {
  readonly formatVersion: typeof manifestFormatVersion;
  readonly kind: string;
  readonly plant: string;
  readonly audience: string;
  readonly role: Role;
  readonly window: Interval;
  /** The window in file names. */
  readonly label: string;
  /** First date it speaks of. */
  readonly date: string;
  readonly title: string;
  readonly language: string;
  readonly softwareVersion: string;
  readonly dataFingerprint: string;
  readonly configFingerprint: string;
  /** What a revision after the first says of the change; null for the first. */
  readonly revision: WrittenRevision | null;
  /** What the files show, as JSON, in the archive also where no file of the report is JSON. */
  readonly document: ArchivedFile;
  /** Null where the kind has no mail for the role. */
  readonly mail: ManifestMail | null;
  /** In the order they were made. */
  readonly files: readonly DeliveryFile[];
}

export interface ManifestInput
  extends Omit<ReportManifest, 'formatVersion' | 'softwareVersion' | 'dataFingerprint' | 'configFingerprint'> {
  readonly provenance: Pick<Provenance, 'softwareVersion' | 'dataFingerprint' | 'configFingerprint'>;
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
    date: input.date,
    title: input.title,
    language: input.language,
    softwareVersion: input.provenance.softwareVersion,
    dataFingerprint: input.provenance.dataFingerprint,
    configFingerprint: input.provenance.configFingerprint,
    revision: input.revision,
    document: fileOf(input.document),
    mail: input.mail && {
      subject: input.mail.subject,
      bodyHtml: fileOf(input.mail.bodyHtml),
      bodyText: fileOf(input.mail.bodyText),
    },
    files: input.files.map(({ name, mediaType, sha256, byteLength }) => ({ name, mediaType, sha256, byteLength })),
  };
}

function fileOf({ sha256, byteLength }: ArchivedFile): ArchivedFile {
  return { sha256, byteLength };
}
