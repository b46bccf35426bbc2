/** Reports in the archive that name the person: copies without the name in their place, or nothing. */
import { isClaimerGone } from '../../distribution/index.ts';
import { GembaError } from '../../model/index.ts';
import type { ListedFile } from '../../reports/index.ts';
import type { NumberedReport, StateErasure } from '../../state/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { type DeliveryWithName, matchDeliveries, rewriteDeliveries } from './erase-deliveries.ts';
import type { PersonNames } from './person-names.ts';
import { planCopies, type ReportCopies } from './report-copies.ts';
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
    const planned = await planOrSay(plant, report, names, remains);
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
  const named = done.flatMap(({ files, before }) => {
    const own = new Set(before.files.map(({ name }) => name));
    return files.filter(({ name }) => own.has(name));
  });
  // Copies of a report that was under way are for the next time.
  const used = new Set(found.flatMap(({ files }) => files.flatMap(({ copySha256 }) => copySha256 ?? [])));
  const strayCount = isDryRun ? 0 : await removeFiles(plant, erasure, names, { used, remains, onStep });
  return {
    reportCount: done.length,
    replacedCount: named.filter(({ copySha256 }) => copySha256 !== undefined).length,
    removed: named.filter(({ copySha256 }) => copySha256 === undefined).map(({ name }) => name),
    deliveryCount,
    strayCount,
    sent,
    remains,
  };
}

/** One report that cannot be read does not keep the name in the others. */
async function planOrSay(
  plant: OpenPlant,
  report: NumberedReport,
  names: PersonNames,
  remains: ErasureRemainder[],
): Promise<ReportCopies | undefined> {
  const {
    audience,
    label = '',
    document,
  } = report.record.manifest as Partial<ReportCopies['before']> & { audience: string };
  if (document === undefined) {
    remains.push({ kind: 'unreadable-report', audience, label, reason: 'Its record names no document.' });
    return undefined;
  }
  try {
    return await planCopies(plant, report, names);
  } catch (error) {
    if (!(error instanceof GembaError)) throw error;
    remains.push({ kind: 'unreadable-report', audience, label, reason: error.message });
    return undefined;
  }
}

interface RemoveOptions {
  readonly used: Set<string>;
  readonly remains: ErasureRemainder[];
  readonly onStep: (step: EraseStep) => void;
}

/** What is old enough that no process still makes a report with it. */
const strayAfterMs = 3_600_000;

/**
 * Removes what was replaced, and of files that no report and no waiting delivery has those with the name. Of a PDF or a
 * workbook that belongs to nothing it cannot be told whether it has, so it goes once it is old.
 */
async function removeFiles(
  plant: OpenPlant,
  erasure: StateErasure,
  names: PersonNames,
  { used, remains, onStep }: RemoveOptions,
): Promise<number> {
  addUsed(used, erasure);
  for (const sha256 of erasure.listToRemove()) {
    // Two reports may have one file; the one that is still to be replaced keeps it until then.
    if (used.has(sha256)) continue;
    await plant.archive.remove({ kind: 'whole', sha256 });
    onStep('file-removed');
    erasure.noteRemoved(sha256);
  }
  onStep('files-removed');
  let strayCount = 0;
  let youngCount = 0;
  for await (const file of plant.archive.list()) {
    if (file.kind === 'whole' && used.has(file.sha256)) continue;
    const verdict = await judgeStray(plant, file, names);
    if (verdict === 'unknown') youngCount += 1;
    if (verdict !== 'remove') continue;
    await plant.archive.remove(file);
    strayCount += 1;
  }
  if (youngCount > 0) remains.push({ kind: 'young-files', count: youngCount });
  return strayCount;
}

async function judgeStray(
  plant: OpenPlant,
  file: ListedFile,
  names: PersonNames,
): Promise<'remove' | 'keep' | 'unknown'> {
  const isOld = file.writtenAt < plant.clock() - strayAfterMs;
  if (file.kind === 'unfinished') return isOld ? 'remove' : 'unknown';
  const bytes = await readStray(plant, file.sha256);
  if (bytes === undefined) return isOld ? 'remove' : 'unknown';
  const isText =
    !bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04')) && !bytes.subarray(0, 5).equals(Buffer.from('%PDF-'));
  if (isText) return names.standsIn(bytes.toString()) ? 'remove' : 'keep';
  return isOld ? 'remove' : 'unknown';
}

/** Undefined where it is damaged, or gone by now. */
async function readStray(plant: OpenPlant, sha256: string): Promise<Buffer | undefined> {
  try {
    return Buffer.from(await plant.archive.get(sha256));
  } catch (error) {
    if (error instanceof GembaError) return undefined;
    throw error;
  }
}

/** By SHA-256: the files of every report and of every delivery that is still to be sent. */
function addUsed(used: Set<string>, erasure: StateErasure): void {
  for (const { record } of erasure.listReports()) {
    const { files, document, mail } = record.manifest as Partial<ReportCopies['before']>;
    for (const file of [...(files ?? []), document, mail?.bodyHtml, mail?.bodyText]) if (file) used.add(file.sha256);
  }
  for (const { delivery, status } of erasure.listDeliveries())
    if (status !== 'delivered') for (const { sha256 } of delivery.files) used.add(sha256);
}
