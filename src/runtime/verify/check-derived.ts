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
  const names = (await listNames(join(dir, 'derived'))).filter((name) => name.endsWith('.bin'));
  for (const name of names) {
    const path = `derived/${name}`;
    try {
      if (isWholeEntry(await readFile(join(dir, path)))) continue;
      findings.push(plantDamage('derived', 'changed', path, 'does not match its checksum', 'rebuild'));
    } catch (error) {
      const fault = faultOf(error);
      if (fault.kind !== 'missing') findings.push(plantDamage('derived', fault.kind, path, fault.what, 'rebuild'));
    }
  }
  return { findings, fileCount: names.length };
}
