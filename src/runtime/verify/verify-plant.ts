/** A look over all that a plant keeps, while it may be running: history, state, archive, buffer, what was worked out of sensors. */
import { dirname, join, resolve } from 'node:path';
import {
  checkLeases,
  faultOf,
  type HistoryFinding,
  type HistoryVerification,
  type VerifiedCounts,
  type VerifyHistoryOptions,
  verifyEmbeddedHistory,
} from '../../history/index.ts';
import { compilePlant, GembaError } from '../../model/index.ts';
import type { ReportRecord } from '../../state/index.ts';
import { requireRestored } from '../backup/restore-marker.ts';
import { requireStoreHere } from '../move/store-marks.ts';
import type { OpenPlantOptions } from '../open-plant.ts';
import { parsePlantFile } from '../plant-file/parse.ts';
import { findPlantFile, readPlantFile } from '../plant-file/read.ts';
import { rollupSettingsOf } from '../rollup-settings.ts';
import { checkArchive } from './check-archive.ts';
import { checkBuffer } from './check-buffer.ts';
import { checkDerived } from './check-derived.ts';
import { checkPlantState } from './check-plant-state.ts';
import { type PlantFinding, plantDamage } from './finding.ts';
import { findTouchedReports } from './touched-reports.ts';

export interface VerifyPlantOptions
  extends Pick<OpenPlantOptions, 'config' | 'file' | 'folder' | 'outDir' | 'clock'>,
    Pick<VerifyHistoryOptions, 'rollups' | 'seed' | 'signal' | 'onProgress' | 'graceMs'> {}

export interface PlantVerification {
  /** Absolute. */
  readonly storeDir: string;
  /** Time zone of the plant. */
  readonly zone: string;
  /** Damages and notes; paths are relative to the store. */
  readonly findings: readonly PlantFinding[];
  readonly counts: {
    /** Undefined where it is of a newer gemba. */
    readonly history: VerifiedCounts | undefined;
    readonly archiveFiles: number;
    readonly bufferFiles: number;
    readonly derivedFiles: number;
    readonly reports: number;
  };
  readonly stateFormatVersion: number | undefined;
  /** Of the chance by which rollups were chosen. */
  readonly seed: number;
}

/**
 * Looks over a plant's store. It opens nothing for writing, so it works where `openPlant` refuses a damaged store, and beside a
 * plant that runs.
 *
 * @throws GembaError as `openPlant` does of the plant file; `restore-unfinished`, `store-moved`, `aborted`
 * @example (await verifyPlant()).findings.filter(({ severity }) => severity === 'damage')
 */
export async function verifyPlant(options: VerifyPlantOptions = {}): Promise<PlantVerification> {
  const { file, plant, storeDir } = await readPlant(options);
  const { signal } = options;
  const requireGoing = (): void => {
    if (signal?.aborted === true)
      throw new GembaError('aborted', 'Verifying was stopped. Nothing was changed.', { cause: signal.reason });
  };
  const state = checkPlantState(storeDir);
  const history = await checkHistory(storeDir, {
    ...options,
    calendar: rollupSettingsOf(plant, file).calendar,
    memoryLimitMb: file.history.readMemoryLimitMb,
    threads: file.history.readThreads,
  });
  const archive = await guarded('archive', () => checkArchive(storeDir, state.reports, requireGoing));
  const buffer = await guarded('buffer', () => checkBuffer(storeDir));
  const derived = await guarded('derived', () => checkDerived(storeDir));
  const leases = await checkLeases(join(storeDir, 'run'));
  return {
    storeDir,
    zone: file.zone,
    findings: [
      ...history.findings.map((finding) => withReports(finding, state.reports)),
      ...state.findings,
      ...archive.findings,
      ...buffer.findings,
      ...derived.findings,
      ...leases.map((finding) =>
        plantDamage('plant-lease', finding.kind, `run/${finding.path}`, finding.what, 'itself'),
      ),
    ],
    counts: {
      history: history.verification?.counts,
      archiveFiles: archive.fileCount,
      bufferFiles: buffer.fileCount,
      derivedFiles: derived.fileCount,
      reports: state.reports.length,
    },
    stateFormatVersion: state.formatVersion,
    seed: options.seed ?? 1,
  };
}

/** A folder that cannot be listed keeps nothing from looking at the others. */
async function guarded(
  part: 'archive' | 'buffer' | 'derived',
  check: () => Promise<{ readonly findings: readonly PlantFinding[]; readonly fileCount: number }>,
): Promise<{ readonly findings: readonly PlantFinding[]; readonly fileCount: number }> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof GembaError) throw error;
    const { kind, what } = faultOf(error);
    return { findings: [plantDamage(part, kind, part, what)], fileCount: 0 };
  }
}

/** The plant as its file says it, without opening its store. */
async function readPlant(options: VerifyPlantOptions) {
  const folder = options.folder ?? process.cwd();
  const path = options.file === undefined ? findPlantFile(options.config, folder) : join(folder, '(given)');
  const file = options.file ?? parsePlantFile(await readPlantFile(path), path);
  const outDir = options.outDir === undefined ? dirname(path) : resolve(options.outDir);
  const storeDir = resolve(outDir, file.store);
  await requireRestored(storeDir);
  await requireStoreHere(storeDir);
  return { file, plant: compilePlant(file), storeDir };
}

/** Of a newer gemba nothing can be told; the other parts can all the same. */
async function checkHistory(
  storeDir: string,
  options: Omit<VerifyHistoryOptions, 'dir'>,
): Promise<{ readonly findings: readonly HistoryFinding[]; readonly verification: HistoryVerification | undefined }> {
  try {
    const verification = await verifyEmbeddedHistory({ ...options, dir: join(storeDir, 'history') });
    return { findings: verification.findings, verification };
  } catch (error) {
    if (!(error instanceof GembaError) || error.code !== 'history-newer') throw error;
    const newer: HistoryFinding = {
      severity: 'damage',
      part: 'entry',
      kind: 'unreadable',
      path: 'manifest',
      what: `is of a newer gemba: ${error.message}`,
      touches: undefined,
      remedy: 'none',
    };
    return { findings: [newer], verification: undefined };
  }
}

function withReports(finding: HistoryFinding, reports: readonly ReportRecord[]): PlantFinding {
  const touched = finding.severity === 'damage' ? findTouchedReports(finding, reports) : [];
  return { ...finding, path: `history/${finding.path}`, reports: touched };
}
