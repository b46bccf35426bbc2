/** What a plant says of its products for yields: opportunities for a defect, and routes. */
import { compilePlant, findOpportunities, GembaError, type KpisConfig, plantSchema } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { smallPlant } from './plants.ts';

const settingsOf = (kpis: KpisConfig) => compilePlant(plantSchema.parse({ ...smallPlant, kpis })).kpis;
const pathsOf = (kpis: unknown) =>
  plantSchema.safeParse({ ...smallPlant, kpis }).error?.issues.map(({ path }) => path.join('.'));
function problemsOf(kpis: KpisConfig) {
  try {
    settingsOf(kpis);
  } catch (error) {
    if (error instanceof GembaError) return error.details['problems'];
    throw error;
  }
  return [];
}

describe('opportunities for a defect', () => {
  const opportunities = [
    { perPiece: 1 },
    { product: 'board', perPiece: 2 },
    { operation: 'solder', perPiece: 3 },
    { product: 'board', operation: 'solder', perPiece: 4 },
  ];

  test('hold by the most special that fits: product and operation, operation, product, neither', () => {
    const settings = settingsOf({ opportunities });
    expect(findOpportunities(settings, 'board', 'solder')).toBe(4);
    expect(findOpportunities(settings, 'cable', 'solder')).toBe(3);
    expect(findOpportunities(settings, 'board', 'test')).toBe(2);
    expect(findOpportunities(settings, 'cable', 'test')).toBe(1);
  });

  test('are unknown where the plant file does not say', () => {
    expect(findOpportunities(settingsOf({ opportunities: opportunities.slice(2) }), 'board', 'test')).toBeUndefined();
  });

  test('are whole and at least one, and said once', () => {
    expect(pathsOf({ opportunities: [{ perPiece: 0 }, { perPiece: 1.5 }] })).toEqual([
      'kpis.opportunities.0.perPiece',
      'kpis.opportunities.1.perPiece',
    ]);
    expect(problemsOf({ opportunities: [...opportunities, { operation: 'solder', perPiece: 5 }] })).toEqual([
      {
        path: 'kpis.opportunities.4',
        message: "Opportunities of any product at 'solder' are given twice. Keep one.",
      },
    ]);
  });
});

describe('routes', () => {
  test('are steps of one operation, or of several of which a piece goes through one', () => {
    const { routes } = settingsOf({ routes: [{ product: 'board', steps: ['print', ['solder 1', 'solder 2']] }] });
    expect(routes.get('board')).toEqual([['print'], ['solder 1', 'solder 2']]);
    expect(routes.get('cable')).toBeUndefined();
  });

  test('have a step, one route a product, and each operation once', () => {
    expect(pathsOf({ routes: [{ product: 'board', steps: [] }] })).toEqual(['kpis.routes.0.steps']);
    const problems = problemsOf({
      routes: [
        { product: 'board', steps: ['print', ['solder', 'print']] },
        { product: 'board', steps: ['test'] },
      ],
    });
    expect(problems).toEqual([
      expect.objectContaining({ path: 'kpis.routes.1.product' }),
      expect.objectContaining({ path: 'kpis.routes.0.steps.1' }),
    ]);
  });
});
