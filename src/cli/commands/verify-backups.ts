import type { BackupDamage, VerifiedBackups } from '../../backup/index.ts';
import { bytesText, findRestorePlace, openBackups } from '../../runtime/index.ts';
import type { CommandContext } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { openOptions } from '../plant-options.ts';

/** Files named of each damage; `--json` has up to a hundred. */
const filesMax = 3;

export interface VerifyBackupsRequest {
  readonly folder: string | undefined;
  readonly removeDamaged: boolean;
}

/** Also where the store is broken: nothing of it is opened. */
export async function verifyBackups(
  context: CommandContext,
  { folder, removeDamaged }: VerifyBackupsRequest,
): Promise<number> {
  const place = await findRestorePlace(openOptions(context));
  await using backups = await openBackups(place, { folder, create: false });
  const verified = await backups.verify({
    removeDamaged,
    signal: context.world.signal,
    onProgress: ({ readBytes }) => context.output.progress(`backups: ${bytesText(readBytes)} read`),
  });
  const { location } = backups;
  context.output.result({ location, ...verified }, () => describe(verified, location, removeDamaged));
  return verified.damages.length === 0 ? exitCodes.done : exitCodes.failed;
}

function describe(
  { pointCount, objectCount, readBytes, damages }: VerifiedBackups,
  location: string,
  isRemoved: boolean,
): string[] {
  const looked = `${pointCount} points at ${location}: ${objectCount} objects, ${bytesText(readBytes)} read`;
  if (damages.length === 0) return [`${looked}; all of it is what was written`];
  const remedy = isRemoved
    ? 'Damaged objects were removed: the next backup writes them again where the plant still has them.'
    : 'With --remove-damaged the next backup writes damaged objects again where the plant still has them.';
  return [...damages.map(describeDamage), `${looked}; ${damages.length} damaged or missing`, remedy];
}

function describeDamage({ object, kind, what, points, files }: BackupDamage): string {
  const named = files.slice(0, filesMax).join(', ');
  const more = files.length > filesMax ? ` and ${files.length - filesMax} more` : '';
  const of = named === '' ? what : `${what} ${named}${more}`;
  const touched =
    points.length === 0 ? 'no point needs it' : `points that cannot be restored whole: ${points.join(', ')}`;
  return `${kind}: ${object} (${of}); ${touched}`;
}
