/** The buffer, as its next opening would find it. It may be in use: what is found counts where it is found twice. */
import { join } from 'node:path';
import { type BufferInspection, inspectFactBuffer } from '../../ingest/index.ts';
import { GembaError } from '../../model/index.ts';
import { listNames } from './check-archive.ts';
import { type PlantFinding, plantDamage, plantNote } from './finding.ts';

export interface CheckedBuffer {
  readonly findings: readonly PlantFinding[];
  readonly fileCount: number;
  readonly sizeBytes: number;
}

/** How often it begins anew because files were let go of, or the folder was taken over, under the look. */
const attemptsMax = 8;

/** @param dir folder of the store */
export async function checkBuffer(dir: string): Promise<CheckedBuffer> {
  const first = await checkOnce(dir);
  if (first.findings.every(({ severity }) => severity === 'note')) return first;
  const again = await checkOnce(dir);
  const seen = new Set(first.findings.map(keyOf));
  return {
    ...again,
    findings: again.findings.filter((finding) => finding.severity === 'note' || seen.has(keyOf(finding))),
  };
}

function keyOf({ path, what }: PlantFinding): string {
  // A takeover renames the folder.
  return `${path.slice(path.lastIndexOf('/'))} ${what}`;
}

async function checkOnce(dir: string): Promise<CheckedBuffer> {
  for (let attempt = 1; ; attempt++) {
    const folder = (await listNames(join(dir, 'buffer')))
      .filter((name) => name === 'segments' || /^segments-\d{12}$/.test(name))
      .sort()
      .at(-1);
    if (folder === undefined) return { findings: [], fileCount: 0, sizeBytes: 0 };
    const path = `buffer/${folder}`;
    try {
      const inspection = await inspectFactBuffer(join(dir, path));
      const { fileCount, sizeBytes } = inspection;
      return { findings: findingsOf(path, inspection), fileCount, sizeBytes };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && attempt < attemptsMax) continue;
      if (error instanceof GembaError) return broken(path, error.message);
      return broken(path, `cannot be read: ${(error as Error).message}`);
    }
  }
}

function broken(path: string, what: string): CheckedBuffer {
  return { findings: [plantDamage('buffer', 'unreadable', path, what)], fileCount: 0, sizeBytes: 0 };
}

function findingsOf(folder: string, inspection: BufferInspection): readonly PlantFinding[] {
  const { damages, truncations, unreadTails, brokenLosses, ignored } = inspection;
  return [
    ...damages.map(({ file, fromByte, toByte, fromNumber, toNumber, lost }) => {
      const kind = fromByte === toByte && toNumber > fromNumber ? 'missing' : 'changed';
      const bytes = kind === 'missing' ? 'lacks' : `cannot be read from byte ${fromByte} to ${toByte}:`;
      const records = toNumber > fromNumber ? `records ${fromNumber} to ${toNumber - 1}` : 'no record';
      const told = [...lost].map(([source, count]) => `${count} of ${source}`);
      const cost = told.length === 0 ? '' : ` (lost: ${told.join(', ')})`;
      return plantDamage('buffer', kind, `${folder}/${file}`, `${bytes} ${records}${cost}`);
    }),
    ...brokenLosses.map((file) =>
      plantDamage('buffer', 'changed', `${folder}/${file}`, 'does not match its checksum', 'itself'),
    ),
    ...unreadTails.map(({ file, fromByte, toByte }) => {
      const what = `cannot be read from byte ${fromByte} to ${toByte}, behind its last record: nothing is lost`;
      return plantNote('buffer', `${folder}/${file}`, what, 'none');
    }),
    ...truncations.map(({ file, fromByte, toByte }) =>
      plantNote(
        'buffer',
        `${folder}/${file}`,
        `ends with ${toByte - fromByte} bytes that were not acknowledged`,
        'itself',
      ),
    ),
    ...ignored.map(({ file, reason }) =>
      plantNote('buffer', `${folder}/${file}`, `is not looked at: ${reason}`, 'none'),
    ),
  ];
}
