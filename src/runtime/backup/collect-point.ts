/**
 * One consistent point of a plant that goes on all the while, as files. It needs no lease, so any process can take it.
 *
 * What is taken, in this order:
 *
 * 1. what the running process said of itself, and the state;
 * 2. the files of the buffer, as links;
 * 3. the last committed state of history;
 * 4. the files of the buffer again; of each lane the last, which is written, as a copy of what is in it by then;
 * 5. the files of history that its state names, as links;
 * 6. the archive.
 *
 * **Nothing that was acknowledged before 1 is missing.** A source is acknowledged once its record is in a file of the buffer
 * and synced. Such a file is removed for two reasons only. Either history has all of it: then the file is among those of 2,
 * or its records were committed before 3. Or it was dropped because the buffer is full: then its loss was synced before, so it is
 * in 2 or 4 with its account, or was forgotten between as history had counted it. Where it was counted before 3, the point is
 * taken anew, since the file is among those of 2; where after, its records are stored from there instead.
 *
 * **Nothing is counted twice after a restore.** A commit carries, with its facts and their account, the number up to which
 * history has the records of its source (`position.ts`). The restored process skips records up to it and commits the others,
 * each as if for the first time. So a record of the copied buffer is in the accounts once, wherever history stood. A loss is told
 * apart in the same way, by its key in `counted`; keys are forgotten only by a process that has opened the buffer anew, which
 * gives it another name, so that the point is taken anew. Facts that the sources send again have the identity that they had.
 *
 * **Numbers go on above those that history speaks of.** A record is committed after its mark is written: behind it, in the same
 * file. So of every number in 3, the file was there with its mark before 4. If it is there in 4, the copy made then has both, and
 * opening it goes on above. If it is not, a later file was the last of its lane by then, and its first number is greater. Files are
 * numbered without a hole; where those of 2 and 4 have one between them, files came and went that neither has, and the point is
 * taken anew.
 *
 * **The copy may end within a record.** What lies behind the last mark was not acknowledged when it was copied. Opening cuts it
 * off as an unfinished end; its source sends it again, or reads it again from the position that goes with the record before.
 *
 * **Nothing speaks of what is not there.** A report is recorded in the state after history has its facts and the archive its files,
 * and both are read later than the state. Names of people are written before facts are committed, and are read after 3.
 */
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileToSave, PartToSave } from '../../backup/index.ts';
import { type HistoryPin, pinEmbeddedHistory } from '../../history/index.ts';
import { mayHaveCounted } from '../../ingest/index.ts';
import { GembaError } from '../../model/index.ts';
import { copyStateWithoutNames, type State } from '../../state/index.ts';
import { errnoOf, orMissing } from './file-errors.ts';
import { bytesAt, fileAt, knownFile } from './local-files.ts';
import { PointMoved } from './point-moved.ts';
import type { BackupStep } from './steps.ts';
import { TakenBuffer } from './take-buffer.ts';
import { type LinkFile, linkFile, makeWorkFolder } from './work-folder.ts';

export interface CollectPointOptions {
  readonly storeDir: string;
  readonly state: Pick<State, 'file'>;
  readonly clock: () => number;
  /** Of the point before: what of history was read for it is not read again. */
  readonly since?: HistoryPin | undefined;
  /** Default: hard links of the file system. */
  readonly linkFile?: LinkFile;
  readonly onStep?: (step: BackupStep) => void | Promise<void>;
}

/** Files that stay as they are until it is disposed. */
export interface CollectedPoint extends AsyncDisposable {
  /** What was acknowledged before it is in the point, UTC epoch ms. */
  readonly at: number;
  readonly history: HistoryPin;
  readonly parts: readonly PartToSave[];
}

const attemptsMax = 10;
/** Links made at once. */
const linksAtOnce = 32;

/** @throws GembaError `history-damaged`, `history-newer`, `state-unreadable`; `backup-failed` where the plant never holds still */
export async function collectPoint(options: CollectPointOptions): Promise<CollectedPoint> {
  let gone: string | undefined;
  for (let attempt = 1; ; attempt++) {
    await using taking = new AsyncDisposableStack();
    const work = taking.use(await makeWorkFolder(options.storeDir));
    try {
      const point = await take(options, work.dir);
      const taken = taking.move();
      return {
        ...point,
        [Symbol.asyncDispose]: async () => {
          await taken.disposeAsync();
          await options.onStep?.('folder-removed');
        },
      };
    } catch (error) {
      if (!(error instanceof PointMoved)) throw error;
      if (error.path !== undefined && error.path === gone) throw missing(gone);
      gone = error.path;
      if (attempt >= attemptsMax)
        throw new GembaError(
          'backup-failed',
          `The store in ${options.storeDir} changed ${attempt} times while its files were taken: ${error.message} Try again.`,
          { cause: error, details: { dir: options.storeDir } },
        );
    }
  }
}

function missing(path: string): GembaError {
  return new GembaError(
    'history-damaged',
    `${path} is missing, though the history names it. \`gemba history verify\` says what it touches; former backups may have it.`,
    { details: { path } },
  );
}

async function take(
  options: CollectPointOptions,
  workDir: string,
): Promise<Omit<CollectedPoint, keyof AsyncDisposable>> {
  const { storeDir, state, clock, onStep = () => undefined } = options;
  const link = options.linkFile ?? linkFile;
  await onStep('folder-made');
  const at = clock();
  const run = await readRunFiles(storeDir);
  const stateCopy = join(workDir, 'state.sqlite');
  await copyStateWithoutNames(state, stateCopy);
  await onStep('state-copied');
  const buffer = new TakenBuffer(storeDir, workDir, link);
  await buffer.takeFirst();
  await onStep('buffer-linked');
  const historyDir = join(storeDir, 'history');
  const history = await pinEmbeddedHistory(historyDir, options.since);
  await onStep('history-pinned');
  const positions = [...history.positions.values()];
  const bufferFiles = await buffer.takeSecond((number) =>
    positions.some((position) => mayHaveCounted(position, 'droppable', number)),
  );
  await onStep('buffer-linked-again');
  const historyFiles = await linkHistory(history, historyDir, join(workDir, 'history'), link);
  await onStep('history-linked');
  return {
    at,
    history,
    parts: [
      { name: 'state', files: [await fileAt('state.sqlite', stateCopy)] },
      { name: 'run', files: run },
      { name: 'buffer', files: bufferFiles },
      { name: 'history', files: historyFiles },
      { name: 'archive', files: listArchive(join(storeDir, 'archive')) },
    ],
  };
}

/** What the process that ran last says of itself, and the units of tags; small, and replaced as a whole. */
async function readRunFiles(storeDir: string): Promise<readonly FileToSave[]> {
  const files: FileToSave[] = [];
  for (const name of ['status.json', 'units.json']) {
    const bytes = await orMissing(readFile(join(storeDir, 'run', name)), undefined);
    if (bytes !== undefined) files.push(bytesAt(name, bytes));
  }
  return files;
}

async function linkHistory(
  { checkpoint, files }: HistoryPin,
  historyDir: string,
  toDir: string,
  link: LinkFile,
): Promise<readonly FileToSave[]> {
  if (checkpoint === undefined) return [];
  await mkdir(toDir);
  const taken: FileToSave[] = [bytesAt(checkpoint.path, Buffer.from(checkpoint.text))];
  for (let from = 0; from < files.length; from += linksAtOnce)
    taken.push(
      ...(await Promise.all(
        files.slice(from, from + linksAtOnce).map(async (file, i) => {
          const original = join(historyDir, file.path);
          const linked = join(toDir, String(from + i));
          // Without links they are read where they are: a file that is merged stays for a while, and else it is tried again.
          return knownFile(file.path, (await linkOrMoved(link, original, linked)) ? linked : original, file);
        }),
      )),
    );
  return taken;
}

async function linkOrMoved(link: LinkFile, from: string, to: string): Promise<boolean> {
  try {
    return await link(from, to);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw new PointMoved(`${from} went while it was taken.`, from);
    throw error;
  }
}

/** Each file has the name of its bytes and never changes. What is still being written has another name. */
async function* listArchive(dir: string): AsyncIterable<FileToSave> {
  const folders = await orMissing(readdir(dir), []);
  for (const folder of folders.filter((name) => /^[0-9a-f]{2}$/.test(name)).sort())
    for (const name of (await readdir(join(dir, folder))).sort()) {
      if (!/^[0-9a-f]{64}$/.test(name)) continue;
      const path = join(dir, folder, name);
      const found = await orMissing(stat(path), undefined);
      // An erased person's report may go between.
      if (found !== undefined) yield knownFile(`${folder}/${name}`, path, { byteLength: found.size, sha256: name });
    }
}
