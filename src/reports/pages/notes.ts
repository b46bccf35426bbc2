/** What a report stands on: coverage, facts, gaps, adjusted times, planned stops, rules, fingerprints. */
import type { DailyDocument } from '../documents/daily-document.ts';
import type { Speaker } from '../words/speaker.ts';
import type { NoteView } from './view.ts';

/** The page is two; what does not fit is counted, and whole in the JSON document. */
const listedMax = 3;

export function buildNotes(document: DailyDocument, speaker: Speaker): NoteView[] {
  const { words, formats } = speaker;
  const { labels } = words;
  const { provenance } = document;
  return [
    {
      label: labels.sources,
      lines: [
        ...coverageLines(document, speaker),
        ...provenance.sources.map(
          ({ id, kind, factCount }) =>
            `${labels.trustSource(id, kind, factCount === null ? undefined : formats.integer(factCount))}.`,
        ),
      ],
    },
    {
      label: labels.trustGaps,
      lines: listed(
        document.completeness.gaps.map(({ source, tag, from, to, cause, lostCount, recovered }) =>
          labels.trustGap({
            where: tag === null ? source : `${source} ${tag}`,
            from: formats.dayTime(Date.parse(from)),
            to: to === null ? undefined : formats.dayTime(Date.parse(to)),
            cause: words.gapCauses[cause] ?? cause,
            lost: lostCount === null ? undefined : formats.integer(lostCount),
            recovered,
          }),
        ),
        labels.trustNoGaps,
        speaker,
      ),
    },
    { label: labels.trustAdjusted, lines: adjustedLines(document, speaker) },
    ...plannedNote(document, speaker),
    { label: labels.rules, lines: [rulesOf(document, speaker).join(' ')] },
    {
      label: labels.madeBy,
      lines: [
        `${labels.software(provenance.softwareVersion)}; ${labels.fingerprints(provenance.dataFingerprint, provenance.configFingerprint)}.`,
      ],
    },
  ];
}

/** Of money only where the document has some. */
function rulesOf(document: DailyDocument, { words, window }: Speaker): readonly string[] {
  const hasMoney = 'currency' in document && document.currency !== null;
  const ofWindow = words.labels.windowRule(window);
  return [...words.ruleNotes, ...(hasMoney ? [words.money.ruleNote] : []), ...(ofWindow === '' ? [] : [ofWindow])];
}

/** Where the role may see planned stops and its pages have no list of them. */
function plannedNote(document: DailyDocument, speaker: Speaker): NoteView[] {
  if (document.role === 'quality' || document.role === 'maintenance') return [];
  const { words, formats } = speaker;
  const { labels } = words;
  const lines = document.plannedStops.map(({ title, name, from, to }) =>
    labels.plannedStop(title, name, formats.dayTime(Date.parse(from)), formats.dayTime(Date.parse(to))),
  );
  return [{ label: labels.plannedStops, lines: listed(lines, labels.noPlannedStops, speaker) }];
}

function coverageLines({ completeness, provenance }: DailyDocument, { words, formats }: Speaker): string[] {
  const { reportedRatio, silentPlannedMs, accepted, refused, corrected } = completeness;
  const coverage =
    'unknown' in reportedRatio
      ? []
      : [words.labels.trustCoverage(formats.percent(reportedRatio.value, 0), formats.duration(silentPlannedMs))];
  return [
    ...coverage,
    words.labels.trustFacts(formats.integer(accepted), formats.integer(refused), formats.integer(corrected)),
    ...(provenance.signals === undefined
      ? []
      : [words.labels.trustSignals(formats.integer(provenance.signals.factCount))]),
  ];
}

function adjustedLines({ completeness }: DailyDocument, speaker: Speaker): readonly string[] {
  const { words, formats } = speaker;
  const rows = Object.entries(completeness.adjusted)
    .filter(([, count]) => count > 0)
    .map(
      ([code, count]) => `${words.labels.trustAdjustedRow(words.adjustments[code] ?? code, formats.integer(count))}.`,
    );
  const unmapped = completeness.unmapped.map(({ code, count }) => `${code} (${formats.integer(count)})`);
  return [
    ...listed(rows, words.labels.trustNoAdjusted, speaker),
    ...(unmapped.length === 0 ? [] : [words.labels.trustUnmapped(listed(unmapped, '', speaker).join(', '))]),
  ];
}

function listed(lines: readonly string[], none: string, { words }: Speaker): readonly string[] {
  if (lines.length === 0) return [none];
  if (lines.length <= listedMax) return lines;
  return [...lines.slice(0, listedMax), words.labels.andMore(lines.length - listedMax)];
}
