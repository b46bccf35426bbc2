/** The real production log of the demo (demo/README.md: origin and licence). */
import { describe, expect, it } from 'vitest';
import { contextOf, demoConfig, demoDir, demoEquipment, load, sourceOf } from './support/plant.ts';

const source = () => sourceOf(demoConfig, contextOf(demoDir, demoEquipment));

describe('the demo log', () => {
  it('is 4,496 facts and no refusal', async () => {
    const { received, refused, rows } = await load(source());
    expect({ received, refused }).toEqual({ received: 4_496, refused: 0 });
    expect(rows('production')).toHaveLength(4_445);
    expect(rows('equipmentState')).toHaveLength(51);
    expect(rows('production').filter(({ state }) => state === 'setup')).toHaveLength(705);
  });

  it('has the pieces its README says', async () => {
    const facts = (await load(source())).rows('production');
    const sum = (name: 'completedCount' | 'scrapCount' | 'holdCount' | 'isRework') =>
      facts.reduce((total, fact) => total + Number(fact[name] ?? 0), 0);
    expect([sum('completedCount'), sum('scrapCount'), sum('holdCount'), sum('isRework')]).toEqual([
      91_507, 591, 105, 32,
    ]);
  });

  it('has 17 reports with times that its zone skipped, said in the fact and listed', async () => {
    const { rows, adjustments, adjustmentCount } = await load(source());
    const adjusted = [...rows('production'), ...rows('equipmentState')].filter(
      ({ adjustment }) => adjustment !== undefined,
    );
    expect(adjusted).toHaveLength(17);
    expect(new Set(adjustments.map(({ line }) => line)).size).toBe(17);
    expect(adjustments).toHaveLength(adjustmentCount);
    for (const { code, takenAs } of adjustments) {
      expect(code).toBe('local-time-skipped');
      expect(['2012-03-30T03:00:00+03:00', '2012-03-30T03:15:00+03:00']).toContain(takenAs);
    }
  });

  it('has the same distinct identities each time it is read, its 22 surplus copies too', async () => {
    const first = await load(source());
    const second = await load(source());
    expect(second.identities()).toEqual(first.identities());
    expect(second.contents()).toEqual(first.contents());
    expect(new Set(first.identities()).size).toBe(4_496);
    expect(new Set(first.contents()).size).toBe(4_474);
  });

  it('names no worker: persons are tokens', async () => {
    const { batches } = await load(source());
    expect(JSON.stringify(batches)).not.toMatch(/\bID\d{4}\b/);
    const texts = batches.flatMap(({ facts }) =>
      facts.flatMap(({ columns }) =>
        Object.values(columns).flatMap((column) => (column instanceof Float64Array ? [] : column.dictionary)),
      ),
    );
    expect(texts.filter((text) => /ID\d{4}/.test(text))).toEqual([]);
    expect(texts).toContain('p1');
  });
});
