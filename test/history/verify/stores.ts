/** Copies of a small store that has every kind of file, and ways to damage them. */
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { HistoryFinding, HistoryVerification, VerifyHistoryOptions } from 'gemba/history';
import { verifyEmbeddedHistory } from 'gemba/history';
import type { Random } from 'gemba/stats';
import { calendarOf } from '../rollups/plant.ts';
import { type TemporaryFolder, temporaryFolder } from '../store.ts';

const hourMs = 3_600_000;
export const fixtures: string = join(import.meta.dirname, '../../fixtures/history');
/** Facts of every kind, superseded ones, rollups of every level with values and states, entries and checkpoints, a lease. */
export const everyKind: string = join(fixtures, 'format-3/store');
export const day: number = Date.UTC(2026, 0, 5);
/** By which the days and shifts of the store were cut. */
export const calendar = calendarOf('days and shifts of UTC', 0, [
  [6 * hourMs, 14 * hourMs],
  [14 * hourMs, 22 * hourMs],
]);

export async function copyOf(store: string): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  await cp(store, folder.dir, { recursive: true });
  return folder;
}

/** Paths relative to the store, in order. */
export async function listFiles(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dir.length + 1)
        .replaceAll(sep, '/'),
    )
    .sort();
}

/** Flips one bit of a file; returns the byte it is in. */
export async function flipBit(path: string, random: Random): Promise<number> {
  const bytes = await readFile(path);
  const at = random.nextIndex(bytes.length);
  bytes[at] = (bytes[at] as number) ^ (1 << random.nextIndex(8));
  await writeFile(path, bytes);
  return at;
}

/** Left-over files are of the age of the checkout, so they are let be. */
export function verify(dir: string, options: Partial<VerifyHistoryOptions> = {}): Promise<HistoryVerification> {
  return verifyEmbeddedHistory({ dir, calendar, clock: () => day + 5 * 24 * hourMs, graceMs: 1e12, ...options });
}

export function damagesOf({ findings }: Pick<HistoryVerification, 'findings'>): readonly HistoryFinding[] {
  return findings.filter(({ severity }) => severity === 'damage');
}

export function pathsOf(findings: readonly HistoryFinding[]): readonly string[] {
  return [...new Set(findings.map(({ path }) => path))].sort();
}
