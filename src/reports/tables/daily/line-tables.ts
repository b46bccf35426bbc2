/** Lines: OEE by the constraint, stations, and what each loss took from a line. */
import type { WrittenChangeover } from '../../documents/changeovers.ts';
import type { WrittenLine, WrittenLineConstraint, WrittenLineLoss, WrittenStation } from '../../documents/lines.ts';
import {
  type ColumnSpec,
  coded,
  declareTable,
  flag,
  instant,
  integer,
  knownOf,
  minutes,
  money,
  number,
  pieces,
  ratio,
  type TableSpec,
  text,
} from '../column.ts';
import { placeColumns } from './figure-tables.ts';
import type { TableDocument } from './table-document.ts';

const hasMoney = ({ currency }: TableDocument): boolean => typeof currency === 'string';

const lines = declareTable<TableDocument, WrittenLine>('lines', {
  rows: (document) => document.lines,
  columns: (document) => [
    ...placeColumns<WrittenLine>(),
    ...ratio<WrittenLine>('oee', ({ oee }) => oee, { bounds: true }),
    pieces('completed', ({ outputPieces }) => outputPieces),
    text('constraint', ({ constraint }) => constraint?.name ?? null),
    coded('constraintBy', ({ constraint }) => constraint?.by ?? null),
    text('constraintElse', ({ constraint }) => constraint?.others.map(({ name }) => name).join(', ') ?? null),
    number('hourPieces', ({ hourPieces }) => knownOf(hourPieces)),
    ...(hasMoney(document) ? [money<WrittenLine>('hourMoney', ({ hourMoney }) => hourMoney?.amount ?? null)] : []),
    minutes('goodMs', ({ goodMs }) => goodMs),
    minutes('baseMs', ({ baseMs }) => baseMs),
  ],
});

type OfLine<Row> = Row & { readonly line: WrittenLine };

const stations = declareTable<TableDocument, OfLine<WrittenStation>>('stations', {
  rows: (document) => document.lines?.flatMap((line) => line.stations.map((station) => ({ ...station, line }))),
  columns: () => [
    text('productionLine', ({ line }) => line.name),
    integer('place', ({ place }) => place),
    ...placeColumns<WrittenStation>(),
    pieces('completed', ({ completed }) => completed),
    minutes('setupMs', ({ setupMs }) => setupMs),
    minutes('downMs', ({ downMs }) => downMs),
    minutes('starvedMs', ({ starvedMs }) => starvedMs),
    minutes('blockedMs', ({ blockedMs }) => blockedMs),
    ...ratio<WrittenStation>('longestRatio', ({ longestRatio }) => longestRatio, { bounds: true }),
    flag('isConstraint', ({ line, path }) => line.constraint?.path === path),
  ],
});

const lossMoney: readonly ColumnSpec<OfLine<WrittenLineLoss>>[] = [
  money('consequenceMoney', ({ money: of }) => of?.amount ?? null),
  flag('moneyAtLeast', ({ money: of }) => of?.atLeast ?? null),
];

const lineLosses = declareTable<TableDocument, OfLine<WrittenLineLoss>>('line-losses', {
  rows: (document) => document.lines?.flatMap((line) => line.losses.map((loss) => ({ ...loss, line }))),
  columns: (document) => [
    text('productionLine', ({ line }) => line.name),
    text('loss', ({ kind, unit }, { speaker }) => speaker.words.pages.lines.lossOf(kind, unit?.name)),
    text('equipment', ({ unit }) => unit?.name ?? null),
    text('path', ({ unit }) => unit?.path ?? null),
    minutes('ownMs', ({ ownMs }) => ownMs),
    minutes('lineMs', ({ lineMs }) => lineMs),
    number('piecesNotMade', ({ pieces: lost }) => knownOf(lost)),
    ...(hasMoney(document) ? lossMoney : []),
  ],
});

type Span = WrittenLine['constraintSpans'][number];

const constraintSpans = declareTable<TableDocument, OfLine<Span>>('constraint-spans', {
  rows: (document) => document.lines?.flatMap((line) => line.constraintSpans.map((span) => ({ ...span, line }))),
  columns: () => [
    text('productionLine', ({ line }) => line.name),
    ...placeColumns<Span>(),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
  ],
});

/** For the roles that read no more of lines. */
const lineConstraints = declareTable<TableDocument, WrittenLineConstraint>('line-constraints', {
  rows: (document) => document.lineConstraints,
  columns: () => [
    text('productionLine', ({ line }) => line.name),
    text('constraint', ({ constraint }) => constraint.name),
    text('path', ({ constraint }) => constraint.path),
  ],
});

const changeovers = declareTable<TableDocument, WrittenChangeover>('changeovers', {
  rows: (document) => document.changeovers?.rows,
  columns: () => [
    ...placeColumns<WrittenChangeover>(),
    text('fromProduct', ({ fromProduct }) => fromProduct),
    text('toProduct', ({ toProduct }) => toProduct),
    text('workOrder', ({ workOrder }) => workOrder),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
    ...(['value', 'low', 'high'] as const).map((of) => ({
      ...minutes<WrittenChangeover>('takenMs', ({ takenMs }) => knownOf(takenMs, of)),
      ...(of === 'value' ? {} : { bound: of }),
    })),
    minutes('openMs', ({ openMs }) => knownOf(openMs)),
    minutes('setupMs', ({ setupMs }) => setupMs),
    minutes('downMs', ({ downMs }) => downMs),
    minutes('waitMs', ({ waitMs }) => waitMs),
    minutes('silentMs', ({ silentMs }) => silentMs),
    integer('rejects', ({ rejects }) => knownOf(rejects)),
    minutes('bestMs', ({ bestMs }) => knownOf(bestMs)),
    integer('bestCount', ({ bestCount }) => bestCount),
    minutes('excessMs', ({ excessMs }) => knownOf(excessMs)),
  ],
});

export const lineTables: readonly TableSpec<TableDocument>[] = [
  lines,
  stations,
  lineLosses,
  constraintSpans,
  lineConstraints,
  changeovers,
];
