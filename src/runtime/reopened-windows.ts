/** Windows of sent reports whose facts have changed since: late ones came, or some were corrected. */
import { daily, type ReportManifest } from '../reports/index.ts';
import { dayMs } from '../time/index.ts';
import { findLook, standsOn } from './looked-at.ts';
import type { OpenPlant } from './open-plant.ts';
import { readWindow, windowBasis } from './read-window.ts';
import { type ReportWindow, windowOf } from './report-window.ts';
import { listMissingBases } from './retention/expired-bases.ts';

/** A window of which reports were sent. */
export interface SentWindow {
  readonly window: ReportWindow;
  /** The last revision for each audience that still gets it. */
  readonly reports: readonly ReportManifest[];
}

export interface ReopenedWindow {
  readonly label: string;
  readonly fromAt: number;
  readonly toAt: number;
  /** Audiences whose report stands on other facts than there are now. */
  readonly audiences: readonly string[];
}

/** What is recorded of 366 days and more audiences than a plant has. */
const reportsMax = 100_000;

/**
 * Windows of sent reports that end in the look-back before an instant, the oldest first; without those that can no longer
 * be held against the facts, because some they stand on have expired.
 */
export async function listSentWindows(opened: OpenPlant, endsBy: number): Promise<readonly SentWindow[]> {
  const { plant, file, state } = opened;
  const snapshot = await opened.history.snapshot();
  const endsAfter = endsBy - file.revisions.lookBackDays * dayMs;
  const records = await state.reports.list({ kind: daily.kind, endsAfter, endsBy, limit: reportsMax });
  // In the order in which reports are sent. Only who still gets the report of the role it was made for gets a revision of it.
  const audiences = [...new Set(file.reports.flatMap((route) => route.audiences))];
  const roleOf = new Map(plant.audiences.map(({ id, role }) => [id, role]));
  const byWindow = new Map<
    string,
    { readonly window: ReportWindow; readonly byAudience: Map<string, ReportManifest> }
  >();
  for (const { manifest: recorded, createdAt } of records) {
    // A manifest of format version 1 names no document to compare with.
    if (recorded.plant !== plant.id || recorded.document === undefined) continue;
    const manifest = recorded as ReportManifest;
    if (!audiences.includes(manifest.audience) || roleOf.get(manifest.audience) !== manifest.role) continue;
    if ((await listMissingBases(opened, snapshot, manifest, createdAt)).length > 0) continue;
    const key = JSON.stringify([manifest.window, manifest.label]);
    const sent = byWindow.get(key) ?? { window: windowOf(plant, manifest), byAudience: new Map() };
    byWindow.set(key, sent);
    // Newest first, so what is there already is a later revision.
    if (!sent.byAudience.has(manifest.audience)) sent.byAudience.set(manifest.audience, manifest);
  }
  return [...byWindow.values()]
    .map(({ window, byAudience }) => ({ window, reports: audiences.flatMap((id) => byAudience.get(id) ?? []) }))
    .sort((a, b) => a.window.window.toAt - b.window.window.toAt || (a.window.label < b.window.label ? -1 : 1));
}

/**
 * Of a sent window the reports that nobody has held against the history as it is now. History may have changed though
 * the facts of the window have not; whoever looks and finds that notes it.
 */
export async function listUnlooked(plant: OpenPlant, { window, reports }: SentWindow): Promise<ReportManifest[]> {
  const basis = windowBasis(plant, await plant.history.snapshot(), window.window);
  const looks = await Promise.all(reports.map((manifest) => findLook(plant, manifest)));
  return reports.filter((_, i) => looks[i]?.basis !== basis);
}

/**
 * The windows that the next report to be sent will look at again because their facts have changed, the oldest first. Facts
 * are read only of windows whose history has changed.
 */
export async function listReopenedWindows(
  plant: OpenPlant,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly ReopenedWindow[]> {
  const last = await plant.state.reports.list({ kind: daily.kind });
  if (last.length === 0) return [];
  const endsBy = Math.max(...last.map(({ manifest }) => (manifest as ReportManifest).window.toAt));
  const reopened: ReopenedWindow[] = [];
  for (const sent of await listSentWindows(plant, endsBy)) {
    const unlooked = await listUnlooked(plant, sent);
    if (unlooked.length === 0) continue;
    const { window, label } = sent.window;
    const { dataFingerprint } = await readWindow(plant, await plant.history.snapshot(), window, options);
    const changed: string[] = [];
    for (const manifest of unlooked)
      if (!(await standsOn(plant, manifest, dataFingerprint))) changed.push(manifest.audience);
    if (changed.length > 0)
      reopened.push({ label, fromAt: window.fromAt, toAt: window.toAt, audiences: changed.sort() });
  }
  return reopened;
}
