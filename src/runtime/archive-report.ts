/** A report in the archive: put there before it is recorded, and read from there as it was sent. */
import type { DeliveryFile } from '../model/index.ts';
import { type RenderedFile, type ReportFormat, type ReportManifest, reportFormats } from '../reports/index.ts';
import type { MadeReport } from './make-report.ts';
import type { OpenPlant } from './open-plant.ts';

/** Files, document and mail; resolves when all are on disk. */
export async function archiveReport({ archive }: OpenPlant, { rendered, files }: MadeReport): Promise<void> {
  const { mail, document } = rendered;
  const bodies = mail === undefined ? [] : [Buffer.from(mail.bodyHtml), Buffer.from(mail.bodyText)];
  for (const bytes of [...files.map((file) => file.bytes), document, ...bodies]) await archive.put(bytes);
}

/** @throws GembaError `unknown-name` where the archive does not have one of them any more */
export async function readFiles(
  { archive }: OpenPlant,
  files: readonly DeliveryFile[],
): Promise<readonly RenderedFile[]> {
  return await Promise.all(
    files.map(async ({ name, mediaType, sha256 }) => ({
      name,
      format: formatOf(name),
      mediaType,
      bytes: await archive.get(sha256),
    })),
  );
}

/** The files of some formats, in the order of the formats. */
export function filesOf({ files }: Pick<ReportManifest, 'files'>, formats: readonly ReportFormat[]): DeliveryFile[] {
  return formats.flatMap((format) => files.filter(({ name }) => formatOf(name) === format));
}

/** A report's files are named after their format. */
export function formatOf(name: string): ReportFormat {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const format = reportFormats.find((known) => known === extension);
  if (format === undefined) throw new Error(`${name} is no file of a report.`);
  return format;
}
