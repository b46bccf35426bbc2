/** Puts reports into the outbox as the plant file's `reports` say, and delivers what is due. */
import { createHash } from 'node:crypto';
import { createOutboxPump, type DeliveryOutcome } from '../distribution/index.ts';
import type { Delivery, DeliveryFile } from '../model/index.ts';
import { analyseWindow, type MadeReport, openPrinters, type RenderOptions, renderReport } from './make-report.ts';
import type { OpenPlant } from './open-plant.ts';
import type { ReportRoute } from './plant-file/schema.ts';
import type { ReportWindow } from './report-window.ts';

export type { DeliveryOutcome };

export interface SendOptions extends Omit<RenderOptions, 'formats'> {
  readonly window: ReportWindow;
  /** Only this audience; default: all that the routes name. */
  readonly audience?: string;
}

export interface SentReports {
  readonly made: readonly MadeReport[];
  /** Ids of the deliveries that were put into the outbox now; those there already are not among them. */
  readonly enqueued: readonly string[];
}

/**
 * Makes the reports of every route and audience and enqueues their deliveries. The same report for the same audience
 * by the same transport is one delivery, however often it is asked for; one whose figures changed is another.
 *
 * A report that lacks a format (no browser) is sent with those it has: its body is worth reading alone, and what is
 * missing is told to whoever runs gemba.
 */
export async function sendReports(plant: OpenPlant, options: SendOptions): Promise<SentReports> {
  await using browsers = openPrinters(plant, options);
  const analysed = await analyseWindow(plant, options.window, options.signal);
  const made: MadeReport[] = [];
  const deliveries: Delivery[] = [];
  for (const route of plant.file.reports)
    for (const audience of route.audiences) {
      if (options.audience !== undefined && audience !== options.audience) continue;
      const report = await renderReport(plant, analysed, audience, browsers, { ...options, formats: route.formats });
      made.push(report);
      // Bytes first, then the record that names them, then the outbox: whoever finds one finds what it speaks of.
      for (const { bytes } of report.files) await plant.archive.put(bytes);
      await plant.state.reports.record(report.manifest);
      deliveries.push(...route.transports.map((id) => toDelivery(plant, route, report, id, options.window)));
    }
  const outcomes = await plant.state.deliveries.enqueue(deliveries);
  const enqueued = deliveries.flatMap(({ id }, i) => (outcomes[i] === 'added' ? [id] : []));
  return { made, enqueued };
}

function toDelivery(
  plant: OpenPlant,
  route: ReportRoute,
  report: MadeReport,
  transport: string,
  window: ReportWindow,
): Delivery {
  const { rendered, manifest, audience } = report;
  const files: readonly DeliveryFile[] = manifest.files;
  return {
    id: deliveryId(plant, route, report, transport, window),
    kind: route.kind,
    plant: plant.plant.name,
    audience: audience.id,
    transport,
    language: rendered.language,
    date: window.date,
    title: rendered.title,
    subject: rendered.mail?.subject ?? rendered.title,
    recipients: audience.recipients,
    bodyHtml: rendered.mail?.bodyHtml ?? '',
    bodyText: rendered.mail?.bodyText ?? rendered.title,
    files,
  };
}

/** Of what the report says, not of its PDF, whose bytes carry the time they were made at. */
function deliveryId(
  plant: OpenPlant,
  route: ReportRoute,
  { audience, files }: MadeReport,
  transport: string,
  window: ReportWindow,
): string {
  const hash = createHash('sha256');
  for (const part of [plant.plant.id, route.kind, window.label, audience.id, transport]) hash.update(`${part}\0`);
  for (const file of files) if (file.format !== 'pdf') hash.update(file.bytes);
  return `${route.kind}-${window.label}-${audience.id}-${transport}-${hash.digest('hex').slice(0, 12)}`;
}

/** Delivers everything that is due now, once. What fails stays in the outbox with its reason and the next try. */
export async function deliverNow(
  plant: OpenPlant,
  { signal = new AbortController().signal }: { readonly signal?: AbortSignal } = {},
): Promise<readonly DeliveryOutcome[]> {
  const pump = createOutboxPump({
    outbox: plant.state.deliveries,
    transports: plant.listTransports(),
    readFile: (file) => plant.archive.get(file.sha256),
    claimer: plant.holder,
    clock: plant.clock,
    random: plant.random,
  });
  return pump.drain({ signal });
}
