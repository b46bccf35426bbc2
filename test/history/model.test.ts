/** The store against a plain model of it: arrays of objects, searched from one end to the other. */
import fc from 'fast-check';
import {
  type AnyFactTable,
  createFactTableBuilder,
  type FactKind,
  type FactRow,
  factAxes,
  factKinds,
  gapOpenEndAt,
  rowAt,
} from 'gemba/model';
import { type Interval, touches } from 'gemba/time';
import { expect, test } from 'vitest';
import { temporaryStore } from './store.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Fact {
  readonly kind: FactKind;
  readonly identity: number;
  readonly content: number;
  readonly row: Row;
}

type Row = Readonly<Record<string, string | number>>;

const wordList = ['', 'a', 'b', "it's", 'ä\u{1F600}', 'a\u0000', 'A longer text than twelve bytes'];
const words = fc.constantFrom(...wordList);
const countList = [undefined, -1.5, 0, 7] as const;
const instant = fc.integer({ min: 0, max: 5 * 24 }).map((hour) => Date.UTC(2012, 1, 27) + hour * 3_600_000);

/** Content decides the row, as a hash of it would. */
const contents = fc.array(
  fc.record({
    kind: fc.constantFrom<FactKind>('production', 'equipmentState', 'refusal', 'reading', 'gap'),
    startAt: instant,
    lengthMs: fc.constantFrom(0, 1, 3_600_000, 3 * dayMs),
    undated: fc.boolean(),
    word: words,
    count: fc.constantFrom(...countList),
  }),
  { minLength: 1, maxLength: 8 },
);
const receipts = fc.array(
  fc.array(fc.record({ identity: fc.integer({ min: 0, max: 4 }), content: fc.nat() }), { maxLength: 6 }),
  { minLength: 1, maxLength: 6 },
);

type Content = typeof contents extends fc.Arbitrary<(infer T)[]> ? T : never;

function factOf(identity: number, content: number, described: Content): Fact {
  const { kind, startAt, lengthMs, undated, word, count } = described;
  // The start is part of its identity.
  const own = kind === 'gap' ? identity + 8 * (startAt / hourMs - Date.UTC(2012, 1, 27) / hourMs) : 0;
  const of = word === '' ? {} : { tag: word };
  if (kind === 'reading') {
    const row = { at: startAt, sequence: identity, ...of, ...(count === undefined ? {} : { value: count }) };
    return { kind, row, ...numbersOfReading(row) };
  }
  if (kind === 'gap') {
    const endAt = lengthMs === 1 ? gapOpenEndAt : startAt + lengthMs;
    const lost = count === undefined ? {} : { lostCount: count };
    return { kind, identity: own, content, row: { startAt, endAt, source: 's', ...of, ...lost } };
  }
  const dated = kind === 'refusal' && undated ? {} : { startAt, endAt: startAt + lengthMs };
  const text =
    word === '' ? {} : kind === 'refusal' ? { source: word, raw: `${word}.` } : { equipment: word, operators: word };
  const number = count === undefined ? {} : { line: count };
  return { kind, identity, content, row: { ...dated, ...text, ...number } };
}

/** Readings say who they are by their columns: tag, instant and sequence; and their content by their value. */
function numbersOfReading(row: Row): { readonly identity: number; readonly content: number } {
  const { tag = '', at, sequence, value } = row;
  const place = [wordList.indexOf(tag as string), (at as number) / hourMs, sequence as number];
  return {
    identity: place.reduce((sum, part) => sum * 100_000 + part, 0),
    content: countList.indexOf(value as (typeof countList)[number]),
  };
}

function bytesOf(number: number): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32((number % 4) * 4, number + 1);
  return bytes;
}

/** Tables one after the other, so that facts stay in the order of their receipt. */
function tablesOf(facts: readonly Fact[]): AnyFactTable[] {
  return facts.map(({ kind, identity, content, row }) => {
    const builder = createFactTableBuilder(kind);
    builder.add(row as FactRow, bytesOf(identity), bytesOf(content));
    return builder.build() as AnyFactTable;
  });
}

/** Kinds that share identities, by the rule of the port's README: a report may be corrected into another kind. */
const scopeOf = (kind: FactKind): string => (kind === 'production' || kind === 'equipmentState' ? 'report' : kind);

/** Start and end of a row, `NaN` where absent. */
function timesIn(kind: FactKind, row: Row): { startAt: number; endAt: number } {
  const values = row as Readonly<Record<string, number>>;
  const { start, end } = factAxes[kind];
  return { startAt: values[start] ?? Number.NaN, endAt: values[end] ?? Number.NaN };
}

function modelRead(received: readonly Fact[], kind: FactKind, window: Interval | undefined): object[] {
  const byIdentity = Map.groupBy(received, (fact) => `${scopeOf(fact.kind)} ${fact.identity}`);
  const newest: { fact: Fact; versions: number }[] = [];
  for (const facts of byIdentity.values()) {
    const unseen = facts.filter((fact, i) => facts.findIndex(({ content }) => content === fact.content) === i);
    newest.push({ fact: unseen.at(-1) as Fact, versions: unseen.length });
  }
  return newest
    .filter(({ fact }) => fact.kind === kind)
    .filter(({ fact: { row } }) => {
      if (window === undefined) return true;
      const { startAt, endAt } = timesIn(kind, row);
      const interval = { fromAt: startAt, toAt: endAt };
      return !Number.isNaN(interval.fromAt) && touches(interval, window);
    })
    .map(({ fact, versions }) => ({ ...fact, versions }));
}

const key = (fact: object): string => JSON.stringify(fact, Object.keys({ ...fact, ...(fact as Fact).row }).sort());
const sorted = (facts: readonly object[]): object[] => facts.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));

test('any commits, in any groups, with merges between them, read back as a plain model says', async () => {
  await fc.assert(
    fc.asyncProperty(
      contents,
      receipts,
      fc.boolean(),
      instant,
      instant,
      async (described, commits, oneWriter, a, b) => {
        await using store = await temporaryStore({ compactSegmentsMin: 2, checkpointEvery: 3 });
        await using history = await store.open({ clock: () => 0 });
        const batches = commits.map((commit) =>
          commit.map(({ identity, content }) =>
            factOf(identity, content % described.length, described[content % described.length] as Content),
          ),
        );
        for (const group of oneWriter ? [batches] : batches.map((batch) => [batch])) {
          await using writer = await history.openWriter({ holder: 'test' });
          const committing = group.map((facts) => {
            const received = facts.filter(({ kind }) => kind !== 'refusal').length;
            const account = { received, refused: 0, filtered: 0, expired: 0, lost: 0 };
            return writer.commit({ source: 's', identityBy: 'key', facts: tablesOf(facts), account, position: {} });
          });
          await Promise.all(committing);
        }
        const received = batches.flat();
        const snapshot = await history.snapshot();
        const { factCounts } = await history.status();
        const windows = [undefined, { fromAt: Math.min(a, b), toAt: Math.max(a, b) }, { fromAt: a, toAt: a + dayMs }];
        for (const kind of factKinds) {
          for (const window of windows) {
            const facts = await snapshot.read({ kind, ...(window === undefined ? {} : { window }) });
            const read = Array.from({ length: facts.length }, (_, i) => {
              const number = (bytes: Uint8Array): number =>
                [0, 1, 2, 3]
                  .map((at) => new DataView(bytes.buffer, bytes.byteOffset + i * 16).getUint32(at * 4))
                  .reduce((x, y) => x + y) - 1;
              const row = rowAt(facts, i) as Row;
              const told =
                kind === 'reading'
                  ? numbersOfReading(row)
                  : { identity: number(facts.identity), content: number(facts.content) };
              return { kind, ...told, row, versions: facts.versions[i] };
            });
            expect(sorted(read)).toEqual(sorted(modelRead(received, kind, window)));
          }
          const all = modelRead(received, kind, undefined) as Fact[];
          expect(factCounts[kind]).toBe(all.length);
          const dated = all.map(({ row }) => timesIn(kind, row)).filter(({ startAt }) => !Number.isNaN(startAt));
          const extent = {
            fromAt: Math.min(...dated.map(({ startAt }) => startAt)),
            toAt: Math.max(...dated.map(({ endAt }) => endAt)),
          };
          expect(snapshot.findExtent(kind)).toEqual(dated.length === 0 ? undefined : extent);
        }
      },
    ),
    { numRuns: 20 },
  );
}, 180_000);
