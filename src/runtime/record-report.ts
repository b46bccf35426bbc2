/** The report of an audience as it is to be sent: what was sent stands, or a first report or a revision is made. */
import { type Audience, GembaError } from '../model/index.ts';
import type { PdfPrinter, ReportFormat, ReportManifest } from '../reports/index.ts';
import type { AnalysedWindow } from './analyse-window.ts';
import { archiveReport, filesOf, readFiles } from './archive-report.ts';
import { decideRevision, type RevisionDecision } from './decide-revision.ts';
import { type MadeReport, type RenderOptions, renderReport } from './make-report.ts';
import type { OpenPlant } from './open-plant.ts';

export interface SentReport extends Omit<MadeReport, 'rendered'> {
  /** What became of it: see `RevisionDecision`. Of `kept`, the files are those that were sent. */
  readonly outcome: RevisionDecision['kind'];
}

export interface RecordOptions extends RenderOptions {
  readonly formats: readonly ReportFormat[];
}

/** Another process may record a revision between our look and our note; then we look again, so often. */
const attemptsMax = 5;

/** The report as it is to be sent: bytes in the archive, then the record that names them; the outbox comes after. */
export async function recordReport(
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
