/** Random facts, cuts and commits against a plain model: what a cut keeps stays as it was, and what went does not come back. */
import fc from 'fast-check';
import { type History, type HistoryWriter, openEmbeddedHistory, type RetentionCut } from 'gemba/history';
import { type AnyFactTable, createFactTableBuilder, createReadingTable, rowAt, toTable } from 'gemba/model';
import { dayMs, hourMs } from 'gemba/time';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../store.ts';

const tags = ['a', 'b', 'c'];
const firstAt = Date.UTC(2020, 0, 1);
/** Days of a run; each begins behind those before it, as what has expired once stays so. */
const runDays = 40;

/** Of any kind. */
type Row = Readonly<Record<string, string | number>>;

interface Said {
  readonly endAt: number;
  readonly row: Row;
  readonly content: number;
  readonly contents: ReadonlySet<number>;
}

type Kind = 'production' | 'gap' | 'reading';
type Step =
  | { readonly do: 'commit'; readonly facts: readonly SaidFact[] }
  | { readonly do: 'expire'; readonly facts: Partial<Record<Kind, number>>; readonly ofA?: number | null };
interface SaidFact {
  readonly kind: Kind;
  readonly place: number;
  readonly startHour: number;
  readonly hours: number;
  readonly content: number;
}

const hours = fc.integer({ min: 0, max: 5 * 24 - 1 });
const fact = fc.record<SaidFact>({
  kind: fc.constantFrom('production', 'gap', 'reading'),
  place: fc.nat({ max: tags.length - 1 }),
  startHour: hours,
  hours: fc.constantFrom(0, 1, 12, 30, 100),
  content: fc.nat({ max: 2 }),
});
const cutAt = fc.option(hours, { nil: undefined, freq: 2 });
const committing = fc.record({
  do: fc.constant('commit' as const),
  facts: fc.array(fact, { minLength: 10, maxLength: 40 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: committing },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('expire' as const),
      facts: fc.record({ production: cutAt, gap: cutAt, reading: cutAt }) as fc.Arbitrary<
        Partial<Record<Kind, number>>
      >,
      ofA: fc.constantFrom(undefined, null, 30, 60, 100) as fc.Arbitrary<number | null>,
    }),
  },
);

/** What the store is to hold, in plain terms. */
class Model {
  readonly #said: Map<string, Said> = new Map();
  readonly #expiries: Map<string, number> = new Map();

  /** Whether it was stored, a duplicate or expired. */
  commit(kind: Kind, key: string, place: string, said: Omit<Said, 'contents'>): 'stored' | 'duplicate' | 'expired' {
    if (said.endAt < this.#expiryOf(kind, place)) return 'expired';
    const before = this.#said.get(key);
    if (before?.contents.has(said.content)) return 'duplicate';
    this.#said.set(key, { ...said, contents: new Set([...(before?.contents ?? []), said.content]) });
    return 'stored';
  }

  expire(kind: Kind, place: string, beforeAt: number): void {
    const expiry = Math.max(this.#expiryOf(kind, place), Math.floor(beforeAt / dayMs) * dayMs);
    this.#expiries.set(`${kind} ${place}`, expiry);
    for (const [key, { endAt, row }] of this.#said)
      if (key.startsWith(`${kind} `) && placeOf(row) === place && endAt < expiry) this.#said.delete(key);
  }

  list(kind: Kind): object[] {
    return [...this.#said]
      .filter(([key]) => key.startsWith(`${kind} `))
      .map(([, { row, contents }]) => ({ ...row, versions: contents.size }));
  }

  #expiryOf(kind: Kind, place: string): number {
    return this.#expiries.get(`${kind} ${place}`) ?? Number.NEGATIVE_INFINITY;
  }
}

function placeOf({ tag, equipment, source }: Row): string {
  return String(tag ?? equipment ?? source);
}

/** Identity is place and start, of readings what they are known by anyway. */
function rowOf({ kind, place, startHour, hours: length, content }: SaidFact, baseAt: number): Row {
  const startAt = baseAt + startHour * hourMs;
  const name = tags[place] as string;
  if (kind === 'reading') return { tag: name, at: startAt, value: content };
  const endAt = startAt + length * hourMs;
  if (kind === 'production') return { equipment: name, startAt, endAt, completedCount: content };
  return { source: name, startAt, endAt: content === 0 ? 8.64e15 : endAt, lostCount: content };
}

function hash(text: string): Uint8Array {
  const bytes = new Uint8Array(16);
  new TextEncoder().encodeInto(text, bytes);
  return bytes;
}

async function commit(writer: HistoryWriter, model: Model, facts: readonly SaidFact[], baseAt: number): Promise<void> {
  const counts = { stored: 0, duplicate: 0, expired: 0 };
  const tables = (['production', 'gap', 'reading'] as const).map((kind): AnyFactTable => {
    const builder = createFactTableBuilder(kind);
    const readings: Row[] = [];
    for (const said of facts.filter((one) => one.kind === kind)) {
      const row = rowOf(said, baseAt);
      const startAt = Number(row['startAt'] ?? row['at']);
      const endAt = Number(row['endAt'] ?? row['at']);
      const place = placeOf(row);
      // The length is part of what was said.
      const content = kind === 'reading' ? said.content : said.content * 1_000 + said.hours;
      counts[model.commit(kind, `${kind} ${place} ${startAt}`, place, { endAt, row, content })]++;
      if (kind === 'reading') readings.push(row);
      else builder.add(row as never, hash(`${place}${startAt / hourMs}`), hash(`${content}`));
    }
    if (kind === 'reading') return createReadingTable(toTable('reading', readings as never).columns);
    return builder.build() as AnyFactTable;
  });
  const account = { received: facts.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
  const receipt = await writer.commit({ source: 's', identityBy: 'content', facts: tables, account, position: {} });
  expect(receipt.account).toMatchObject(counts);
}

function cutOf(step: Extract<Step, { do: 'expire' }>, baseAt: number): RetentionCut {
  const facts: Partial<Record<Kind, number>> = {};
  for (const kind of ['production', 'gap', 'reading'] as const)
    if (step.facts[kind] !== undefined) facts[kind] = baseAt + (step.facts[kind] as number) * hourMs;
  const tagGroups =
    step.ofA === undefined
      ? []
      : [{ name: 'a', tags: ['a'], beforeAt: step.ofA === null ? undefined : baseAt + step.ofA * hourMs }];
  return { facts, tagGroups, rollups: {} };
}

/** Gaps stay as long as readings: of those whose tag is kept the longest. */
function apply(model: Model, cut: RetentionCut, readings: Map<string, number>): void {
  for (const tag of tags) {
    const group = cut.tagGroups.find((one) => one.tags.includes(tag));
    const at = group === undefined ? cut.facts.reading : group.beforeAt;
    if (at === undefined) continue;
    readings.set(tag, Math.max(readings.get(tag) ?? at, at));
    model.expire('reading', tag, at);
  }
  // Another tag may come any time, and is of no group.
  const others = cut.facts.reading;
  if (others !== undefined) readings.set('others', Math.max(readings.get('others') ?? others, others));
  const kept = Math.min(...[...tags, 'others'].map((tag) => readings.get(tag) ?? Number.NEGATIVE_INFINITY));
  for (const place of tags) {
    if (cut.facts.production !== undefined) model.expire('production', place, cut.facts.production);
    if (cut.facts.gap !== undefined) model.expire('gap', place, Math.min(cut.facts.gap, kept));
  }
}

const sorted = (rows: readonly object[]): string[] =>
  rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();

async function expectSame(history: History, model: Model, baseAt: number): Promise<void> {
  const snapshot = await history.snapshot();
  const window = { fromAt: baseAt, toAt: baseAt + runDays * dayMs };
  for (const kind of ['production', 'gap', 'reading'] as const) {
    const facts = await snapshot.read({ kind, window });
    const rows = Array.from({ length: facts.length }, (_, i) => ({
      ...(rowAt(facts as never, i) as Row),
      versions: facts.versions[i],
    }));
    // Gaps that last are seen by every later run.
    const own = rows.filter((row) => Number((row as Row)['startAt'] ?? baseAt) >= baseAt);
    expect(sorted(own)).toEqual(sorted(model.list(kind)));
  }
}

test('what a cut keeps is read unchanged, what it removes is gone for good, and accounts add up', async () => {
  await using folder = await temporaryFolder();
  const clock = (): number => firstAt + 20_000 * dayMs;
  await using history = await openEmbeddedHistory({
    dir: folder.dir,
    clock,
    compactSegmentsMin: 3,
    checkpointEvery: 10,
  });
  await using writer = await history.openWriter({ holder: 'test' });
  let run = 0;
  const readings = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(committing, fc.array(step, { minLength: 1, maxLength: 5 }), async (first, others) => {
      const steps = [first, ...others];
      const baseAt = firstAt + run++ * runDays * dayMs;
      const model = new Model();
      for (const [i, one] of steps.entries()) {
        if (one.do === 'commit') await commit(writer, model, one.facts, baseAt);
        else {
          const cut = cutOf(one, baseAt);
          await writer.expire(cut);
          apply(model, cut, readings);
        }
        if (one.do === 'expire' || i === steps.length - 1) await expectSame(history, model, baseAt);
      }
      // What is left of it would only take time in the next.
      const endAt = baseAt + runDays * dayMs;
      const rest = { facts: { production: endAt, gap: endAt, reading: endAt }, tagGroups: [], rollups: {} };
      await writer.expire(rest);
      apply(model, rest, readings);
    }),
    { numRuns: Number(process.env['RETENTION_RUNS'] ?? 4), endOnFailure: true },
  );
}, 120_000);
