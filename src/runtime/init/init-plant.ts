/** Drafts a plant file in a folder, from an export where there is one. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { readCsvSample } from '../../ingest/index.ts';
import { GembaError } from '../../model/index.ts';
import { plantFileNames } from '../plant-file/read.ts';
import { type GuessedMapping, guessMapping } from './guess-mapping.ts';
import { renderPlantFile } from './render-plant-file.ts';

/** Rows of the export that are looked at for names of equipment. */
const sampleRows = 100_000;

export interface InitOptions {
  readonly folder: string;
  /** A CSV export to draft from. */
  readonly from?: string;
}

export interface InitResult {
  readonly path: string;
  readonly columns: readonly string[];
  readonly mapping: GuessedMapping;
  readonly units: readonly string[];
}

/**
 * @throws GembaError `usage` where the folder has a plant file already; `data-file-missing`, `data-file-header`
 */
export async function initPlant({ folder, from }: InitOptions): Promise<InitResult> {
  const present = plantFileNames.find((name) => existsSync(join(folder, name)));
  if (present !== undefined)
    throw new GembaError(
      'usage',
      `${join(folder, present)} is there already. Choose another folder, or remove it first.`,
    );
  const sample = from === undefined ? undefined : await readCsvSample(resolve(from), { rows: sampleRows });
  const mapping = sample === undefined ? {} : guessMapping(sample.columns);
  const at = mapping.equipment === undefined || sample === undefined ? -1 : sample.columns.indexOf(mapping.equipment);
  const units = [...new Set(sample?.rows.map((row) => row[at] ?? '').filter((name) => name !== ''))].sort();
  const path = join(folder, 'gemba.config.ts');
  await mkdir(folder, { recursive: true });
  const text = renderPlantFile({
    exportPath: from === undefined ? 'export.csv' : relative(folder, resolve(from)).split(sep).join('/'),
    delimiter: sample?.delimiter ?? ',',
    mapping,
    units: units.length > 0 ? units : ['Machine 1'],
    oldestYear: oldestYearOf(sample, mapping),
    thisYear: new Date().getUTCFullYear(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  await writeFile(path, text, { flag: 'wx' });
  return { path, columns: sample?.columns ?? [], mapping, units };
}

/** Of the column that says when a row began, whatever its format. */
function oldestYearOf(
  sample: Awaited<ReturnType<typeof readCsvSample>> | undefined,
  { startAt }: GuessedMapping,
): number | undefined {
  if (sample === undefined || startAt === undefined) return undefined;
  const column = sample.columns.indexOf(startAt);
  let oldest: number | undefined;
  for (const row of sample.rows) {
    const [year] = /\b(?:19|20)\d\d\b/.exec(row[column] ?? '') ?? [];
    if (year !== undefined && Number(year) < (oldest ?? Number.POSITIVE_INFINITY)) oldest = Number(year);
  }
  return oldest;
}
