/** Sends again what late facts have changed of the reports of the last days. */
import type { PdfPrinter, ReportManifest } from '../reports/index.ts';
import { analyseWindow } from './analyse-window.ts';
import { noteLooks, standsOn } from './looked-at.ts';
import { getAudience, openPrinters } from './make-report.ts';
import type { OpenPlant } from './open-plant.ts';
import { recordReport } from './record-report.ts';
import { listSentWindows, listUnlooked, type SentWindow } from './reopened-windows.ts';
import { enqueueReports, listFormats, type SendOptions, type SentReport, type SentReports } from './send-report.ts';

/**
 * Looks again at the windows of sent reports that end in the plant file's look-back before the end of `window`, as far as
 * their facts have changed, and sends a numbered revision where a figure has, beyond the tolerance. `window` itself is
 * left out: `sendReports` sends it. What was never sent is not sent now, and nothing is sent twice.
 *
 * Which windows those are follows from the facts alone: none is missed, whoever loaded them, nor after a kill.
 *
 * @example
 * await sendReports(plant, { window });
 * const { made } = await sendReopened(plant, { window });
 * made.map(({ manifest, outcome }) => [manifest.label, outcome]); // [['2012-02-28', 'revised']]
 */
export async function sendReopened(plant: OpenPlant, options: SendOptions): Promise<SentReports> {
  const { fromAt, toAt } = options.window.window;
  await using browsers = openPrinters(plant, options);
  const made: SentReport[] = [];
  const enqueued: string[] = [];
  for (const sent of await listSentWindows(plant, toAt)) {
    if (sent.window.window.fromAt === fromAt && sent.window.window.toAt === toAt) continue;
    const wanted = sent.reports.filter(({ audience }) => options.audiences?.includes(audience) !== false);
    const reports = await listUnlooked(plant, { ...sent, reports: wanted });
    if (reports.length === 0) continue;
    const again = await sendAgain(plant, { ...sent, reports }, browsers, options);
    made.push(...again.made);
    enqueued.push(...again.enqueued);
  }
  return { made, enqueued };
}

async function sendAgain(
  plant: OpenPlant,
  { window, reports }: SentWindow,
  browsers: PdfPrinter,
  options: SendOptions,
): Promise<SentReports> {
  const analysed = await analyseWindow(plant, window, options);
  const made: SentReport[] = [];
  const standing: ReportManifest[] = [];
  for (const manifest of reports) {
    // Another plant file or gemba may give other figures of the same facts; that alone is no reason to send them again.
    if (await standsOn(plant, manifest, analysed.dataFingerprint)) {
      standing.push(manifest);
      continue;
    }
    const audience = getAudience(plant, manifest.audience);
    const formats = listFormats(plant, audience.id);
    made.push(await recordReport(plant, analysed, audience, browsers, { ...options, formats }));
  }
  const last = [...standing, ...made.map(({ manifest }) => manifest)];
  // A revision that was recorded and not enqueued, since the process was killed in between, is enqueued now.
  const enqueued = await enqueueReports(
    plant,
    last.filter(({ revision }) => revision !== null),
  );
  await noteLooks(plant, last, analysed, options.onNotice);
  return { made, enqueued };
}
