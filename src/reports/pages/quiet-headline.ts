/**
 * The headline where no finding concerns the role. By this rule: the first of the role's figures that is known, with
 * its usual range; where none is known, that there is nothing to report.
 */
import type { ReportKpiId } from '../../analytics/index.ts';
import type { Role } from '../../model/index.ts';
import type { DailyDocument } from '../documents/daily-document.ts';
import type { Speaker } from '../words/speaker.ts';
import { figureFormat, usualBand } from './figure-format.ts';

const telling: Readonly<Record<Role, readonly ReportKpiId[]>> = {
  director: ['finished'],
  production: ['finished'],
  quality: ['qualityRatio', 'completed'],
  maintenance: ['downMs'],
  'shift-lead': ['finished'],
};

export function quietHeadline(
  document: DailyDocument,
  speaker: Speaker,
): { readonly headline: string; readonly detail: string } {
  const { words } = speaker;
  for (const kpi of telling[document.role]) {
    const row = document.kpis.find((candidate) => candidate.kpi === kpi && candidate.equipment === null);
    if (row === undefined || 'unknown' in row.value) continue;
    const band = usualBand(row.usual);
    const format = figureFormat(kpi, speaker, [row.value.value, row.value.high, band?.p90]);
    if (kpi === 'downMs' && row.value.value === 0)
      return {
        headline: words.labels.noStops,
        detail: band === undefined ? '' : words.labels.usualIs(format.range(band.p10, band.p90)),
      };
    return {
      headline: words.labels.figureWas(words.kpis[kpi], format.text(row.value.value), row.standing),
      detail:
        speaker.window.kind === 'span'
          ? ''
          : band === undefined
            ? `${words.labels.tooLittleHistory('unknown' in row.usual ? row.usual.count : 0)}.`.replace(
                /^./u,
                (first) => first.toUpperCase(),
              )
            : words.labels.usualIs(format.range(band.p10, band.p90)),
    };
  }
  return { headline: words.labels.summaryEmpty, detail: '' };
}
