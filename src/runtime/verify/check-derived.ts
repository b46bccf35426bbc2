/** What was worked out of sensors and kept: a damaged file is as good as absent, and is worked out again. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultOf } from '../../history/index.ts';
import { isWholeEntry } from '../derived/derived-store.ts';
import { listNames } from './check-archive.ts';
import { type PlantFinding, plantDamage } from './finding.ts';

export interface CheckedDerived {
  readonly findings: readonly PlantFinding[];
  readonly fileCount: number;
}

/** @param dir folder of the store */
export async function checkDerived(dir: string): Promise<CheckedDerived> {
  const findings: PlantFinding[] = [];
  const paths = await listEntries(dir, 'derived');
  for (const path of paths) {
    try {
      if (isWholeEntry(await readFile(join(dir, path)))) continue;
      findings.push(plantDamage('derived', 'changed', path, 'does not match its checksum', 'rebuild'));
    } catch (error) {
      const fault = faultOf(error);
      if (fault.kind !== 'missing') findings.push(plantDamage('derived', fault.kind, path, fault.what, 'rebuild'));
    }
  }
  return { findings, fileCount: paths.length };
}

/** Files of entries, in folders within it too. */
async function listEntries(dir: string, folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const name of await listNames(join(dir, folder)))
    if (name.endsWith('.bin')) paths.push(`${folder}/${name}`);
    else if (!name.endsWith('.tmp')) paths.push(...(await listEntries(dir, `${folder}/${name}`)));
  return paths;
}
