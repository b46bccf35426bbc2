import { describe, expect, it } from 'vitest';
import { listLanguages } from '../../../src/reports/index.ts';
import { changesMax, type FigureChange, revisionSchema } from '../../../src/reports/revisions/revision.ts';
import { revisedSubject, revisionLine } from '../../../src/reports/revisions/say-revision.ts';
import { type RevisedPart, writeRevision } from '../../../src/reports/revisions/write-revision.ts';
import { createSpeaker } from '../../../src/reports/words/speaker.ts';

const speaker = createSpeaker({ language: 'en', zone: { id: 'UTC' } });

function part(accepted: number, corrected: number, provenance: object = {}): RevisedPart {
  return {
    completeness: { accepted, corrected },
    provenance: { dataFingerprint: 'a', configFingerprint: 'c', softwareVersion: '1.0.0', ...provenance },
  } as unknown as RevisedPart;
}

/** Of a plant whose sensors tell the window. */
const signals = (fingerprint: string, provenance: object = {}): RevisedPart =>
  part(10, 0, { signals: { factCount: 3, fingerprint }, ...provenance });

const change = (from: number | null, to: number | null, unit: FigureChange['unit'] = 'pieces'): FigureChange => ({
  id: 'plant/plant/completed',
  where: 'Plant',
  figure: 'Completed',
  unit,
  from,
  to,
});

function reason(before: RevisedPart, after: RevisedPart): string {
  return writeRevision({ number: 2, before, after, changes: [], speaker }).reason;
}

describe('the reason of a revision', () => {
  it.each([
    [part(10, 0), part(13, 0, { dataFingerprint: 'b' }), '3 late facts'],
    [part(10, 0), part(11, 0, { dataFingerprint: 'b' }), '1 late fact'],
    [part(10, 1), part(10, 2, { dataFingerprint: 'b' }), '1 correction'],
    [part(10, 0), part(12, 2, { dataFingerprint: 'b' }), '2 late facts, 2 corrections'],
    [part(10, 0), part(9, 1, { dataFingerprint: 'b' }), '1 fact left this window, 1 correction'],
    [part(10, 0), part(10, 0, { dataFingerprint: 'b' }), 'facts before this window changed'],
    [signals('x'), signals('y', { dataFingerprint: 'b' }), 'late sensor readings'],
    [signals('x'), signals('y', { dataFingerprint: 'b', configFingerprint: 'd' }), 'the plant file changed'],
    [signals('x'), signals('x', { dataFingerprint: 'b' }), 'facts before this window changed'],
    [part(10, 0), part(10, 0, { configFingerprint: 'd' }), 'the plant file changed'],
    [part(10, 0), part(10, 0, { softwareVersion: '1.1.0' }), 'gemba 1.1.0 instead of 1.0.0'],
    [part(10, 0), part(11, 0, { dataFingerprint: 'b', configFingerprint: 'd' }), '1 late fact, the plant file changed'],
  ])('%#: %s → %s', (before, after, said) => {
    expect(reason(before, after)).toBe(said);
  });
});

it('a revision tells the main changes and counts the others', () => {
  const changes = Array.from({ length: changesMax + 5 }, (_, i) => change(i, i + 1));
  const revision = writeRevision({ number: 3, before: part(1, 0), after: part(2, 0), changes, speaker });
  expect(revisionSchema.parse(revision)).toEqual(revision);
  expect(revision.changes).toHaveLength(changesMax);
  expect(revision).toMatchObject({ number: 3, lateFacts: 1, corrections: 0, changeCount: changesMax + 5 });
});

describe('a revision is said', () => {
  const changes = [change(823, 1830), change(20_760_000, 22_200_000, 'minutes'), change(null, 0.4806, 'ratio')];
  const input = { number: 2, before: part(1, 0), after: part(4, 0), speaker } as const;

  it('in one line: why, and the first figures from and to', () => {
    const revision = writeRevision({ ...input, changes: [...changes, ...changes] });
    expect(revisionLine(revision, speaker).replaceAll('\u00a0', ' ')).toBe(
      'Revision 2: 3 late facts. Plant, Completed: 823 → 1,830; Plant, Completed: 5 h 46 min → 6 h 10 min; Plant, Completed: unknown → 48.1 %; and 3 more figures.',
    );
  });

  it('first in the subject of a mail', () => {
    const revision = writeRevision({ ...input, changes });
    expect(revisedSubject('Job shop, 29 Feb', revision, speaker)).toBe('Revision 2: Job shop, 29 Feb');
    expect(revisedSubject('Job shop, 29 Feb', null, speaker)).toBe('Job shop, 29 Feb');
    expect(revisionLine(null, speaker)).toBe('');
  });

  it.each(listLanguages())('in the language %s', (language) => {
    const of = createSpeaker({ language, zone: { id: 'UTC' } });
    const line = revisionLine(writeRevision({ ...input, speaker: of, changes }), of);
    expect(line).toMatch(language === 'en' ? /late facts/ : /verspätete Meldungen/);
  });
});
