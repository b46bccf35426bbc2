/** Whether a file is a report that was sent, and whether the facts still say what it says. */
import { createHash } from 'node:crypto';
import type { DeliveryFile } from '../model/index.ts';
import { daily, type FigureChange, noTolerance, type ReportManifest } from '../reports/index.ts';
import { openStateErasure, type ReportRecord } from '../state/index.ts';
import { analyseWindow } from './analyse-window.ts';
import { formatOf } from './archive-report.ts';
import { getAudience, openPrinters, type RenderOptions, renderReport } from './make-report.ts';
import type { OpenPlant } from './open-plant.ts';
import { windowOf } from './report-window.ts';
import { type ExpiredBasis, listMissingBases } from './retention/expired-bases.ts';

/** One thing that is no longer what it was when the report was made. */
export interface ChangedBasis {
  readonly basis: 'facts' | 'plant-file' | 'software';
  readonly from: string;
  readonly to: string;
}

export interface VerifiedReport {
  /** Name the file was made under. */
  readonly name: string;
  readonly audience: string;
  readonly label: string;
  readonly revision: number;
  /** A later one that was sent since; undefined where this is the last. */
  readonly newestRevision: number | undefined;
}

/**
 * - `same`: made again from the facts of today, it is the same bytes.
 * - `figures-changed`: it was sent as it is here, but figures of its window have changed since.
 * - `basis-changed`: it was sent, and no figure of its window has changed; what it stands on has, and with it the bytes.
 * - `bytes-changed`: it was sent, and nothing it stands on has changed, but it comes out otherwise, such as a PDF of
 *   another browser.
 * - `erased`: it was sent, and named a person who was erased since; the archive has a copy without the name, or none.
 * - `altered`: files of its name were sent, but not these bytes.
 * - `expired`: it was sent; facts it stands on have expired since, so nobody can say whether it would be made so again.
 * - `unknown`: no report that was sent has these bytes or this name.
 */
export type ReportVerdict =
  | { readonly kind: 'same'; readonly sha256: string; readonly report: VerifiedReport }
  | {
      readonly kind: 'figures-changed' | 'basis-changed' | 'bytes-changed';
      readonly sha256: string;
      readonly report: VerifiedReport;
      readonly basis: readonly ChangedBasis[];
      /** Every figure of the window that is another now, however little; those of the plant first. */
      readonly changes: readonly FigureChange[];
    }
  | {
      readonly kind: 'altered';
      readonly sha256: string;
      readonly sent: readonly (VerifiedReport & { sha256: string })[];
    }
  | {
      readonly kind: 'erased';
      readonly sha256: string;
      readonly report: VerifiedReport;
      /** When, UTC epoch ms. */
      readonly erasedAt: number;
      /** Of the copy without the name. */
      readonly copySha256: string | undefined;
    }
  | {
      readonly kind: 'expired';
      readonly sha256: string;
      readonly report: VerifiedReport;
      /** What it stands on that is gone. */
      readonly expired: readonly ExpiredBasis[];
    }
  | { readonly kind: 'unknown'; readonly sha256: string };

/**
 * Finds a file among the reports that were sent by its SHA-256, and makes it again from the facts of history.
 *
 * @param name of the file, without folder; tells an altered file from an unknown one
 */
export async function verifyReport(
  plant: OpenPlant,
  bytes: Uint8Array,
  name: string,
  options: Pick<RenderOptions, 'signal' | 'onNotice'> = {},
): Promise<ReportVerdict> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const found = await findSent(plant, sha256, name);
  if (found === undefined) return (await findErased(plant, sha256)) ?? (await searchByName(plant, sha256, name));
  const { record, file } = found;
  const manifest = record.manifest as ReportManifest;
  await using printers = openPrinters(plant, options);
  const analysed = await analyseWindow(plant, windowOf(plant.plant, manifest), options);
  const made = await renderReport(plant, analysed, getAudience(plant, manifest.audience).id, printers, {
    ...options,
    formats: [formatOf(file.name)],
    revision: manifest.revision,
  });
  for (const { error } of made.missing) throw error;
  const report = await describe(plant, record, file.name);
  const again = made.manifest.files.find((candidate) => candidate.name === file.name);
  if (again?.sha256 === sha256) return { kind: 'same', sha256, report };
  const expired = await listMissingBases(plant, await plant.history.snapshot(), manifest, record.createdAt);
  if (expired.length > 0) return { kind: 'expired', sha256, report, expired };
  const basis = listChangedBases(manifest, made.manifest);
  const then = await plant.archive.get(manifest.document.sha256);
  const changes = daily.compare(then, made.rendered.document, noTolerance);
  const kind = changes.length > 0 ? 'figures-changed' : basis.length > 0 ? 'basis-changed' : 'bytes-changed';
  return { kind, sha256, report, basis, changes };
}

interface SentFile {
  readonly record: ReportRecord;
  readonly file: DeliveryFile;
}

/** Files of two reports can have the same bytes, such as a table without a row; then the name says which is meant. */
async function findSent(plant: OpenPlant, sha256: string, name: string): Promise<SentFile | undefined> {
  const { plain, revision } = splitName(name);
  const rank = ({ record, file }: SentFile): number =>
    Number(file.name === plain) * 2 + Number(record.revision === revision);
  const sent = (await plant.state.reports.listByFile(sha256))
    .filter(({ manifest }) => manifest.document !== undefined)
    .flatMap((record) =>
      record.manifest.files.filter((file) => file.sha256 === sha256).map((file) => ({ record, file })),
    );
  return sent.sort((a, b) => rank(b) - rank(a))[0];
}

/** A share and a mail add the number of the revision to the name. */
function splitName(name: string): { readonly plain: string; readonly revision: number } {
  const [, stem, revision, extension] = /^(.*)-r(\d+)(\.[^.]+)$/.exec(name) ?? [];
  return stem === undefined
    ? { plain: name, revision: 1 }
    : { plain: `${stem}${extension}`, revision: Number(revision) };
}

async function searchByName(plant: OpenPlant, sha256: string, name: string): Promise<ReportVerdict> {
  const { plain } = splitName(name);
  const records = (await plant.state.reports.listByFileName(plain)).filter(({ manifest }) => manifest.document);
  if (records.length === 0) return { kind: 'unknown', sha256 };
  const sent = await Promise.all(
    records.map(async (record) => {
      const file = record.manifest.files.find((candidate) => candidate.name === plain);
      return { ...(await describe(plant, record, plain)), sha256: file?.sha256 ?? '' };
    }),
  );
  return { kind: 'altered', sha256, sent };
}

async function findErased(plant: OpenPlant, sha256: string): Promise<ReportVerdict | undefined> {
  const erased = openStateErasure(plant.state, { key: plant.keys.person }).findErasedFile(sha256);
  if (erased === undefined) return undefined;
  const { report, name, erasedAt, copySha256 } = erased;
  return { kind: 'erased', sha256, report: await describe(plant, report, name), erasedAt, copySha256 };
}

async function describe(plant: OpenPlant, record: ReportRecord, name: string): Promise<VerifiedReport> {
  const { audience, label } = record.manifest as ReportManifest;
  const newest = await plant.state.reports.findNewest(record.manifest);
  const isLast = newest === undefined || newest.revision === record.revision;
  return { name, audience, label, revision: record.revision, newestRevision: isLast ? undefined : newest.revision };
}

function listChangedBases(then: ReportManifest, now: ReportManifest): ChangedBasis[] {
  const bases = [
    { basis: 'facts', from: then.dataFingerprint, to: now.dataFingerprint },
    { basis: 'plant-file', from: then.configFingerprint, to: now.configFingerprint },
    { basis: 'software', from: then.softwareVersion, to: now.softwareVersion },
  ] as const;
  return bases.filter(({ from, to }) => from !== to);
}
