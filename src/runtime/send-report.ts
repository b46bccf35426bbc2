/** Puts reports into the outbox as the plant file's `reports` say, and delivers what is due. */
import { createOutboxPump, type DeliveryOutcome } from '../distribution/index.ts';
import type { Delivery } from '../model/index.ts';
import type { ReportFormat, ReportManifest } from '../reports/index.ts';
import { analyseWindow } from './analyse-window.ts';
import { noteLooks } from './looked-at.ts';
import { getAudience, openPrinters, type RenderOptions } from './make-report.ts';
import type { OpenPlant } from './open-plant.ts';
import type { ReportRoute } from './plant-file/schema.ts';
import { recordReport, type SentReport } from './record-report.ts';
import { toDelivery } from './report-delivery.ts';
import type { ReportWindow } from './report-window.ts';

export type { DeliveryOutcome, SentReport };

export interface SendOptions extends Omit<RenderOptions, 'formats' | 'tables'> {
  readonly window: ReportWindow;
  /** Only these audiences, by id; default: all that the routes name. */
  readonly audiences?: readonly string[];
}

export interface SentReports {
  /** One per audience, with the files of all its routes. */
  readonly made: readonly SentReport[];
  /** Ids of the deliveries that were put into the outbox now; those there already are not among them. */
  readonly enqueued: readonly string[];
}

/**
 * Makes the reports of every route and audience and enqueues their deliveries. The same report for the same audience
 * by the same transport is one delivery, however often it is asked for. Where a figure of a sent report has changed
 * beyond the tolerance of the plant file, its next revision is sent, which says what changed and why; where none has,
 * nothing is.
 *
 * A report that lacks a format (no browser) is sent with those it has: its body is worth reading alone, and what is
 * missing is told to whoever runs gemba.
 */
export async function sendReports(plant: OpenPlant, options: SendOptions): Promise<SentReports> {
  await using browsers = openPrinters(plant, options);
  const analysed = await analyseWindow(plant, options.window, options);
  const made: SentReport[] = [];
  for (const id of new Set(plant.file.reports.flatMap(({ audiences }) => audiences))) {
    if (options.audiences?.includes(id) === false) continue;
    const formats = listFormats(plant, id);
    made.push(await recordReport(plant, analysed, getAudience(plant, id), browsers, { ...options, formats }));
  }
  const manifests = made.map(({ manifest }) => manifest);
  const enqueued = await enqueueReports(plant, manifests);
  // Last, so that after a kill before this it is looked at again.
  await noteLooks(plant, manifests, analysed, options.onNotice);
  return { made, enqueued };
}

/** The formats of all routes of an audience. */
export function listFormats({ file }: OpenPlant, audience: string): readonly ReportFormat[] {
  return [...new Set(routesOf(file, audience).flatMap((route) => route.formats))];
}

function routesOf({ reports }: OpenPlant['file'], audience: string): readonly ReportRoute[] {
  return reports.filter(({ audiences }) => audiences.includes(audience));
}

/**
 * Puts the deliveries of recorded reports into the outbox, by every route.
 *
 * @returns ids of those that were not there yet
 */
export async function enqueueReports(plant: OpenPlant, reports: readonly ReportManifest[]): Promise<readonly string[]> {
  const deliveries: Delivery[] = [];
  for (const manifest of reports)
    for (const route of routesOf(plant.file, manifest.audience))
      for (const transport of route.transports)
        deliveries.push(await toDelivery(plant, route, getAudience(plant, manifest.audience), manifest, transport));
  const outcomes = await plant.state.deliveries.enqueue(deliveries);
  return deliveries.flatMap(({ id }, i) => (outcomes[i] === 'added' ? [id] : []));
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
