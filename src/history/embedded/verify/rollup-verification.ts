/** Files of rollups, and what they say against readings. */

import { rollupLevels } from '../../../analytics/index.ts';
import { dayMs, hourMs } from '../../../time/index.ts';
import type { ManifestState } from '../manifest-state.ts';
import type { RollupSegment } from '../rollups/rollup-segment.ts';
import type { RollupCalendar } from '../rollups/settings.ts';
import { listSlots } from '../rollups/slots.ts';
import { statesPathOf } from '../rollups/states-path.ts';
import { selectSegments } from '../segment-reader.ts';
import { checkRollup } from './check-rollup.ts';
import { type AnsweredSlot, type ChosenSlot, chooseSlots, findEmptySlots, listAnswered } from './check-rollups.ts';
import { compareRollups } from './compare-rollups.ts';
import { type FileCounts, lineOf, type VerificationContext } from './fact-verification.ts';
import { damageOf, type HistoryFinding, type Remedy } from './finding.ts';
import { requireGoing } from './query-files.ts';
import { findFileFault } from './read-file.ts';
import { touchedByRollup } from './touched-by.ts';

export interface RollupVerificationContext extends VerificationContext {
  readonly calendar: RollupCalendar | undefined;
  readonly extent: 'sampled' | 'whole' | 'none';
  readonly random: () => number;
  /** Whether a file of facts is damaged. */
  readonly isDamaged: (path: string) => boolean;
}

type Looked = { readonly kind: 'whole'; readonly begins: ReadonlySet<number> } | { readonly kind: 'damaged' | 'gone' };

export class RollupVerification {
  readonly counts: FileCounts = { files: 0, bytes: 0, rows: 0 };
  slotCount = 0;
  readonly #context: RollupVerificationContext;
  readonly #findings: HistoryFinding[] = [];
  readonly #looked: Map<string, Looked> = new Map();

  constructor(context: RollupVerificationContext) {
    this.#context = context;
  }

  async run(): Promise<readonly HistoryFinding[]> {
    const { state, signal } = this.#context;
    for (let files = this.#listUnlooked(); files.length > 0; files = this.#listUnlooked())
      for (const segment of files) {
        requireGoing(signal);
        await this.#look(segment);
      }
    if (!state.isKnown) return this.#findings;
    const answered = rollupLevels.flatMap((level) => listAnswered(state.now, level, this.#context.calendar));
    this.#findEmpty(answered);
    if (this.#context.extent !== 'none') await this.#compareAll(answered, this.#context.extent);
    return this.#findings;
  }

  /** Those of values first: what states say is held against them. A state that took the place of another has more. */
  #listUnlooked(): readonly RollupSegment[] {
    return [...this.#context.state.now.rollups.values()]
      .filter(({ path }) => !this.#looked.has(path))
      .sort((a, b) => Number(a.content === 'states') - Number(b.content === 'states'));
  }

  async #look(segment: RollupSegment): Promise<void> {
    const { dir, state } = this.#context;
    const fault = await findFileFault(dir, segment);
    if (fault?.kind === 'missing' && (await state.hasLetGo(segment.path))) {
      this.#looked.set(segment.path, { kind: 'gone' });
      return;
    }
    this.counts.files++;
    this.counts.bytes += segment.byteLength;
    this.counts.rows += segment.rowCount;
    if (fault !== undefined) this.#damage(segment, fault.kind, [fault.what]);
    else await this.#readRows(segment);
  }

  async #readRows(segment: RollupSegment): Promise<void> {
    const { dir, state, queries, signal } = this.#context;
    const problems = [...wrongHead(segment, state.now)];
    const beside = state.now.rollups.get(segment.path.replace('/states/', '/values/'));
    const isBesideWhole =
      segment.content === 'states' && beside !== undefined && this.#looked.get(beside.path)?.kind === 'whole';
    if (segment.content === 'states' && beside === undefined) problems.push('has no file of values beside it');
    try {
      const checked = await checkRollup(queries, dir, segment, isBesideWhole ? beside : undefined);
      problems.push(...checked.problems);
      this.#looked.set(segment.path, { kind: 'whole', begins: checked.begins });
    } catch (error) {
      requireGoing(signal);
      if (await state.hasLetGo(segment.path)) {
        this.#looked.set(segment.path, { kind: 'gone' });
        return;
      }
      problems.push(`cannot be read as Parquet: ${lineOf(error)}`);
    }
    if (problems.length > 0) this.#damage(segment, 'differs', problems);
  }

  #damage(segment: RollupSegment, kind: HistoryFinding['kind'], problems: readonly string[]): void {
    this.#looked.set(segment.path, { kind: 'damaged' });
    const [touches, remedy] = [touchedByRollup(segment), this.#remedyOf(segment)];
    for (const what of problems) this.#findings.push(damageOf('rollup', kind, segment.path, what, { touches, remedy }));
  }

  /** It can be made again where all readings and gaps of its time are there, and whole. */
  #remedyOf({ level, fromAt, toAt }: RollupSegment): Remedy {
    const { state, isDamaged } = this.#context;
    // A day or shift that begins in it may end after it.
    const isUnit = level === 'day' || level === 'shift';
    const window = { fromAt: Math.floor(fromAt / hourMs) * hourMs, toAt: isUnit ? toAt + dayMs : toAt };
    const isThere = (['reading', 'gap'] as const).every((kind) => {
      const { facts, superseded } = selectSegments(state.now, kind, window);
      return (
        state.isTimeComplete(kind, window.fromAt) && ![...facts, ...superseded].some(({ path }) => isDamaged(path))
      );
    });
    return state.isKnown && isThere ? 'rebuild' : 'restore';
  }

  #findEmpty(answered: readonly AnsweredSlot[]): void {
    const begins = new Map(
      [...this.#looked].flatMap(([path, one]) => (one.kind === 'whole' ? [[path, one.begins] as const] : [])),
    );
    for (const { slot, count } of findEmptySlots(answered, begins))
      this.#damage(slot.owner, 'differs', [
        `has no row of ${count} times that it speaks for and that have readings, the first at ${new Date(slot.fromAt).toISOString()}`,
      ]);
  }

  async #compareAll(answered: readonly AnsweredSlot[], extent: 'sampled' | 'whole'): Promise<void> {
    const { state, random, signal, onProgress } = this.#context;
    const chosen = chooseSlots(state.now, answered, extent, random, (slot) => this.#isCheckable(slot));
    for (const [i, one] of chosen.entries()) {
      requireGoing(signal);
      onProgress?.({ kind: 'rollups', doneCount: i, totalCount: chosen.length, findingCount: this.#findings.length });
      if (this.#looked.get(one.files.values.path)?.kind === 'whole') await this.#compare(one);
    }
  }

  #isCheckable({ fromAt, toAt, owner }: AnsweredSlot): boolean {
    const { state, isDamaged } = this.#context;
    const states = state.now.rollups.get(statesPathOf(owner));
    if (this.#looked.get(owner.path)?.kind !== 'whole') return false;
    if (states !== undefined && this.#looked.get(states.path)?.kind !== 'whole') return false;
    return (['reading', 'gap'] as const).every((kind) => {
      const { facts, superseded } = selectSegments(state.now, kind, { fromAt, toAt });
      return state.isTimeComplete(kind, fromAt) && ![...facts, ...superseded].some(({ path }) => isDamaged(path));
    });
  }

  async #compare({ slot, files, tagsMax }: ChosenSlot): Promise<void> {
    const { dir, queries, state, random, calendar } = this.#context;
    const window = { fromAt: slot.fromAt, toAt: slot.toAt };
    const filesOf = (now: ManifestState): readonly { readonly path: string }[] => [
      ...(['reading', 'gap'] as const).flatMap((kind) => {
        const { facts, superseded } = selectSegments(now, kind, window);
        return [...facts, ...superseded];
      }),
      files.values,
      ...(files.states === undefined ? [] : [files.states]),
    ];
    // A late reading may have come, or the file been merged: then it answers the slot no more.
    const isAnswering = (now: ManifestState): boolean =>
      listSlots(now, slot.level, window, calendar).some(
        ({ fromAt, toAt, owner }) => fromAt === slot.fromAt && toAt === slot.toAt && owner?.path === files.values.path,
      );
    const difference = await state.steadily(filesOf, async (_, now) =>
      isAnswering(now) ? await compareRollups(queries, dir, now, files, tagsMax, random) : undefined,
    );
    this.slotCount++;
    if (difference !== undefined) this.#damage(slot.owner, 'differs', [difference]);
  }
}

/** What the manifest says of a file that cannot be. */
function wrongHead({ level, fromAt, toAt, version, calendar }: RollupSegment, state: ManifestState): readonly string[] {
  const isUnit = level === 'day' || level === 'shift';
  const isOnHours = isUnit || (fromAt % hourMs === 0 && toAt % hourMs === 0);
  return [
    ...(fromAt < toAt && isOnHours ? [] : [`speaks for a time that is none: ${fromAt} to ${toAt}`]),
    ...(version <= state.version ? [] : [`speaks as of commit ${version}, and there are ${state.version}`]),
    ...(isUnit === (calendar !== undefined) ? [] : ['does not say the calendar it was cut by']),
  ];
}
