/** A store in a temporary folder, removed afterwards. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedHistoryOptions, openEmbeddedHistory } from 'gemba/history';
import type { HistoryStore } from '../../src/testing/history-conformance.ts';

export const leaseMs = 30_000;

export interface TemporaryFolder extends AsyncDisposable {
  readonly dir: string;
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-history-'));
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}

export async function temporaryStore(
  options: Partial<EmbeddedHistoryOptions> = {},
): Promise<HistoryStore & TemporaryFolder> {
  const folder = await temporaryFolder();
  return {
    ...folder,
    leaseMs,
    // A wildcard in the name, so that no path is taken for a pattern.
    open: ({ clock }) => openEmbeddedHistory({ dir: join(folder.dir, 'st[o]re *'), clock, leaseMs, ...options }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
