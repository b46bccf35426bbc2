/** The person in refused rows: those that wait in the buffer go on into history first, and are blanked there. */
import type { History } from '../../history/index.ts';
import { openIngest } from '../../ingest/index.ts';
import { GembaError, textAt } from '../../model/index.ts';
import { openHistorySink } from '../history-sink.ts';
import type { OpenPlant } from '../open-plant.ts';
import { removePlantBuffer } from '../plant-buffer.ts';
import type { PlantLease } from '../plant-lease.ts';
import type { PersonNames } from './person-names.ts';
import type { EraseStep } from './steps.ts';

export interface ErasedRefusals {
  /** Refused rows whose bytes were blanked. */
  readonly blankedCount: number;
  /** Readings and rows that waited in the buffer and are in history now. */
  readonly drainedCount: number;
  /** Parts of the buffer that could not be read; they are gone with its files. */
  readonly damageCount: number;
}

export interface EraseHistoryOptions {
  readonly lease: PlantLease;
  readonly signal: AbortSignal;
  readonly onStep: (step: EraseStep) => void;
}

/** So many texts are looked for at once: each row is held against all of them. */
const textsMax = 200;

export async function eraseRefusals(
  plant: OpenPlant,
  names: PersonNames,
  { lease, signal, onStep }: EraseHistoryOptions,
): Promise<ErasedRefusals> {
  const drained = await drainBuffer(plant, lease, signal);
  onStep('drained');
  const { texts } = await findRefusals(plant.history, names);
  const blankedCount = await blank(plant, texts);
  onStep('blanked');
  // What history has stays in the files of the buffer until they are full.
  await removePlantBuffer(plant.storeDir, lease);
  onStep('buffer-removed');
  return { blankedCount, ...drained };
}

async function blank(plant: OpenPlant, texts: readonly string[]): Promise<number> {
  await using writer = await plant.history.openWriter({ holder: plant.holder });
  // Asked also where nothing is left: what a killed process had replaced may still be on disk, and goes then.
  let count = await writer.blankRefusals([]);
  for (let at = 0; at < texts.length; at += textsMax)
    count += await writer.blankRefusals(texts.slice(at, at + textsMax));
  return count;
}

/** Refused rows in which the name stands, and the texts that find them again. */
export async function findRefusals(
  history: History,
  names: PersonNames,
): Promise<{ readonly rowCount: number; readonly texts: readonly string[] }> {
  const { columns, length } = await (await history.snapshot()).read({ kind: 'refusal' });
  const texts = new Set<string>();
  let rowCount = 0;
  for (let row = 0; row < length; row += 1) {
    // The row as it came has all of it; what was received is a part of that.
    const whole = names.listPlaces(textAt(columns.raw, row));
    const places =
      whole.length > 0 ? whole : [columns.received, columns.header].flatMap((c) => names.listPlaces(textAt(c, row)));
    for (const place of places) texts.add(place);
    if (places.length > 0) rowCount += 1;
  }
  return { rowCount, texts: [...texts] };
}

async function drainBuffer(
  plant: OpenPlant,
  lease: PlantLease,
  signal: AbortSignal,
): Promise<Pick<ErasedRefusals, 'drainedCount' | 'damageCount'>> {
  await using buffer = await plant.openBuffer(lease);
  const { damages, pendingRecords } = buffer.status();
  let drainedCount = 0;
  if (pendingRecords + damages.length + buffer.listLosses().length === 0) return { drainedCount, damageCount: 0 };
  await using sink = await openHistorySink(plant);
  const ingest = openIngest({
    buffer,
    // None is asked for more: only what came before goes on.
    sources: [],
    tags: [],
    clock: plant.clock,
    random: plant.random,
    isRetrying: false,
    openSink: () => sink.start(),
    onEvent: (event) => {
      if (event.kind === 'committed') drainedCount += event.account.received;
    },
    flushPersons: async () => {
      await plant.persons.flush();
    },
  });
  await ingest.run(signal);
  const left = buffer.status().pendingRecords;
  if (signal.aborted || left > 0)
    throw new GembaError(
      'aborted',
      `Erasing was stopped while ${left} records of the buffer waited for history. Nothing is lost; erase again.`,
    );
  return { drainedCount, damageCount: damages.length };
}
