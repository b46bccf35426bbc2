/** Points as they are read: their step, and the lists of files that it names. */
import { GembaError } from '../../model/index.ts';
import type { BackupPoint, PointSummary, SavedFile } from '../repository.ts';
import type { BackupTarget } from '../target.ts';
import { decodeFileList } from './file-list.ts';
import { numberOfPoint, pointId } from './layout.ts';
import { type ObjectSource, readObject } from './read-object.ts';
import { type PartRow, type PointRow, type RepositoryState, readStep } from './steps.ts';

export function summaryOf(point: PointRow, plant: string): PointSummary {
  const { at, number, softwareVersion, fileCount, byteLength } = point;
  return { id: pointId(at, number), at, plant, softwareVersion, fileCount, byteLength };
}

/** In the order of their times. */
export function summariesOf({ points }: RepositoryState, plant: string): readonly PointSummary[] {
  return points.map((point) => summaryOf(point, plant)).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

export function rowOf(state: RepositoryState, id: string): PointRow | undefined {
  const number = numberOfPoint(id);
  return state.points.find((point) => point.number === number && pointId(point.at, point.number) === id);
}

/** @throws GembaError `backup-damaged` naming the object that is missing or not what was written */
export async function readPointFiles(
  source: ObjectSource,
  row: PointRow,
  plant: string,
  signal?: AbortSignal,
): Promise<BackupPoint> {
  const step = await readPointStep(source.target, row.number);
  const parts: { name: string; files: readonly SavedFile[] }[] = [];
  for (const part of step) parts.push({ name: part.name, files: await readList(source, part, signal) });
  const { id, at, softwareVersion } = summaryOf(row, plant);
  return { id, at, plant, softwareVersion, parts };
}

/** The parts of a point. A step that is missing is damage: the steps after it speak of it. */
export async function readPointStep(target: BackupTarget, number: number): Promise<readonly PartRow[]> {
  try {
    return (await readStep(target, number)).parts;
  } catch (error) {
    if (!(error instanceof GembaError) || error.code !== 'backup-missing') throw error;
    throw new GembaError('backup-damaged', `${error.message} Its point cannot be read.`, {
      cause: error,
      details: error.details,
    });
  }
}

export async function readList(
  source: ObjectSource,
  { name, list }: PartRow,
  signal?: AbortSignal,
): Promise<readonly SavedFile[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readObject(source, list, signal)) chunks.push(chunk);
  const files = await decodeFileList(Buffer.concat(chunks));
  if (files !== undefined) return files;
  throw new GembaError(
    'backup-damaged',
    `The list of files ${list.sha256} of the part ${name} in the backups at ${source.target.location} is none.`,
    { details: { sha256: list.sha256, location: source.target.location } },
  );
}
