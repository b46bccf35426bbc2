/** Renders every audience's report in all the formats its role has; fails where one could not be made. */
import type { PdfPrinter } from '../../src/reports/index.ts';
import { daily } from '../../src/reports/index.ts';
import type { AnalysedWindow, OpenPlant } from '../../src/runtime/index.ts';
import { renderReport } from '../../src/runtime/make-report.ts';

/** @returns bytes of the files by audience and format */
export async function renderRoles(
  plant: OpenPlant,
  analysed: AnalysedWindow,
  browsers: PdfPrinter,
): Promise<Readonly<Record<string, number>>> {
  const files: Record<string, number> = {};
  for (const { id, role } of plant.plant.audiences) {
    const report = await renderReport(plant, analysed, id, browsers, { formats: daily.listFormats(role) });
    const [missing] = report.missing;
    if (missing !== undefined) throw missing.error;
    for (const { format, bytes } of report.files) {
      const key = `${id}.${format}`;
      files[key] = (files[key] ?? 0) + bytes.byteLength;
    }
  }
  return files;
}
