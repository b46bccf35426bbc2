/** Rolled yields of parts over 28 days, and defects by code. */
import type { QualityDocument } from '../documents/quality.ts';
import type { WrittenDefectRate, WrittenRolledYield, WrittenYieldStep } from '../documents/yields.ts';
import type { Speaker } from '../words/speaker.ts';
import { boundsNote, ratioText, sumOf } from './known-text.ts';
import { buildList, leftOutIfEmpty } from './list.ts';
import type { ListView } from './view.ts';

/**
 * Parts with pieces that failed, the lowest yield first. Of parts alone whose operations the plant file gives: of others reports
 * do not say which of their operations every piece passes, and a product of too many yields says nothing.
 */
export function buildRolled({ yields }: QualityDocument, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.yields;
  const labels = text.rolledColumns;
  const percent = (ratio: number): string => formats.percent(ratio, 1);
  const rows = yields.rolled28.rows.filter((row) => row.route === 'set' && failedOf(row) > 0);
  const [worst] = rows;
  const isKnown = ({ rolledThroughputYield }: WrittenRolledYield): boolean => !('unknown' in rolledThroughputYield);
  return leftOutIfEmpty(
    buildList(
      rows,
      [
        { label: labels.product, cell: ({ product }) => product },
        {
          label: labels.steps,
          isNumber: true,
          cell: ({ steps }) => {
            const without = steps.filter(({ inspected }) => inspected === 0).length;
            return [formats.integer(steps.length), without === 0 ? '' : text.stepsWithout(without)];
          },
        },
        { label: labels.failed, isNumber: true, cell: (row) => formats.integer(failedOf(row)) },
        {
          label: labels.rolled,
          isNumber: true,
          cell: (row) =>
            isKnown(row)
              ? [
                  ratioText(row.rolledThroughputYield, 1, formats),
                  boundsNote(row.rolledThroughputYield, (ratio) => formats.percentNumber(ratio, 1)),
                ]
              : text.atMost(percent(row.atMost)),
        },
        {
          label: labels.lowest,
          cell: ({ steps }) => {
            const step = lowestOf(steps);
            return step === undefined
              ? ''
              : `${step.operations.join(' / ')}: ${ratioText(step.firstPassYield, 1, formats)}`;
          },
        },
      ],
      {
        id: 'rolled',
        title:
          worst === undefined
            ? ''
            : text.rolledTitle(
                worst.product,
                isKnown(worst)
                  ? ratioText(worst.rolledThroughputYield, 1, formats)
                  : text.atMost(percent(worst.atMost)),
              ),
        scope: text.rolledScope,
        none: '',
        rowsMax: 6,
      },
      speaker,
    ),
  );
}

/** Codes that reports name; one above others only where it was named itself. Left out where no report names any. */
export function buildDefectCodes({ yields, plant }: QualityDocument, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.yields;
  const labels = text.codeColumns;
  const rows = yields.defectCodes.filter(({ hasParts }) => !hasParts);
  const all = plant.scrap + plant.hold;
  const [worst] = rows;
  const figure = (known: WrittenDefectRate['ppm']): string | readonly [string, string] =>
    'unknown' in known ? '' : [formats.integer(known.value), boundsNote(known, formats.integer)];
  return leftOutIfEmpty(
    buildList(
      rows,
      [
        { label: labels.defect, cell: ({ name }) => name },
        { label: labels.category, cell: ({ category }) => category },
        { label: labels.pieces, isNumber: true, cell: ({ pieces }) => formats.integer(pieces) },
        { label: labels.ppm, isNumber: true, cell: ({ ppm }) => figure(ppm) },
        ...(rows.some(({ dpmo }) => !('unknown' in dpmo))
          ? [{ label: labels.dpmo, isNumber: true, cell: ({ dpmo }: WrittenDefectRate) => figure(dpmo) }]
          : []),
      ],
      {
        id: 'defect-codes',
        title:
          worst === undefined
            ? ''
            : text.codesTitle(
                worst.name,
                formats.integer(worst.pieces),
                `${formats.integer(all)} ${words.labels.pieces(all)}`,
              ),
        scope: [
          text.codesScope,
          ...(yields.uncodedPieces === 0
            ? []
            : [
                text.codesUncoded(
                  `${formats.integer(yields.uncodedPieces)} ${words.labels.pieces(yields.uncodedPieces)}`,
                ),
              ]),
        ].join('. '),
        none: '',
        rowsMax: 8,
      },
      speaker,
    ),
  );
}

function failedOf({ steps }: WrittenRolledYield): number {
  return sumOf(steps, ({ failed }) => failed);
}

/** Of those with pieces that failed. */
function lowestOf(steps: readonly WrittenYieldStep[]): WrittenYieldStep | undefined {
  const yieldOf = ({ firstPassYield }: WrittenYieldStep): number =>
    'unknown' in firstPassYield ? 1 : firstPassYield.value;
  return steps.filter(({ failed }) => failed > 0).toSorted((a, b) => yieldOf(a) - yieldOf(b))[0];
}
