/** Reports in the archive that name the person: copies without the name in their place, or nothing. */
import { isClaimerGone } from '../../distribution/index.ts';
import { GembaError } from '../../model/index.ts';
import type { StateErasure } from '../../state/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import type { ReportCopies } from './copies.ts';
import { type DeliveryWithName, matchDeliveries, rewriteDeliveries } from './erase-deliveries.ts';
import type { PersonNames } from './person-names.ts';
import { removeFiles } from './remove-files.ts';
import { planCopies } from './report-copies.ts';
import type { ErasureRemainder } from './result.ts';
import type { EraseStep } from './steps.ts';

export interface ErasedReports {
  readonly reportCount: number;
  /** Files of reports in whose place a copy without the name is. */
  readonly replacedCount: number;
  /** Names of files of which there is none any more. */
  readonly removed: readonly string[];
  readonly deliveryCount: number;
  /** Files of the archive that belonged to no report, such as of a process that was killed. */
  readonly strayCount: number;
  readonly sent: readonly DeliveryWithName[];
  readonly remains: readonly ErasureRemainder[];
}

export interface EraseArchiveOptions {
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
  readonly onStep: (step: EraseStep) => void;
}

export async function eraseReports(
  plant: OpenPlant,
  erasure: StateErasure,
  names: PersonNames,
  options: EraseArchiveOptions,
): Promise<ErasedReports> {
  const { isDryRun, onStep } = options;
  const remains: ErasureRemainder[] = [];
  const found: Omit<ReportCopies, 'added'>[] = [];
  for (const report of erasure.listReports()) {
    if (options.signal.aborted)
      throw new GembaError('aborted', 'Erasing was stopped before all reports were looked at. Erase again.');
    const planned = await planCopies(plant, report, names);
    if (planned === undefined) continue;
    const { added, ...copies } = planned;
    if (!isDryRun) for (const bytes of added) await plant.archive.put(bytes);
    found.push(copies);
  }
  if (found.length > 0) onStep('copied');
  const { matched, sent } = matchDeliveries(erasure, found);
  let deliveryCount = 0;
  const done: (typeof found)[number][] = [];
  for (const report of matched) {
    const { number, copies } = report;
    if (!isDryRun) {
      const deliveries = await rewriteDeliveries(plant, erasure, report, names);
      const replacement = { number, manifest: copies.manifest, files: copies.files, deliveries };
      if (!erasure.replaceReport(replacement, isClaimerGone)) {
        const { audience, label } = copies.before;
        remains.push({ kind: 'delivery-under-way', audience, label });
        continue;
      }
      onStep('report-replaced');
    }
    deliveryCount += report.deliveryIds.length;
    done.push(copies);
  }
  // Copies of a report that was under way are for the next time.
  const used = new Set(found.flatMap(({ files }) => files.flatMap(({ copySha256 }) => copySha256 ?? [])));
  const strayCount = isDryRun ? 0 : await removeFiles(plant, erasure, names, { used, remains, onStep });
  return {
    reportCount: done.length,
    ...compareFiles(done),
    deliveryCount,
    strayCount,
    sent,
    remains,
  };
}

/** The files of reports before and after. */
function compareFiles(
  reports: readonly Pick<ReportCopies, 'before' | 'manifest'>[],
): Pick<ErasedReports, 'replacedCount' | 'removed'> {
  const removed: string[] = [];
  let replacedCount = 0;
  for (const { before, manifest } of reports) {
    const now = new Map(manifest.files.map(({ name, sha256 }) => [name, sha256]));
    for (const { name, sha256 } of before.files)
      if (!now.has(name)) removed.push(name);
      else if (now.get(name) !== sha256) replacedCount += 1;
  }
  return { replacedCount, removed };
}
