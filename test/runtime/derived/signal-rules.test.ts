/** Readings are read for a few tags at a time; what is worked out is kept for just these rules. */
import { definePlant, type PlantFileInput } from 'gemba';
import { compilePlant } from 'gemba/model';
import { parsePlantFile } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { findSignalRules, type SignalRules } from '../../../src/runtime/derived/signal-rules.ts';
import { signalPlant } from '../../support/signal-plant.ts';

function rulesOf(file: PlantFileInput): SignalRules | undefined {
  return findSignalRules(compilePlant(parsePlantFile(file, 'test')));
}

/** Units of so many state rules each, every rule with a tag of its own. */
function plantOf(ruleCounts: readonly number[]): PlantFileInput {
  const tags = ruleCounts.map((count, unit) => Array.from({ length: count }, (_, rule) => `t${unit}-${rule}`));
  return definePlant({
    ...signalPlant,
    equipment: tags.map((own, unit) => ({
      id: `u${unit}`,
      name: `Unit ${unit}`,
      level: 'workUnit' as const,
      signals: { states: own.map((tag) => ({ state: 'running' as const, tag, above: 1 })) },
    })),
    tags: tags.flatMap((own, unit) => own.map((id) => ({ id, equipment: `u${unit}` }))),
  });
}

test('every unit is in one group, and a group has no more tags than are read together', () => {
  const counts = [3, 3, 3, 3, 3, 3, 3, 20, 1, 16, 1];
  const groups = rulesOf(plantOf(counts))?.groups ?? [];
  expect(groups.flatMap(({ units }) => units.map(({ id }) => id))).toEqual(counts.map((_, i) => `u${i}`));
  // Five units of three tags each, two more; the one of twenty alone, since it cannot be read in parts.
  expect(groups.map(({ tags }) => tags.length)).toEqual([15, 6, 20, 1, 16, 1]);
});

test('a tag that several units of a group read is read once', () => {
  const file = plantOf([1, 1]);
  const shared = file.equipment.map((unit) => ({
    ...unit,
    signals: { states: [{ state: 'running' as const, tag: 't0-0', above: 1 }] },
  }));
  expect(rulesOf({ ...file, equipment: shared })?.groups.map(({ tags }) => tags.map(({ id }) => id))).toEqual([
    ['t0-0'],
  ]);
});

test('the fingerprint is that of the rules and their tags, and of nothing else in the plant file', () => {
  const [saw, ...others] = signalPlant.equipment;
  const [speed, ...tags] = signalPlant.tags ?? [];
  const now = rulesOf(signalPlant)?.fingerprint;
  const changed: PlantFileInput[] = [
    { ...signalPlant, equipment: [{ ...saw, signals: { ...saw?.signals, scrapTag: 'saw/count' } }, ...others] },
    { ...signalPlant, tags: [{ ...speed, expectedIntervalSeconds: 60 }, ...tags] },
  ] as PlantFileInput[];
  for (const file of changed) expect(rulesOf(file)?.fingerprint).not.toBe(now);
  const unrelated = signalPlant.tags?.map((tag) => (tag.id === 'press/oil' ? { ...tag, max: 90 } : tag)) ?? [];
  expect(rulesOf({ ...signalPlant, tags: unrelated, name: 'Another' })?.fingerprint).toBe(now);
});

test('a plant without signals has no rules', () => {
  const equipment = signalPlant.equipment.map(({ signals: _, ...unit }) => unit);
  expect(rulesOf({ ...signalPlant, equipment })).toBeUndefined();
});
