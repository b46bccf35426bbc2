/** What an erasure did, and what is beyond it. Nothing of it says who was erased. */
import type { DeliveryWithName } from './erase-deliveries.ts';

/**
 * What still names the person, or may. The first five end by themselves: erase again later.
 *
 * - `delivery-under-way`: a process was sending a report, which was left as it is.
 * - `young-files`: PDFs or workbooks that no report has yet; they may be of one that is being made.
 * - `state-busy`: another process read the state file, so that it could not be written anew.
 * - `backup-under-way`: a backup holds on to files of before while it reads them.
 * - `backup-unreachable`: the names beside the backups could not be told.
 * - `backup-points`: backups made before hold reports and refused rows as they were then, until they are removed.
 * - `set-aside`: a folder of the store that a restore put aside.
 * - `plant-file`: an alias in the plant file says who it is.
 */
export type ErasureRemainder =
  | { readonly kind: 'delivery-under-way'; readonly audience: string; readonly label: string }
  | { readonly kind: 'young-files'; readonly count: number }
  | { readonly kind: 'state-busy' }
  | { readonly kind: 'backup-under-way' }
  | { readonly kind: 'backup-unreachable'; readonly reason: string }
  | { readonly kind: 'backup-points'; readonly location: string; readonly count: number; readonly newestAt: number }
  | { readonly kind: 'set-aside'; readonly path: string }
  | { readonly kind: 'plant-file'; readonly source: string };

export interface ErasedPerson {
  readonly isDryRun: boolean;
  /** UTC epoch ms. */
  readonly at: number;
  /** Spellings whose token nobody can resolve any more, or could not already. */
  readonly tokenCount: number;
  /** Of these, those that the map had a name for. */
  readonly namedCount: number;
  readonly refusals: {
    /** Refused rows whose bytes were blanked. */
    readonly blankedCount: number;
    /** Readings and rows of the buffer that were brought into history for it. */
    readonly drainedCount: number;
    /** Parts of the buffer that could not be read and are removed. */
    readonly damageCount: number;
  };
  readonly reports: {
    readonly reportCount: number;
    /** Files with a copy without the name in their place. */
    readonly replacedCount: number;
    /** Names of files that were removed. */
    readonly removed: readonly string[];
    /** Files of the archive that belonged to no report. */
    readonly strayCount: number;
  };
  readonly deliveryCount: number;
  /** What mail servers and the like had said of deliveries, and runs of themselves. */
  readonly remarkCount: number;
  /** Deliveries that carried the name out of the store: mails and files on shares are for people to delete. */
  readonly sent: readonly DeliveryWithName[];
  readonly remains: readonly ErasureRemainder[];
}

const passing: readonly ErasureRemainder['kind'][] = [
  'delivery-under-way',
  'young-files',
  'state-busy',
  'backup-under-way',
  'backup-unreachable',
];

/** Whether erasing again is what remains to be done. */
export function isUnfinished({ remains }: Pick<ErasedPerson, 'remains'>): boolean {
  return remains.some(({ kind }) => passing.includes(kind));
}
