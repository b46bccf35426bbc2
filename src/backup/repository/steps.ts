/**
 * Steps: what became of each number. A number belongs to one save or prune. Its step is created once, and can only be
 * created once: with it a save or prune takes effect, whole; or another process, which found it hung, creates it as void,
 * and then it can never take effect.
 */
import { z } from 'zod';
import { GembaError } from '../../model/index.ts';
import type { BackupTarget } from '../target.ts';
import { numberOf, stepName, stepPrefix } from './layout.ts';
import { damagedObject, readSealed } from './sealed-json.ts';

export const formatVersion = 1;

/** A point as every later step repeats it, so that the newest step alone says which there are. */
export interface PointRow {
  readonly number: number;
  readonly at: number;
  readonly softwareVersion: string;
  readonly fileCount: number;
  readonly byteLength: number;
}

/** A part of a point; its list of files is an object like any other. */
export interface PartRow {
  readonly name: string;
  readonly fileCount: number;
  readonly byteLength: number;
  readonly list: { readonly sha256: string; readonly byteLength: number };
}

export interface Step {
  readonly format: number;
  readonly number: number;
  readonly plant: string;
  readonly kind: 'point' | 'sweep' | 'void';
  /** Of a point, its parts; else none. */
  readonly parts: readonly PartRow[];
  /** Every point there is after this step, by number. */
  readonly points: readonly PointRow[];
  /** The newest sweep up to this step; 0 where there was none. */
  readonly sweep: number;
}

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const stepSchema: z.ZodType<Step> = z.object({
  format: z.int(),
  number: count,
  plant: z.string(),
  kind: z.enum(['point', 'sweep', 'void']),
  parts: z.array(
    z.object({
      name: z.string(),
      fileCount: count,
      byteLength: count,
      list: z.object({ sha256, byteLength: count }),
    }),
  ),
  points: z.array(
    z.object({ number: count, at: z.int(), softwareVersion: z.string(), fileCount: count, byteLength: count }),
  ),
  sweep: count,
});

/** What the steps say now. */
export interface RepositoryState {
  /** By number, the oldest first. */
  readonly points: readonly PointRow[];
  /** The last sweep that there may have been: a step that cannot be read may be one. */
  readonly sweep: number;
  /** The highest number of a step; 0 where there is none. */
  readonly highest: number;
  /** Of the newest step that can be read. */
  readonly plant: string | undefined;
  /** Newer steps than that. */
  readonly unreadable: readonly number[];
  readonly stepNumbers: ReadonlySet<number>;
}

/** @throws GembaError `backup-damaged`, `backup-missing`, `backup-newer` */
export async function readStep(target: BackupTarget, number: number): Promise<Step> {
  const record = await readSealed(target, stepName(number));
  requireFormat(record['format'], target);
  const parsed = stepSchema.safeParse(record);
  if (!parsed.success || parsed.data.number !== number) throw damagedObject(target, stepName(number));
  return parsed.data;
}

export function requireFormat(format: unknown, target: BackupTarget): void {
  if (typeof format !== 'number' || format <= formatVersion) return;
  throw new GembaError(
    'backup-newer',
    `The backups at ${target.location} have format ${format}; this gemba reads up to ${formatVersion}. Use the version that wrote them, or a newer one.`,
    { details: { format, formatVersion, location: target.location } },
  );
}

/** Looked at again where a step was removed between its listing and its reading: a sweep removes older ones. */
const looksMax = 10;

export async function readState(target: BackupTarget): Promise<RepositoryState> {
  let problem: unknown;
  for (let look = 0; look < looksMax; look += 1) {
    const numbers = await listNumbers(target, stepPrefix);
    try {
      return await newestState(target, numbers);
    } catch (error) {
      if (!(error instanceof GembaError) || error.code !== 'backup-missing') throw error;
      problem = error;
    }
  }
  throw problem;
}

async function newestState(target: BackupTarget, numbers: readonly number[]): Promise<RepositoryState> {
  const unreadable: number[] = [];
  const stepNumbers = new Set(numbers);
  const highest = numbers.at(-1) ?? 0;
  for (const number of numbers.toReversed()) {
    try {
      const { points, sweep, plant } = await readStep(target, number);
      // A sweep that cannot be read has removed the steps of the points that it removed.
      const there = unreadable.length === 0 ? points : points.filter((point) => stepNumbers.has(point.number));
      return { points: there, sweep: unreadable[0] ?? sweep, highest, plant, unreadable, stepNumbers };
    } catch (error) {
      if (!(error instanceof GembaError) || error.code !== 'backup-damaged') throw error;
      unreadable.push(number);
    }
  }
  return { points: [], sweep: highest, highest, plant: undefined, unreadable, stepNumbers };
}

/** Numbers of steps or locks, ascending. */
export async function listNumbers(target: BackupTarget, prefix: string): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const { name } of target.list(prefix)) {
    const number = numberOf(name);
    if (number !== undefined) numbers.push(number);
  }
  return numbers.sort((a, b) => a - b);
}
