/** Rules on rejected and held pieces, by product and operation. */
import type { PieceRow } from '../daily-analysis.ts';
import type { Finding } from '../finding-rules.ts';
import { type FindingContext, finding, meanIdealMs } from './context.ts';
import { scrapCountMin, scrapRatioMin } from './thresholds.ts';

export function pieceFindings({ history, pieceRows }: FindingContext): Finding[] {
  const plant = history.plant.now;
  return groupRows(pieceRows).flatMap(({ product, operation, rows }): Finding[] => {
    const sum = (key: 'completed' | 'scrap' | 'hold'): number => rows.reduce((total, row) => total + row[key], 0);
    const [scrap, hold] = [sum('scrap'), sum('hold')];
    const made = sum('completed') + scrap + hold;
    const found: Finding[] = [];
    if (scrap >= scrapCountMin && scrap / made >= scrapRatioMin)
      found.push(
        finding(
          'scrap',
          { product, operation, scrap, made, plantScrap: plant.pieces.scrap },
          { ...of('scrap', scrap, rows), needsDecision: true },
        ),
      );
    if (hold > 0)
      found.push(finding('hold', { product, operation, hold }, { ...of('hold', hold, rows), needsDecision: true }));
    return found;
  });

  /** The unit is named where all of it came from one. */
  function of(key: 'scrap' | 'hold', count: number, rows: readonly PieceRow[]) {
    const units = rows.filter((row) => row[key] > 0).map(({ equipment }) => equipment);
    const equipment = units.length === 1 ? units[0] : undefined;
    const figures = history.units.find(({ now }) => now.equipment === equipment)?.now;
    // A piece lost at a quick inspection has been made before: it counts at least as a mean piece of the plant.
    const idealMs = Math.max(meanIdealMs(figures, plant), meanIdealMs(plant));
    return { equipment, consequenceMs: count * idealMs, owner: 'quality' as const };
  }
}

function groupRows(rows: readonly PieceRow[]) {
  const groups = new Map<string, { product: string; operation: string; rows: PieceRow[] }>();
  for (const row of rows) {
    const key = `${row.product}\n${row.operation}`;
    const group = groups.get(key) ?? { product: row.product, operation: row.operation, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}
