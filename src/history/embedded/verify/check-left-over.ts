/** Files that nothing names: what killed processes left. The next writer removes them. */
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { hasCode } from '../durable.ts';
import { leaseFolder, manifestFolder, rollupFolder, segmentRoles, temporaryEnding } from '../layout.ts';
import { type LeaseState, readLeaseState } from '../lease.ts';
import { listNames, readManifest } from '../manifest-log.ts';
import { damageOf, type HistoryFinding, noteOf } from './finding.ts';
import { faultOf } from './read-file.ts';

export interface LeftOverOptions {
  readonly dir: string;
  /** By which leases are told to be held, UTC epoch ms. */
  readonly nowMs: number;
  /** What is younger may be being written, or read by who holds an older state. */
  readonly graceMs: number;
  /** Whether the manifest is whole: else files may be those of a damaged entry. */
  readonly isKnown: boolean;
}

export async function checkLeftOver(options: LeftOverOptions): Promise<readonly HistoryFinding[]> {
  const { dir, nowMs } = options;
  const wallMs = Date.now();
  const files: string[] = [];
  const findings: HistoryFinding[] = [];
  for (const folder of [...segmentRoles, rollupFolder, manifestFolder, leaseFolder])
    try {
      files.push(...(await listFiles(dir, folder)));
    } catch (error) {
      const { kind, what } = faultOf(error);
      findings.push(damageOf('facts', kind, folder, what));
    }
  // What was listed before is named by now, or never will be.
  const isNamed = options.isKnown ? await createNamedLookup(dir) : undefined;
  for (const path of files) {
    const isTemporary = path.endsWith(temporaryEnding);
    const isSegment = !path.startsWith(manifestFolder) && !path.startsWith(leaseFolder);
    if (!isTemporary && !isSegment) continue;
    if (!isTemporary && (isNamed === undefined || isNamed(path))) continue;
    const found = await ageOf(dir, path, wallMs);
    if (found === undefined || found.ageMs < options.graceMs) continue;
    const what = isTemporary ? 'was being written when its process ended' : 'is named by no entry';
    findings.push(noteOf('facts', 'left-over', path, `${what} (${found.sizeBytes} bytes)`, 'itself'));
  }
  // Where the lease cannot be read, which has been told, a folder may be that of its holder.
  const lease = await readLeaseState(dir, nowMs).catch((error: unknown) => {
    faultOf(error);
    return undefined;
  });
  return [...findings, ...(lease === undefined ? [] : await findDeadSpills(dir, lease))];
}

async function createNamedLookup(dir: string): Promise<(path: string) => boolean> {
  const { segments, rollups } = await readManifest(dir);
  return (path) => segments.has(path) || rollups.has(path);
}

/** Folders in which a process that has ended kept what did not fit in memory. */
async function findDeadSpills(dir: string, lease: LeaseState): Promise<readonly HistoryFinding[]> {
  const held = lease.kind === 'held' || lease.kind === 'expired' ? lease.record.fencing : undefined;
  return (await listNames(dir)).flatMap((name) => {
    const fencing = /^spill-(\d+)(-merge)?$/.exec(name)?.[1];
    if (fencing === undefined || Number(fencing) === held) return [];
    return [noteOf('facts' as const, 'left-over', name, 'is the folder of a writer that has ended', 'none')];
  });
}

async function listFiles(dir: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(join(dir, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(dir.length + 1)
          .replaceAll(sep, '/'),
      );
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

async function ageOf(
  dir: string,
  path: string,
  nowMs: number,
): Promise<{ readonly ageMs: number; readonly sizeBytes: number } | undefined> {
  try {
    const { mtimeMs, size } = await stat(join(dir, path));
    return { ageMs: nowMs - mtimeMs, sizeBytes: size };
  } catch (error) {
    // Removed while it was listed, or not to be told.
    faultOf(error);
    return undefined;
  }
}
