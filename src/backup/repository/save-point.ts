/** Saving: writes what the target does not have, then the step with which the point exists. */
import { GembaError } from '../../model/index.ts';
import type { BackupPoint, FileToSave, PartToSave, SavedFile, SavedPoint, SavePointOptions } from '../repository.ts';
import type { BackupTarget, ObjectContent } from '../target.ts';
import { forEachBounded } from './bounded.ts';
import { checkedBytes, digestContent } from './checked-bytes.ts';
import { compareText, encodeFileList, requireFilePath } from './file-list.ts';
import { objectName, pointId } from './layout.ts';
import { indexObjects } from './object-index.ts';
import { contentOf } from './read-whole.ts';
import type { PartRow, PointRow } from './steps.ts';
import { createTrust } from './trust.ts';
import type { Turn } from './turn.ts';

/** Files read and sent at once. */
const sentAtOnceMax = 6;

interface SaveContext {
  readonly target: BackupTarget;
  readonly turn: Turn;
  readonly plant: string;
  readonly softwareVersion: string;
}

/** The rest of a save, once its turn has begun. */
export async function savePoint(
  { target, turn, plant, softwareVersion }: SaveContext,
  parts: readonly PartToSave[],
  options: SavePointOptions,
): Promise<SavedPoint> {
  const { at, signal } = options;
  const index = await indexObjects(target, signal);
  const isTrusted = createTrust({ target, index, state: turn.state });
  const pending = new Map<string, Promise<boolean>>();
  let [doneBytes, writtenBytes, writtenCount] = [0, 0, 0];

  /** True where it had to be written. Of several with equal bytes one writes. */
  const keep = (sha256: string, content: ObjectContent, what: string): Promise<boolean> => {
    const keeping =
      pending.get(sha256) ??
      (async () => {
        if (await isTrusted(sha256, content.byteLength, signal)) return false;
        const read = (): AsyncIterable<Uint8Array> =>
          checkedBytes(content.read(), sha256, () => changedFile(what, sha256));
        await target.put(objectName(sha256, turn.number), { byteLength: content.byteLength, read }, signal);
        return true;
      })();
    const isFirst = !pending.has(sha256);
    pending.set(sha256, keeping);
    return keeping.then((isWritten) => isWritten && isFirst);
  };

  const saveFile = async (part: string, file: FileToSave): Promise<SavedFile> => {
    const { path, byteLength } = file;
    const what = `${part}/${path}`;
    requireFilePath(part, path);
    turn.requireHeld();
    signal?.throwIfAborted();
    const sha256 = file.sha256 ?? (await digestWhole(file, what, signal));
    if (await keep(sha256, file, what)) {
      writtenCount += 1;
      writtenBytes += byteLength;
    }
    doneBytes += byteLength;
    options.onProgress?.({ doneBytes, writtenBytes });
    return { path, byteLength, sha256 };
  };

  const saved: { name: string; files: readonly SavedFile[] }[] = [];
  const rows: PartRow[] = [];
  for (const { name, files } of parts) {
    if (rows.some((row) => row.name === name)) throw namedTwice(`The part ${name}`);
    const found: SavedFile[] = [];
    await forEachBounded(files, sentAtOnceMax, async (file) => void found.push(await saveFile(name, file)));
    found.sort((a, b) => compareText(a.path, b.path));
    const twice = found.find((file, place) => file.path === found[place + 1]?.path);
    if (twice !== undefined) throw namedTwice(`${twice.path} of the part ${name}`);
    const list = await encodeFileList(found);
    const { sha256 } = await digestContent(contentOf(list));
    await keep(sha256, contentOf(list), `the list of files of ${name}`);
    const byteLength = found.reduce((sum, file) => sum + file.byteLength, 0);
    rows.push({ name, fileCount: found.length, byteLength, list: { sha256, byteLength: list.length } });
    saved.push({ name, files: found });
  }

  signal?.throwIfAborted();
  const row: PointRow = {
    number: turn.number,
    at,
    softwareVersion,
    fileCount: rows.reduce((sum, { fileCount }) => sum + fileCount, 0),
    byteLength: rows.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
  const { points, sweep } = turn.state;
  await turn.commit({ kind: 'point', parts: rows, points: [...points, row], sweep });
  const point: BackupPoint = { id: pointId(at, turn.number), at, plant, softwareVersion, parts: saved };
  return { point, writtenCount, writtenBytes };
}

/** Of a file whose checksum is not known: it is read once for it, and again if it must be written. */
async function digestWhole(file: FileToSave, what: string, signal: AbortSignal | undefined): Promise<string> {
  const { sha256, byteLength } = await digestContent(file, signal);
  if (byteLength === file.byteLength) return sha256;
  throw new GembaError(
    'backup-failed',
    `${what} was to be ${file.byteLength} bytes and is ${byteLength}: it changed meanwhile. Nothing of this backup counts; run it again.`,
    { details: { file: what, byteLength: file.byteLength } },
  );
}

function changedFile(what: string, sha256: string): GembaError {
  return new GembaError(
    'backup-failed',
    `${what} has not the SHA-256 it should have, ${sha256}: it is damaged, or changed while it was read. Nothing of this backup counts; 'gemba history verify' says which files are damaged.`,
    { details: { file: what, sha256 } },
  );
}

function namedTwice(what: string): GembaError {
  return new GembaError('usage', `${what} is given twice to one backup.`);
}
