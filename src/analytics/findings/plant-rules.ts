/** Rules on figures of the whole plant: outside its usual range, in which direction, by how much machine time. */
import type { Finding } from '../finding-rules.ts';
import { type Comparisons, comparedParams, type FindingContext, finding, meanIdealMs, rank28 } from './context.ts';
import { downtimeMsMin } from './thresholds.ts';

export function plantFindings({ history }: FindingContext, compare: Comparisons): Finding[] {
  const { times, pieces, ideal } = history.plant.now;
  const baseMs = times.plannedMs + times.extraMs;
  const found: Finding[] = [];

  const finished = compare('finished');
  if (finished !== undefined && isOutside(finished.row))
    found.push(
      finding(
        'finished',
        { ...comparedParams(finished.usual), finished: finished.value, low: finished.low, high: finished.high },
        {
          consequenceMs: Math.abs(finished.usual.median - finished.value) * meanIdealMs(history.plant.now),
          owner: 'production',
          needsDecision: finished.row.standing === 'below',
        },
      ),
    );

  const oee = compare('oeeIndex');
  if (oee !== undefined && isOutside(oee.row))
    found.push(
      finding(
        'oee',
        { ...comparedParams(oee.usual), oee: oee.value, low: oee.low, high: oee.high },
        { consequenceMs: Math.abs(oee.usual.median - oee.value) * baseMs, owner: 'production' },
      ),
    );

  const setup = compare('setupRatio');
  if (setup !== undefined && isOutside(setup.row))
    found.push(
      finding(
        'setup',
        {
          ...comparedParams(setup.usual),
          setupRatio: setup.value,
          setupMs: times.setupMs,
          rank28: rank28(setup.row, setup.value),
        },
        {
          consequenceMs: Math.abs(setup.usual.median - setup.value) * baseMs,
          owner: 'production',
          needsDecision: setup.row.standing === 'above',
        },
      ),
    );

  const down = compare('downMs');
  if (down?.row.standing === 'above' && down.value >= downtimeMsMin)
    found.push(
      finding(
        'downtime',
        { ...comparedParams(down.usual), downMs: down.value, rank28: rank28(down.row, down.value) },
        { consequenceMs: down.value - down.usual.median, owner: 'maintenance', needsDecision: true },
      ),
    );

  const quality = compare('qualityRatio');
  if (quality?.row.standing === 'below')
    found.push(
      finding(
        'quality',
        { ...comparedParams(quality.usual), quality: quality.value, scrap: pieces.scrap, hold: pieces.hold },
        {
          consequenceMs: (quality.usual.median - quality.value) * ideal.pieces * meanIdealMs(history.plant.now),
          owner: 'quality',
          needsDecision: true,
        },
      ),
    );

  const reported = compare('reportedRatio');
  if (reported?.row.standing === 'below')
    found.push(
      finding(
        'coverage',
        { ...comparedParams(reported.usual), reportedRatio: reported.value, silentPlannedMs: times.silentPlannedMs },
        { consequenceMs: (reported.usual.median - reported.value) * times.plannedMs, owner: 'shift-lead' },
      ),
    );
  return found;
}

function isOutside({ standing }: { readonly standing: string }): boolean {
  return standing === 'above' || standing === 'below';
}
