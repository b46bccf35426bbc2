/** Takes out of the archive what was replaced, and what belongs to nothing and names the person. */
import type { ListedFile } from '../../reports/index.ts';
import type { StateErasure } from '../../state/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import type { ReportCopies } from './copies.ts';
import { findArchived } from './patch.ts';
import type { PersonNames } from './person-names.ts';
import type { ErasureRemainder } from './result.ts';
import type { EraseStep } from './steps.ts';

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
export async function removeFiles(
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
  const found = await findArchived(plant, file.sha256);
  if (found === undefined) return isOld ? 'remove' : 'unknown';
  const bytes = Buffer.from(found);
  const isText =
    !bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04')) && !bytes.subarray(0, 5).equals(Buffer.from('%PDF-'));
  if (isText) return names.standsIn(bytes.toString()) ? 'remove' : 'keep';
  return isOld ? 'remove' : 'unknown';
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
