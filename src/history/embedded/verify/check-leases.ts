/** Lease files. A damaged one keeps nobody off, and the numbers of the manifest make that harmless. */
import { join } from 'node:path';
import { leaseFolder } from '../layout.ts';
import { listNames } from '../manifest-log.ts';
import { damageOf, type HistoryFinding } from './finding.ts';
import { faultOf } from './read-file.ts';
import { readSealed } from './read-sealed.ts';

/** @param dir folder in which there is a folder of leases */
export async function checkLeases(dir: string): Promise<readonly HistoryFinding[]> {
  const findings: HistoryFinding[] = [];
  const names = await listNames(join(dir, leaseFolder)).catch((error: unknown) => {
    const { kind, what } = faultOf(error);
    findings.push(damageOf('lease', kind, leaseFolder, what));
    return [];
  });
  for (const name of names) {
    if (!/^\d{12}\.json$/.test(name)) continue;
    const path = `${leaseFolder}/${name}`;
    const read = await readSealed(dir, path);
    // Its holder may have ended, and the next removed it.
    if (read.kind === 'whole' || read.kind === 'missing') continue;
    findings.push(damageOf('lease', read.kind === 'torn' ? 'cut' : read.kind, path, read.what, { remedy: 'itself' }));
  }
  return findings;
}
