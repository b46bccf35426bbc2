/** The archive: every file is what its name says, and every file that a recorded report names is there. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileFault, faultOf } from '../../history/index.ts';
import type { ReportManifest } from '../../reports/index.ts';
import type { ReportRecord } from '../../state/index.ts';
import { type PlantFinding, plantDamage, plantNote } from './finding.ts';
import { touchedReport } from './touched-reports.ts';

export interface CheckedArchive {
  readonly findings: readonly PlantFinding[];
  readonly fileCount: number;
}

/** @param dir folder of the store */
export async function checkArchive(
  dir: string,
  reports: readonly ReportRecord[],
  requireGoing: () => void,
): Promise<CheckedArchive> {
  const byFile = reportsByFile(reports);
  const findings: PlantFinding[] = [];
  const found = new Set<string>();
  for (const folder of await listNames(join(dir, 'archive'))) {
    for (const name of await listNames(join(dir, 'archive', folder))) {
      requireGoing();
      const path = `archive/${folder}/${name}`;
      if (name.endsWith('.part'))
        findings.push(plantNote('archive', path, 'was being written when its process ended', 'none'));
      if (!/^[0-9a-f]{64}$/.test(name)) continue;
      const fault = await findFault(join(dir, path), name);
      if (fault?.kind === 'missing') continue;
      found.add(name);
      if (fault === undefined) continue;
      const of = byFile.get(name) ?? [];
      findings.push(plantDamage('archive', fault.kind, path, fault.what, 'restore', of.map(touchedReport)));
    }
  }
  for (const [sha256, of] of byFile)
    if (!found.has(sha256)) {
      const path = `archive/${sha256.slice(0, 2)}/${sha256}`;
      findings.push(plantDamage('archive', 'missing', path, 'is not there', 'restore', of.map(touchedReport)));
    }
  return { findings, fileCount: found.size };
}

/** Every file that a report has there: what was sent, what it shows, and its mail. */
function reportsByFile(reports: readonly ReportRecord[]): ReadonlyMap<string, readonly ReportRecord[]> {
  const byFile = new Map<string, ReportRecord[]>();
  for (const record of reports) {
    const { files, document, mail } = record.manifest as Partial<ReportManifest>;
    const named = [...(files ?? []), document, mail?.bodyHtml, mail?.bodyText];
    for (const sha256 of new Set(named.flatMap((file) => (file === undefined ? [] : [file.sha256]))))
      byFile.set(sha256, [...(byFile.get(sha256) ?? []), record]);
  }
  return byFile;
}

async function findFault(path: string, sha256: string): Promise<FileFault | undefined> {
  try {
    const hash = createHash('sha256');
    for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
    return hash.digest('hex') === sha256 ? undefined : { kind: 'changed', what: 'is not what its name says (SHA-256)' };
  } catch (error) {
    return faultOf(error);
  }
}

/** None where it is no folder, or not there. */
export async function listNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
