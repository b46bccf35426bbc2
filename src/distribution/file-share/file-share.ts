import { createHash } from 'node:crypto';
import { access, constants, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivery, DeliveryFile } from '../../model/index.ts';
import type { Transport, TransportContext, TransportResult } from '../transport.ts';
import { addFile, errnoOf, removeTemporaries } from './atomic-write.ts';
import type { FileShareConfig } from './config.ts';
import type { ShareFile } from './entry.ts';
import { revisedName, safeFileName } from './names.ts';
import { addEntry, writeIndex } from './share-index.ts';

/** More revisions of one report than anyone can mean; over it the delivery is rejected. */
const revisionsMax = 1_000;

/**
 * Lays deliveries down as `<path>/2012/02/29/<file>`, each file whole or not at all, and lists them in `index.html`
 * and `index.json`.
 *
 * The same delivery twice leaves one. A file of the same name with other content is never overwritten: the delivery
 * that comes later gets the next revision, all its files by the same number (`daily-r2.pdf`). A delivery that is a
 * revision of a report begins with its own number. A folder that cannot be
 * written is `retry`, with the path and the system's reason.
 */
export function createFileShare(config: FileShareConfig): Transport {
  const root = config.path;

  const lay = async (delivery: Delivery, context: TransportContext): Promise<TransportResult> => {
    if (!/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(delivery.date)) {
      return { kind: 'rejected', reason: `${JSON.stringify(delivery.date)} is no date of the form YYYY-MM-DD.` };
    }
    const folder = delivery.date.replaceAll('-', '/');
    const owner = createHash('sha256').update(delivery.id).digest('hex').slice(0, 32);
    context.signal.throwIfAborted();
    await mkdir(join(root, folder), { recursive: true });
    await removeTemporaries(join(root, folder), owner);
    const names = distinctNames(delivery.files);
    const revision = await layFiles(join(root, folder), delivery, names, owner, context);
    if (revision === undefined) {
      return {
        kind: 'rejected',
        reason: `${join(root, folder)} has ${revisionsMax} revisions of ${names[0]}. Move the old ones away.`,
      };
    }
    const files: readonly ShareFile[] = delivery.files.map((file, at) => {
      const name = revisedName(names[at] ?? '', revision);
      const { mediaType, byteLength, sha256 } = file;
      return { name, path: `${folder}/${name}`, mediaType, byteLength, sha256 };
    });
    const { id, date, kind, plant, audience, language, title } = delivery;
    await addEntry(
      root,
      { formatVersion: 1, delivery: id, date, kind, plant, audience, language, title, revision, files },
      owner,
    );
    await writeIndex(root, config.title, owner);
    const where = files.length === 1 ? join(root, files[0]?.path ?? '') : join(root, folder);
    const isMoved = revision !== (delivery.revision ?? 1);
    const again = isMoved ? ` (revision ${revision}, since other content was there under the same name)` : '';
    return { kind: 'delivered', receipt: `${where}${again}` };
  };

  return {
    id: config.id,
    kind: 'fileShare',
    deliver: async (delivery, context) => {
      try {
        return await lay(delivery, context);
      } catch (error) {
        if (context.signal.aborted) return { kind: 'retry', reason: `Stopped before all of it was in ${root}.` };
        return { kind: 'retry', reason: problemOf(error, root) };
      }
    },
    check: async (signal) => {
      try {
        signal.throwIfAborted();
        const folder = await nearestFolder(root);
        await access(folder, constants.W_OK | constants.X_OK);
        return { ok: true, message: folder === root ? `${root} can be written.` : `${root} will be made.` };
      } catch (error) {
        return { ok: false, message: signal.aborted ? 'Stopped.' : problemOf(error, root) };
      }
    },
    // No file is held between deliveries.
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Lays all files down under the first revision whose names are free or have the same content. */
async function layFiles(
  folder: string,
  { files, revision: first = 1 }: Delivery,
  names: readonly string[],
  owner: string,
  context: TransportContext,
): Promise<number | undefined> {
  for (let revision = first; revision <= revisionsMax; revision += 1) {
    const targets = files.map((file, at) => ({ file, path: join(folder, revisedName(names[at] ?? '', revision)) }));
    const states = await Promise.all(targets.map(({ file, path }) => contentAt(path, file)));
    if (states.includes('other')) continue;
    let taken = false;
    for (const [at, { file, path }] of targets.entries()) {
      if (states[at] === 'same') continue;
      context.signal.throwIfAborted();
      const bytes = await context.readFile(file);
      const added = await addFile(path, bytes, owner);
      // Another writer was first: its content decides whether this revision is still ours.
      if (!added && (await contentAt(path, file)) === 'other') {
        taken = true;
        break;
      }
    }
    if (!taken) return revision;
  }
  return undefined;
}

async function contentAt(path: string, file: DeliveryFile): Promise<'none' | 'same' | 'other'> {
  try {
    const { size } = await stat(path);
    if (size !== file.byteLength) return 'other';
    const bytes = await readFile(path);
    return createHash('sha256').update(bytes).digest('hex') === file.sha256 ? 'same' : 'other';
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'none';
    throw error;
  }
}

/** Safe names, and different ones, also where the share does not tell upper from lower case. */
function distinctNames(files: readonly DeliveryFile[]): readonly string[] {
  const seen = new Map<string, number>();
  return files.map((file) => {
    const name = safeFileName(file.name);
    const count = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), count);
    return count === 1 ? name : name.replace(/(\.[^.]*)?$/, `-${count}$1`);
  });
}

async function nearestFolder(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return path;
    throw Object.assign(new Error(`${path} is not a folder`), { code: 'ENOTDIR', path });
  } catch (error) {
    const parent = join(path, '..');
    if (errnoOf(error) !== 'ENOENT' || parent === path) throw error;
    return nearestFolder(parent);
  }
}

const remedies: Readonly<Record<string, string>> = {
  EACCES: 'Give this user the right to write there.',
  EPERM: 'Give this user the right to write there.',
  EROFS: 'It is mounted read-only.',
  ENOSPC: 'The disk is full; make room.',
  EDQUOT: 'The quota is used up; make room.',
  ENOTDIR: 'A file is where a folder should be; move it away or name another path.',
  EEXIST: 'A file is where a folder should be; move it away or name another path.',
  ENOENT: 'Check that the share is mounted.',
};

function problemOf(error: unknown, root: string): string {
  const said = error instanceof Error ? error.message : String(error);
  const at = error instanceof Error && 'path' in error ? String(error.path) : root;
  return [`Cannot write ${at}: ${said}.`, remedies[errnoOf(error)]].filter(Boolean).join(' ');
}
