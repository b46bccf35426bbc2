/** Forgets a person: what of a plant's store says in clear who stands behind a token. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GembaError } from '../../model/index.ts';
import { listPersonNames, openStateErasure } from '../../state/index.ts';
import { removeAbandoned } from '../backup/work-folder.ts';
import type { OpenPlant } from '../open-plant.ts';
import { eraseReports } from './erase-archive.ts';
import { eraseInBackups } from './erase-backups.ts';
import { type ErasedRefusals, eraseRefusals, findRefusals } from './erase-history.ts';
import { erasedMark } from './patch.ts';
import { createPersonNames, type PersonNames } from './person-names.ts';
import type { ErasedPerson, ErasureRemainder } from './result.ts';
import { findSpellings, type Spellings } from './spellings.ts';
import type { EraseStep } from './steps.ts';

export interface ErasePersonOptions {
  /** As a source names the person; upper and lower case and Unicode's forms make no difference. */
  readonly person: string;
  /** Other ways the name is written, such as `Mustermann, Erika`; default: none. */
  readonly also?: readonly string[];
  /** Only says what would be done. Default false. */
  readonly isDryRun?: boolean;
  readonly signal?: AbortSignal;
  /** For tests that end the process at a step. */
  readonly onStep?: (step: EraseStep) => void;
}

/**
 * Forgets a person in the store: the name behind the token, refused rows with the name, and copies of reports, mails and
 * deliveries that show it. Facts keep the token, which nobody can resolve any more, so every figure stays. It may be
 * stopped or killed at any moment and is asked for again then, with the same name; the same facts loaded again do not
 * bring the name back.
 *
 * No process may run the plant meanwhile. What has left the store, such as mails, is told and not touched.
 *
 * @throws GembaError `lease-held` where a process runs the plant; `usage` for an empty name; `aborted`
 * @example
 * const { sent } = await erasePerson(plant, { person: 'Erika Mustermann' });
 * sent.map(({ date, audience, transport }) => [date, audience, transport]); // where the name is still
 */
export async function erasePerson(plant: OpenPlant, options: ErasePersonOptions): Promise<ErasedPerson> {
  const { person, also = [], isDryRun = false, signal = new AbortController().signal, onStep = () => {} } = options;
  const asked = [person, ...also].map((name) => name.trim());
  if (asked.includes(''))
    throw new GembaError(
      'usage',
      'An empty name is nobody’s. Give it as the source writes it: --person "Erika Mustermann".',
    );
  if (isDryRun) {
    const eraseRows = async (names: PersonNames): Promise<ErasedRefusals> => {
      const { rowCount } = await findRefusals(plant.history, names);
      return { blankedCount: rowCount, drainedCount: 0, damageCount: 0 };
    };
    return await erase(plant, asked, { isDryRun, signal, onStep, eraseRows });
  }
  await using lease = await plant.takeLease();
  await plant.state.audit.add({ action: 'erase', detail: { phase: 'begun' } });
  onStep('begun');
  const eraseRows = (names: PersonNames): Promise<ErasedRefusals> =>
    eraseRefusals(plant, names, { lease, signal, onStep });
  const erased = await erase(plant, asked, { isDryRun, signal, onStep, eraseRows });
  const { refusals, reports, deliveryCount, remarkCount, sent, remains } = erased;
  await plant.state.audit.add({
    action: 'erase',
    detail: {
      phase: 'done',
      blankedRefusals: refusals.blankedCount,
      reports: reports.reportCount,
      replacedFiles: reports.replacedCount,
      removedFiles: reports.removed.length + reports.strayCount,
      deliveries: deliveryCount,
      remarks: remarkCount,
      sent: sent.length,
      remains: remains.map(({ kind }) => kind),
    },
  });
  return erased;
}

interface ErasingOptions extends Required<Pick<ErasePersonOptions, 'isDryRun' | 'signal' | 'onStep'>> {
  readonly eraseRows: (names: PersonNames) => Promise<ErasedRefusals>;
}

/** Nothing depends on what an erasure that was killed has done: each part finds what is left by the name alone. */
async function erase(plant: OpenPlant, asked: readonly string[], options: ErasingOptions): Promise<ErasedPerson> {
  const { isDryRun, signal, onStep, eraseRows } = options;
  const spellings = findSpellings(plant, asked);
  const names = createPersonNames(spellings.written);
  const erasure = openStateErasure(plant.state, { key: plant.keys.person });
  const refusals = await eraseRows(names);
  // Before the reports, so that one which is made meanwhile does not name the person again.
  const { tokenCount, namedCount } = await forget(plant, spellings, isDryRun);
  onStep('forgotten');
  const { sent, deliveryCount, remains, ...reports } = await eraseReports(plant, erasure, names, {
    isDryRun,
    signal,
    onStep,
  });
  // Of everyone who was ever erased: what an erasure before could not tell them is told now.
  const inBackups = await eraseInBackups(plant, erasure.listErasedTokens(), isDryRun);
  onStep('backup-told');
  const remarkCount = isDryRun ? 0 : erasure.rewriteRemarks((text) => names.replaceIn(text, erasedMark));
  const isCompact = isDryRun || erasure.compact();
  onStep('compacted');
  return {
    isDryRun,
    at: plant.clock(),
    tokenCount,
    namedCount,
    refusals,
    reports,
    deliveryCount,
    remarkCount,
    sent,
    remains: [
      ...remains,
      ...inBackups,
      ...(isCompact ? [] : [{ kind: 'state-busy' } as const]),
      ...(await clearBeside(plant.storeDir, isDryRun)),
      ...spellings.aliasSources.map((source): ErasureRemainder => ({ kind: 'plant-file', source })),
    ],
  };
}

async function forget(
  { persons, state }: OpenPlant,
  { names }: Spellings,
  isDryRun: boolean,
): Promise<{ readonly tokenCount: number; readonly namedCount: number }> {
  const known = new Set(listPersonNames(state).values());
  const namedCount = names.filter((name) => known.has(name)).length;
  if (!isDryRun) for (const name of names) await persons.erase(name);
  return { tokenCount: names.length, namedCount };
}

/** What of the store lies beside it: what a restore put aside is a person's to delete, what a backup left goes. */
async function clearBeside(storeDir: string, isDryRun: boolean): Promise<readonly ErasureRemainder[]> {
  const folders = isDryRun ? [] : await removeAbandoned(storeDir);
  const names = await readdir(storeDir);
  return [
    ...folders.map((): ErasureRemainder => ({ kind: 'backup-under-way' })),
    ...names
      .filter((name) => name.startsWith('replaced-'))
      .map((name): ErasureRemainder => ({ kind: 'set-aside', path: join(storeDir, name) })),
  ];
}
