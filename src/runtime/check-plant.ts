/** Checks a plant file and everything it names: files to read, folders to write, servers to reach, a browser. */
import { access, constants, mkdir } from 'node:fs/promises';
import { GembaError } from '../model/index.ts';
import { findBrowser } from '../reports/index.ts';
import { type OpenPlant, type OpenPlantOptions, openPlant } from './open-plant.ts';
import { listRetentionNotes } from './retention/report-reach.ts';

export interface Check {
  /** Such as `source mes`, `transport mail`, `store`, `browser`. */
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

/**
 * @throws GembaError `plant-file-missing`, `plant-file-unreadable`, `plant-file-invalid`, `secret-missing`: without a
 * good plant file nothing else can be checked
 */
export async function checkPlant(
  options: OpenPlantOptions & { readonly signal: AbortSignal },
): Promise<{ readonly path: string; readonly checks: readonly Check[] }> {
  await using plant = await openPlant(options);
  const checks = await Promise.all([
    checkStore(plant),
    ...plant
      .listSources()
      .map(async (source) => ({ name: `source ${source.id}`, ...(await source.check(options.signal)) })),
    ...plant
      .listTransports()
      .map(async (transport) => ({ name: `transport ${transport.id}`, ...(await transport.check(options.signal)) })),
    checkBrowser(plant),
    ...checkRetention(plant),
  ]);
  const units = plant.plant.equipment.workUnits.length;
  const summary = `${units} work units, ${plant.file.sources.length} sources, ${plant.file.audiences.length} audiences`;
  return { path: plant.path, checks: [{ name: 'plant file', ok: true, message: summary }, ...checks] };
}

async function checkStore({ storeDir }: OpenPlant): Promise<Check> {
  try {
    await mkdir(storeDir, { recursive: true });
    await access(storeDir, constants.W_OK);
    return { name: 'store', ok: true, message: storeDir };
  } catch (error) {
    return { name: 'store', ok: false, message: `Cannot write into ${storeDir}: ${(error as Error).message}` };
  }
}

/** A policy that is right may still have something that its plant's people should know. */
function checkRetention({ file }: OpenPlant): readonly Check[] {
  if (file.retention === undefined) return [];
  const notes = listRetentionNotes(file);
  const message = notes.length === 0 ? '`gemba history plan` says what it keeps and removes' : notes.join(' ');
  return [{ name: 'retention', ok: true, message }];
}

async function checkBrowser(plant: OpenPlant): Promise<Check> {
  const pdfWanted = plant.file.reports.some((route) => route.formats.includes('pdf'));
  if (!pdfWanted) return { name: 'browser', ok: true, message: 'not needed: no report is made as PDF' };
  try {
    return { name: 'browser', ok: true, message: (await findBrowser({ env: plant.env })).executablePath };
  } catch (error) {
    if (!(error instanceof GembaError)) throw error;
    return { name: 'browser', ok: false, message: error.message };
  }
}
