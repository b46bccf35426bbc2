/** Whether a report that is to be sent was sent before, and whether its figures have changed since. */
import { createHash } from 'node:crypto';
import type { Audience } from '../model/index.ts';
import { daily, type ReportManifest, type WrittenRevision } from '../reports/index.ts';
import type { AnalysedWindow } from './analyse-window.ts';
import { reportInput } from './make-report.ts';
import type { OpenPlant } from './open-plant.ts';

export type RevisionDecision =
  /** Never sent, or not in a form that can be compared; `number` is the one it gets. */
  | { readonly kind: 'first'; readonly number: number }
  /** The same facts, plant file and software: the same bytes. */
  | { readonly kind: 'same'; readonly sent: ReportManifest }
  /** Something changed, but no figure beyond the tolerance: what was sent stands. */
  | { readonly kind: 'kept'; readonly sent: ReportManifest }
  | {
      readonly kind: 'revised';
      readonly sent: ReportManifest;
      readonly number: number;
      readonly revision: WrittenRevision;
    };

/** Compares what would be sent now with the last revision that was. */
export async function decideRevision(
  plant: OpenPlant,
  analysed: AnalysedWindow,
  audience: Audience,
): Promise<RevisionDecision> {
  const { window } = analysed.window;
  const subject = { plant: plant.plant.id, kind: daily.kind, audience: audience.id, role: audience.role, window };
  const sent = await plant.state.reports.findNewest(subject);
  const number = (sent?.revision ?? 0) + 1;
  // A manifest of format version 1 names no document to compare with.
  if (sent?.manifest.document === undefined) return { kind: 'first', number };
  const manifest = sent.manifest as ReportManifest;
  const now = daily.writeDocument(reportInput(plant, analysed, audience, manifest.revision));
  if (createHash('sha256').update(now).digest('hex') === manifest.document.sha256)
    return { kind: 'same', sent: manifest };
  const then = await plant.archive.get(manifest.document.sha256);
  const changes = daily.compare(then, now, plant.file.revisions.tolerance);
  if (changes.length === 0) return { kind: 'kept', sent: manifest };
  return { kind: 'revised', sent: manifest, number, revision: daily.revise(then, now, changes, number) };
}
