/** Whose backups lie at a target. */
import { GembaError } from '../../model/index.ts';
import type { BackupTarget } from '../target.ts';
import { identityName } from './layout.ts';
import { contentOf } from './read-whole.ts';
import { damagedObject, readSealed, sealJson } from './sealed-json.ts';
import { formatVersion, readState, requireFormat } from './steps.ts';

interface IdentityOptions {
  readonly plant: string;
  /** Whether they may be begun here. */
  readonly create: boolean;
}

/** @throws GembaError `backup-missing`, `backup-newer`, `backup-failed` for those of another plant */
export async function requireIdentity(target: BackupTarget, { plant, create }: IdentityOptions): Promise<void> {
  const known = await readPlant(target).catch(ifLost);
  if (known !== undefined) return requireSame(target, known, plant);
  // Where its record is gone or damaged, every step still says it.
  const { plant: told, highest } = await readState(target);
  if (told !== undefined) requireSame(target, told, plant);
  else if (highest > 0) throw damagedObject(target, identityName);
  if (create && told !== undefined) await target.put(identityName, contentOf(identityOf(plant)));
  else if (create && !(await target.create(identityName, identityOf(plant))))
    // Another was first.
    requireSame(target, await readPlant(target), plant);
  else if (!create && told === undefined)
    throw new GembaError(
      'backup-missing',
      `There are no backups at ${target.location}. Look whether it is the right place.`,
      { details: { location: target.location } },
    );
}

async function readPlant(target: BackupTarget): Promise<string> {
  const record = await readSealed(target, identityName);
  requireFormat(record['format'], target);
  return String(record['plant']);
}

function ifLost(error: unknown): undefined {
  if (error instanceof GembaError && ['backup-missing', 'backup-damaged'].includes(error.code)) return undefined;
  throw error;
}

function identityOf(plant: string): Uint8Array {
  return sealJson({ format: formatVersion, plant });
}

function requireSame(target: BackupTarget, found: string, plant: string): void {
  if (found === plant) return;
  throw new GembaError(
    'backup-failed',
    `${target.location} has the backups of the plant ${found}, not of ${plant}. Name another folder or prefix for each plant.`,
    { details: { location: target.location, found, plant } },
  );
}
