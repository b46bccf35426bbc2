/**
 * At which facts a sent report was last held against what it would say now, so that it is not made again for nothing.
 * A note that is lost costs one more look.
 */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { ReportManifest } from '../reports/index.ts';
import type { ReportSubject } from '../state/index.ts';
import { type DerivedStore, openDerivedStore } from './derived/derived-store.ts';
import type { OpenPlant } from './open-plant.ts';

/** Of 40 reports a day, those of more than a year. */
const looksMax = 16_384;

export interface Look {
  /** `windowBasis` of the history looked at. */
  readonly basis: string;
  /** Of the facts that were there. */
  readonly dataFingerprint: string;
}

/** Undefined where nobody looked since it was sent, or the note is lost. */
export async function findLook(plant: OpenPlant, subject: ReportSubject): Promise<Look | undefined> {
  const entry = await openLooks(plant).find(nameOf(subject));
  return entry && { basis: entry.fingerprint, dataFingerprint: Buffer.from(entry.payload).toString('utf8') };
}

/** Whether a sent report stands on these facts, or was held against them and stands all the same. */
export async function standsOn(plant: OpenPlant, manifest: ReportManifest, dataFingerprint: string): Promise<boolean> {
  if (manifest.dataFingerprint === dataFingerprint) return true;
  return (await findLook(plant, manifest))?.dataFingerprint === dataFingerprint;
}

/** @param onNotice told where they cannot be noted; nothing else depends on it */
export async function noteLooks(
  plant: OpenPlant,
  subjects: readonly ReportSubject[],
  { basis, dataFingerprint }: Look,
  onNotice?: (notice: string) => void,
): Promise<void> {
  const looks = openLooks(plant);
  try {
    for (const subject of subjects)
      await looks.put(nameOf(subject), { fingerprint: basis, payload: Buffer.from(dataFingerprint) });
    await looks.trim();
  } catch (error) {
    onNotice?.(
      `That a report was looked at cannot be noted, so it is made again the next time: ${(error as Error).message}. Make the store's folder \`derived\` writable, or make room on its disk.`,
    );
  }
}

function openLooks({ storeDir }: OpenPlant): DerivedStore {
  return openDerivedStore({ dir: join(storeDir, 'derived', 'looks'), entriesMax: looksMax });
}

function nameOf({ plant, kind, audience, role, window }: ReportSubject): string {
  return hash('sha256', JSON.stringify([plant, kind, audience, role, window])).slice(0, 32);
}
