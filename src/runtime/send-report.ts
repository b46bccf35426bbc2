/** Puts reports into the outbox as the plant file's `reports` say, and delivers what is due. */
import { createOutboxPump, type DeliveryOutcome } from '../distribution/index.ts';
import { type Audience, type Delivery, GembaError } from '../model/index.ts';
import type { PdfPrinter, ReportFormat, ReportManifest } from '../reports/index.ts';
import { type AnalysedWindow, analyseWindow } from './analyse-window.ts';
import { archiveReport, filesOf, readFiles } from './archive-report.ts';
import { decideRevision, type RevisionDecision } from './decide-revision.ts';
import { getAudience, type MadeReport, openPrinters, type RenderOptions, renderReport } from './make-report.ts';
import type { OpenPlant } from './open-plant.ts';
import { toDelivery } from './report-delivery.ts';
import type { ReportWindow } from './report-window.ts';

export type { DeliveryOutcome };

export interface SendOptions extends Omit<RenderOptions, 'formats' | 'tables'> {
  readonly window: ReportWindow;
  /** Only this audience; default: all that the routes name. */
  readonly audience?: string;
}

export interface SentReport extends Omit<MadeReport, 'rendered'> {
  /** What became of it: see `RevisionDecision`. Of `kept`, the files are those that were sent. */
  readonly outcome: RevisionDecision['kind'];
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
  const deliveries: Delivery[] = [];
  for (const id of new Set(plant.file.reports.flatMap(({ audiences }) => audiences))) {
    if (options.audience !== undefined && id !== options.audience) continue;
    const audience = getAudience(plant, id);
    const routes = plant.file.reports.filter(({ audiences }) => audiences.includes(id));
    const formats = [...new Set(routes.flatMap((route) => route.formats))];
    const report = await recordReport(plant, analysed, audience, browsers, { ...options, formats });
    made.push(report);
    for (const route of routes)
      for (const transport of route.transports)
        deliveries.push(await toDelivery(plant, route, audience, report.manifest, transport));
  }
  const outcomes = await plant.state.deliveries.enqueue(deliveries);
  const enqueued = deliveries.flatMap(({ id }, i) => (outcomes[i] === 'added' ? [id] : []));
  return { made, enqueued };
}

interface RecordOptions extends RenderOptions {
  readonly formats: readonly ReportFormat[];
}

/** Another process may record a revision between our look and our note; then we look again, so often. */
const attemptsMax = 5;

/** The report as it is to be sent: bytes in the archive, then the record that names them; the outbox comes after. */
async function recordReport(
  plant: OpenPlant,
  analysed: AnalysedWindow,
  audience: Audience,
  browsers: PdfPrinter,
  options: RecordOptions,
): Promise<SentReport> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const decision = await decideRevision(plant, analysed, audience);
    if (decision.kind === 'kept' || (decision.kind === 'same' && hasAll(decision.sent, options.formats)))
      return await readSent(plant, decision, audience, options.formats, analysed.analysis.completeness.refused);
    const revision = revisionOf(decision);
    const report = await renderReport(plant, analysed, audience.id, browsers, { ...options, revision });
    await archiveReport(plant, report);
    const { outcome, report: noted } = await plant.state.reports.record(
      report.manifest,
      revision?.reason,
      decision.kind === 'same' ? undefined : decision.number,
    );
    if (outcome !== 'outdated')
      return { ...report, manifest: noted.manifest as ReportManifest, outcome: decision.kind };
  }
  throw new GembaError(
    'aborted',
    `The report for ${audience.id} was revised ${attemptsMax} times by other processes while it was made. Send it again.`,
  );
}

function revisionOf(decision: Exclude<RevisionDecision, { kind: 'kept' }>): ReportManifest['revision'] {
  if (decision.kind === 'revised') return decision.revision;
  return decision.kind === 'first' ? null : decision.sent.revision;
}

/** A format that could not be made then is tried again. */
function hasAll(sent: ReportManifest, formats: readonly ReportFormat[]): boolean {
  return formats.every((format) => filesOf(sent, [format]).length > 0);
}

/** What was sent, from the archive. */
async function readSent(
  plant: OpenPlant,
  { kind: outcome, sent: manifest }: Extract<RevisionDecision, { kind: 'same' | 'kept' }>,
  audience: Audience,
  formats: readonly ReportFormat[],
  refusedCount: number,
): Promise<SentReport> {
  const files = await readFiles(plant, filesOf(manifest, formats));
  return { audience, files, missing: [], manifest, refusedCount, outcome };
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
