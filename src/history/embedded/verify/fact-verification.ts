/** Files of facts, day by day, then who the facts of all days are, and what was counted of them. */
import type { FactKind } from '../../../model/index.ts';
import { identityScopes } from '../candidates.ts';
import { manifestFolder } from '../layout.ts';
import type { ManifestState } from '../manifest-state.ts';
import type { Segment } from '../segment.ts';
import { SegmentMap } from '../segment-map.ts';
import { checkAccounts } from './check-accounts.ts';
import { checkExtent, checkHours } from './check-day.ts';
import { checkHashed, checkReadings } from './check-identities.ts';
import { type CheckedSegment, checkSegment } from './check-segment.ts';
import { damageOf, type HistoryFinding, noteOf } from './finding.ts';
import type { VerifyProgress } from './progress.ts';
import { type FileQueries, requireGoing } from './query-files.ts';
import { findFileFault } from './read-file.ts';
import { touchedBySegment } from './touched-by.ts';
import type { VerifiedState } from './verified-state.ts';

export interface VerificationContext {
  readonly dir: string;
  readonly queries: FileQueries;
  readonly state: VerifiedState;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: VerifyProgress) => void) | undefined;
}

export interface FileCounts {
  files: number;
  bytes: number;
  rows: number;
}

/** What was found of one file. */
type Looked = { readonly kind: 'whole'; readonly checked: CheckedSegment } | { readonly kind: 'damaged' | 'gone' };

export class FactVerification {
  readonly counts: FileCounts = { files: 0, bytes: 0, rows: 0 };
  readonly #context: VerificationContext;
  readonly #findings: HistoryFinding[] = [];
  readonly #looked: Map<string, Looked> = new Map();
  readonly #totalBytes: number;

  constructor(context: VerificationContext) {
    this.#context = context;
    const { segments, rollups } = context.state.now;
    this.#totalBytes = [...segments.values(), ...rollups.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  readonly isDamaged = (path: string): boolean => this.#looked.get(path)?.kind === 'damaged';

  async run(): Promise<readonly HistoryFinding[]> {
    const { state, signal } = this.#context;
    const partitions = new Map(
      [...state.now.segments.values()].map(({ kind, day }) => [`${kind}/${day}`, { kind, day }]),
    );
    for (const { kind, day } of partitions.values()) {
      requireGoing(signal);
      await this.#checkDay(kind, day);
    }
    for (const scope of identityScopes.key) if (!scope.includes('reading')) await this.#checkScope(scope);
    if (state.isKnown)
      this.#findings.push(...checkAccounts(state.now, manifestFolder, (kind) => state.hasExpired(kind)));
    return this.#findings;
  }

  async #checkDay(kind: FactKind, day: string): Promise<void> {
    const { state, dir, queries } = this.#context;
    const segmentsOf = (now: ManifestState): readonly Segment[] => [
      ...SegmentMap.of(now.segments).partition(kind, day).values(),
    ];
    for (;;) {
      const looked: Looked[] = [];
      for (const segment of segmentsOf(state.now)) looked.push(await this.#look(segment));
      // Then the day is looked at in the state that took its files away.
      if (!looked.some((one) => one.kind === 'gone')) break;
    }
    const isWhole = (segment: Segment): boolean => this.#looked.get(segment.path)?.kind === 'whole';
    const findings = await state.steadily(segmentsOf, async (segments, now) => {
      const whole = segments.filter(isWhole);
      if (whole.length === 0) return [];
      const isComplete = whole.length === segments.length && state.isDayComplete({ kind, day });
      const found = state.isKnown ? [...checkHoursOf(now, whole, this.#looked, isComplete)] : [];
      // What supersedes the others may be in a file that is damaged.
      if (whole.length === segments.length) found.push(...(await checkExtent(queries, dir, now, whole)));
      if (kind === 'reading')
        found.push(...(await checkReadings({ queries, dir, isComplete }, whole, checkedOf(this.#looked))));
      return found;
    });
    this.#findings.push(...findings);
  }

  /** One file by itself; what was looked at once is known, as files never change. */
  async #look(segment: Segment): Promise<Looked> {
    const known = this.#looked.get(segment.path);
    if (known !== undefined) return known;
    const { signal, onProgress } = this.#context;
    requireGoing(signal);
    const looked = await this.#lookAnew(segment);
    this.#looked.set(segment.path, looked);
    if (looked.kind !== 'gone') {
      this.counts.files++;
      this.counts.bytes += segment.byteLength;
      this.counts.rows += segment.rowCount;
    }
    onProgress?.({
      kind: 'files',
      doneBytes: this.counts.bytes,
      totalBytes: Math.max(this.#totalBytes, this.counts.bytes),
      findingCount: this.#findings.length,
    });
    return looked;
  }

  async #lookAnew(segment: Segment): Promise<Looked> {
    const { dir, queries, state } = this.#context;
    const { path, role } = segment;
    const fault = await findFileFault(dir, segment);
    if (fault?.kind === 'missing' && (await state.hasLetGo(path))) return { kind: 'gone' };
    if (fault?.kind === 'missing' && !state.isKnown) {
      const what = 'is not there; a damaged entry of the manifest may have removed it';
      this.#findings.push(noteOf(role, 'missing', path, what, 'none'));
      return { kind: 'damaged' };
    }
    if (fault !== undefined) {
      const touches = await touchedBySegment(queries, dir, state.now, segment, this.isDamaged);
      this.#findings.push(damageOf(role, fault.kind, path, fault.what, { touches }));
      return { kind: 'damaged' };
    }
    const checked = await this.#readRows(segment);
    if (checked === undefined) return { kind: 'gone' };
    if (checked.problems.length === 0) return { kind: 'whole', checked };
    const touches = await touchedBySegment(queries, dir, state.now, segment, this.isDamaged);
    for (const problem of checked.problems) this.#findings.push(damageOf(role, 'differs', path, problem, { touches }));
    return { kind: 'damaged' };
  }

  /** Undefined where it was taken away meanwhile. */
  async #readRows(segment: Segment): Promise<CheckedSegment | undefined> {
    const { dir, queries, state, signal } = this.#context;
    try {
      return await checkSegment(queries, dir, segment);
    } catch (error) {
      requireGoing(signal);
      if (await state.hasLetGo(segment.path)) return undefined;
      return { problems: [`cannot be read as Parquet: ${lineOf(error)}`], hours: 0, hasTies: false, revisionMax: 0 };
    }
  }

  /** Facts of kinds that share identities, of all days: a report may be corrected into another kind and day. */
  async #checkScope(kinds: readonly FactKind[]): Promise<void> {
    const { state, dir, queries } = this.#context;
    const findings = await state.steadily(
      (now) => [...now.segments.values()].filter(({ kind }) => kinds.includes(kind)),
      async (segments) => {
        const whole = segments.filter(({ path }) => this.#looked.get(path)?.kind === 'whole');
        const isComplete =
          state.isKnown && whole.length === segments.length && !kinds.some((kind) => state.hasExpired(kind));
        // Files that came since with a newer state were not looked at: those of before say who is there all the same.
        return await checkHashed({ queries, dir, isComplete }, whole);
      },
    );
    this.#findings.push(...findings);
  }
}

function checkedOf(looked: ReadonlyMap<string, Looked>): ReadonlyMap<string, CheckedSegment> {
  return new Map([...looked].flatMap(([path, one]) => (one.kind === 'whole' ? [[path, one.checked] as const] : [])));
}

function checkHoursOf(
  state: ManifestState,
  segments: readonly Segment[],
  looked: ReadonlyMap<string, Looked>,
  isComplete: boolean,
): readonly HistoryFinding[] {
  return segments[0]?.kind === 'reading' ? checkHours(state, segments, checkedOf(looked), isComplete) : [];
}

export function lineOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] as string;
}
