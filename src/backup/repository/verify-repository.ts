/** Looks at everything that lies at a target: whether it is what was written, and whether each point has all it needs. */
import { GembaError } from '../../model/index.ts';
import type { BackupDamage, VerifiedBackups, VerifyBackupsOptions } from '../repository.ts';
import type { BackupTarget } from '../target.ts';
import { forEachBounded } from './bounded.ts';
import { digestContent } from './checked-bytes.ts';
import { identityName, notePrefix, objectsOf, pointId, stepName } from './layout.ts';
import { readNote } from './notes.ts';
import { indexObjects, type ObjectCopy, type ObjectIndex } from './object-index.ts';
import { collectNeeds, type Need } from './point-needs.ts';
import { readSealed } from './sealed-json.ts';
import { type RepositoryState, readState, readStep } from './steps.ts';

const readAtOnceMax = 4;
const filesMax = 100;

export async function verifyRepository(
  target: BackupTarget,
  { signal, onProgress, content = true, removeDamaged = false }: VerifyBackupsOptions,
): Promise<VerifiedBackups> {
  const state = await readState(target);
  const damages: BackupDamage[] = [...(await recordDamages(target, state))];
  // After the steps: what they need was there by then.
  const index = await indexObjects(target, signal);
  const needs = await collectNeeds({ target, index }, state, signal);

  const wrong = new Set<ObjectCopy>();
  let readBytes = 0;
  const copies = [...index.values()].flat();
  if (content)
    await forEachBounded(copies, readAtOnceMax, async (copy) => {
      signal?.throwIfAborted();
      const is = await contentOfCopy(target, copy, signal);
      readBytes += copy.byteLength;
      onProgress?.({ readBytes });
      if (is === 'other') wrong.add(copy);
    });
  damages.push(...objectDamages(index, needs, wrong));
  if (removeDamaged) for (const { name } of wrong) await target.remove(name);
  return {
    pointCount: state.points.length,
    objectCount: copies.length,
    readBytes,
    damages: await stillThere(target, damages),
  };
}

/** Everything but objects. */
async function recordDamages(target: BackupTarget, state: RepositoryState): Promise<readonly BackupDamage[]> {
  const damages: BackupDamage[] = [];
  const look = async (
    object: string,
    what: string,
    points: readonly string[],
    work: Promise<unknown>,
  ): Promise<void> => {
    const kind = await work.then(() => undefined, damageKind);
    if (kind !== undefined) damages.push({ object, kind, what, points, files: [] });
  };
  await look(identityName, 'whose backups these are', [], readSealed(target, identityName));
  const rows = new Map(state.points.map((point) => [point.number, point]));
  for (const number of new Set([...state.stepNumbers, ...rows.keys()])) {
    const row = rows.get(number);
    const points = row === undefined ? [] : [pointId(row.at, number)];
    const reading = readStep(target, number).catch((error: unknown) => {
      // One of no point may be swept away meanwhile.
      if (row !== undefined || damageKind(error) === 'damaged') throw error;
    });
    await look(stepName(number), `step ${number}`, points, reading);
  }
  for await (const { name } of target.list(notePrefix)) {
    const note = name.slice(notePrefix.length);
    if (/^[a-z0-9-]+$/.test(note)) await look(name, `the note ${note}`, [], readNote(target, note));
  }
  return damages;
}

function damageKind(error: unknown): BackupDamage['kind'] {
  if (error instanceof GembaError && error.code === 'backup-missing') return 'missing';
  if (error instanceof GembaError && error.code === 'backup-damaged') return 'damaged';
  throw error;
}

async function contentOfCopy(
  target: BackupTarget,
  { name, byteLength, sha256 }: ObjectCopy,
  signal: AbortSignal | undefined,
): Promise<'same' | 'other' | 'gone'> {
  try {
    const found = await digestContent({ byteLength, read: () => target.get(name, signal) }, signal);
    return found.sha256 === sha256 ? 'same' : 'other';
  } catch (error) {
    // Swept meanwhile, or lost: whoever needs it is asked at the end.
    if (error instanceof GembaError && error.code === 'backup-missing') return 'gone';
    throw error;
  }
}

function objectDamages(
  index: ObjectIndex,
  needs: ReadonlyMap<string, Need>,
  wrong: ReadonlySet<ObjectCopy>,
): readonly BackupDamage[] {
  const damages: BackupDamage[] = [];
  const isGood = (copy: ObjectCopy, byteLength: number): boolean => copy.byteLength === byteLength && !wrong.has(copy);
  for (const [sha256, need] of needs) {
    const copies = index.get(sha256) ?? [];
    if (copies.some((copy) => isGood(copy, need.byteLength))) continue;
    const { points, files } = need;
    const object = copies[0]?.name ?? `${objectsOf(sha256)}*`;
    const kind = copies.length === 0 ? 'missing' : 'damaged';
    damages.push({ object, kind, what: need.what, points: [...points], files: [...files].slice(0, filesMax) });
  }
  const named = new Set(damages.map(({ object }) => object));
  for (const { name } of wrong)
    if (!named.has(name))
      damages.push({ object: name, kind: 'damaged', what: 'bytes no point needs', points: [], files: [] });
  return damages;
}

/** Without what was pruned while it was looked at. */
async function stillThere(target: BackupTarget, damages: readonly BackupDamage[]): Promise<readonly BackupDamage[]> {
  if (damages.length === 0) return damages;
  const { points } = await readState(target);
  const ids = new Set(points.map(({ at, number }) => pointId(at, number)));
  return damages
    .map((damage) => ({ ...damage, points: damage.points.filter((id) => ids.has(id)) }))
    .filter((damage, at) => damage.points.length > 0 || damages[at]?.points.length === 0);
}
