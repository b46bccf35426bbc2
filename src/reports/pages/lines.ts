/** Production lines: which machine holds each up, what that hour costs, and what each loss took from the line. */
import type { WrittenLine, WrittenLineConstraint, WrittenLineLoss } from '../documents/lines.ts';
import { sayMoney } from '../words/say-money.ts';
import type { Speaker } from '../words/speaker.ts';
import { boundsNote, knownText, ratioText } from './known-text.ts';
import { buildList, leftOutIfEmpty } from './list.ts';
import type { ListView } from './view.ts';

interface Source {
  readonly lines: readonly WrittenLine[];
}

/** A loss with the line that it was taken from. */
interface TakenLoss {
  readonly line: WrittenLine;
  readonly loss: WrittenLineLoss;
}

const minuteMs = 60_000;
const linesMax = 4;

/** A row a line, that of the largest loss first. Left out where the plant has no line, or none worked. */
export function buildLines({ lines }: Source, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.lines;
  const labels = text.lineColumns;
  const percent = (ratio: number): string => formats.percent(ratio, 0);
  const worstMs = (line: WrittenLine): number => takenLosses([line])[0]?.loss.lineMs ?? 0;
  const rows = lines.toSorted((a, b) => worstMs(b) - worstMs(a));
  const [first] = takenLosses(lines);
  return leftOutIfEmpty(
    buildList(
      rows,
      [
        { label: labels.line, cell: ({ name }) => name },
        {
          label: labels.oee,
          isNumber: true,
          cell: ({ oee }) => [
            knownText(oee, percent, words),
            boundsNote(oee, (ratio) => formats.percentNumber(ratio, 0)),
          ],
        },
        {
          label: labels.output,
          isNumber: true,
          cell: ({ outputPieces }) => (outputPieces === null ? '' : formats.integer(outputPieces)),
        },
        { label: labels.constraint, cell: (line) => constraintCell(line, speaker) },
        {
          label: labels.loss,
          cell: (line) => {
            const [worst] = takenLosses([line]);
            return worst === undefined ? '' : nameOf(worst, speaker);
          },
        },
        {
          label: labels.lost,
          isNumber: true,
          cell: (line) => {
            const [worst] = takenLosses([line]);
            return worst === undefined ? '' : [formats.duration(worst.loss.lineMs), moneyOf(worst.loss, speaker)];
          },
        },
        {
          label: labels.hour,
          isNumber: true,
          cell: ({ hourPieces, hourMoney }) => [
            'unknown' in hourPieces ? '' : piecesText(hourPieces.value, speaker),
            hourMoney === null ? '' : (sayMoney(hourMoney, speaker) ?? ''),
          ],
        },
      ],
      {
        id: 'lines',
        title:
          first === undefined
            ? text.lines
            : text.linesTitle(first.line.name, nameOf(first, speaker), formats.duration(first.loss.lineMs)),
        scope: text.linesScope,
        none: '',
        rowsMax: linesMax,
      },
      speaker,
    ),
  );
}

/** Every station in the order of flow, that of the constraint in bold. */
export function buildStations({ lines }: Source, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.lines;
  const labels = text.stationColumns;
  const rows = lines.flatMap((line) =>
    line.stations.map((station, place) => ({ line, station, isFirst: place === 0 })),
  );
  const time = (value: number): string => (value === 0 ? '' : formats.duration(value));
  const constraints = lines.flatMap(({ name, constraint }) =>
    constraint === null ? [] : [{ machine: constraint.name, line: name }],
  );
  return leftOutIfEmpty(
    buildList(
      rows,
      [
        { label: labels.station, cell: ({ line, station, isFirst }) => [station.name, isFirst ? line.name : ''] },
        { label: labels.pieces, isNumber: true, cell: ({ station }) => formats.integer(station.completed) },
        { label: labels.setup, isNumber: true, cell: ({ station }) => time(station.setupMs) },
        { label: labels.down, isNumber: true, cell: ({ station }) => time(station.downMs) },
        { label: labels.starved, isNumber: true, cell: ({ station }) => time(station.starvedMs) },
        { label: labels.blocked, isNumber: true, cell: ({ station }) => time(station.blockedMs) },
        {
          label: labels.longest,
          isNumber: true,
          cell: ({ station: { longestRatio } }) =>
            'unknown' in longestRatio || longestRatio.high < 0.005
              ? ''
              : [
                  ratioText(longestRatio, 0, formats),
                  boundsNote(longestRatio, (ratio) => formats.percentNumber(ratio, 0)),
                ],
        },
      ],
      {
        id: 'stations',
        title:
          constraints.length === 0 || constraints.length > linesMax ? text.stations : text.stationsTitle(constraints),
        scope: text.stationsScope,
        none: '',
        rowsMax: 18,
        isMarked: ({ line, station }) => line.constraint?.path === station.path,
      },
      speaker,
    ),
  );
}

/** Losses that the constraints felt, over all lines. */
export function buildLineLosses({ lines }: Source, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.lines;
  const labels = text.lineLossColumns;
  const rows = takenLosses(lines);
  const [first] = rows;
  return leftOutIfEmpty(
    buildList(
      rows,
      [
        { label: labels.loss, cell: (row) => nameOf(row, speaker) },
        { label: labels.line, cell: ({ line }) => line.name },
        { label: labels.own, isNumber: true, cell: ({ loss }) => formats.duration(loss.ownMs) },
        { label: labels.lost, isNumber: true, cell: ({ loss }) => formats.duration(loss.lineMs) },
        { label: labels.pieces, isNumber: true, cell: ({ loss }) => knownText(loss.pieces, formats.integer, words) },
        ...(rows.some(({ loss }) => loss.money !== null)
          ? [{ label: labels.money, isNumber: true, cell: ({ loss }: TakenLoss): string => moneyOf(loss, speaker) }]
          : []),
      ],
      {
        id: 'line-losses',
        title:
          first === undefined
            ? text.lineLosses
            : text.lineLossesTitle(nameOf(first, speaker), first.line.name, formats.duration(first.loss.lineMs)),
        scope: text.lineLossesScope,
        none: '',
        rowsMax: 8,
      },
      speaker,
    ),
  );
}

/** Which line a machine holds up; empty where it holds none up. */
export function constraintNote(
  { lineConstraints }: { readonly lineConstraints: readonly WrittenLineConstraint[] },
  path: string,
  { words }: Speaker,
): string {
  const own = lineConstraints.find(({ constraint }) => constraint.path === path);
  return own === undefined ? '' : words.pages.lines.constraintOf(own.line.name);
}

/** Without what lies in the line still, which is no loss, and what took less than a minute. */
function takenLosses(lines: readonly WrittenLine[]): TakenLoss[] {
  return lines
    .flatMap((line) => line.losses.map((loss) => ({ line, loss })))
    .filter(({ loss }) => loss.kind !== 'kept' && loss.lineMs >= minuteMs)
    .sort((a, b) => b.loss.lineMs - a.loss.lineMs);
}

function nameOf({ loss }: TakenLoss, { words }: Speaker): string {
  return words.pages.lines.lossOf(loss.kind, loss.unit?.name);
}

function constraintCell(
  { constraint, stations }: WrittenLine,
  { words, formats }: Speaker,
): string | readonly [string, string] {
  const text = words.pages.lines;
  if (constraint === null) return text.noConstraint;
  const own = stations.find(({ path }) => path === constraint.path);
  const share = own === undefined ? '' : ratioText(own.longestRatio, 0, formats);
  return [
    constraint.name,
    constraint.others.length > 0
      ? text.orElse(constraint.others.map(({ name }) => name))
      : share === ''
        ? ''
        : text.longest(share),
  ];
}

function piecesText(count: number, { words, formats }: Speaker): string {
  return `${formats.integer(count)} ${words.labels.pieces(Math.round(count))}`;
}

function moneyOf({ money }: WrittenLineLoss, speaker: Speaker): string {
  return money === null ? '' : (sayMoney(money, speaker) ?? '');
}
