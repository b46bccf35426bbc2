/** Times, pieces and ratios: of the plant, of each unit, of each shift. */
import type { WrittenShift, WrittenShiftSpan } from '../../documents/day.ts';
import type { WrittenFigures, WrittenFinished, WrittenPlace, WrittenUnit } from '../../documents/parts.ts';
import {
  type ColumnSpec,
  date,
  declareTable,
  instant,
  minutes,
  pieces,
  ratio,
  type TableSpec,
  text,
} from '../column.ts';
import type { TableDocument } from './table-document.ts';

export function placeColumns<Row extends WrittenPlace>(): readonly ColumnSpec<Row>[] {
  return [text('equipment', ({ name }) => name), text('path', ({ path }) => path)];
}

function figureColumns<Row extends WrittenFigures>(): readonly ColumnSpec<Row>[] {
  return [
    pieces('completed', ({ completed }) => completed),
    pieces('scrap', ({ scrap }) => scrap),
    pieces('hold', ({ hold }) => hold),
    pieces('rework', ({ rework }) => rework),
    minutes('windowMs', ({ windowMs }) => windowMs),
    minutes('plannedMs', ({ plannedMs }) => plannedMs),
    minutes('runMs', ({ runMs }) => runMs),
    minutes('setupMs', ({ setupMs }) => setupMs),
    minutes('downMs', ({ downMs }) => downMs),
    minutes('waitMs', ({ waitMs }) => waitMs),
    minutes('blockedMs', ({ blockedMs }) => blockedMs),
    minutes('starvedMs', ({ starvedMs }) => starvedMs),
    minutes('silentMs', ({ silentMs }) => silentMs),
    minutes('silentPlannedMs', ({ silentPlannedMs }) => silentPlannedMs),
    minutes('extraMs', ({ extraMs }) => extraMs),
    minutes('plannedStopMs', ({ plannedStopMs }) => plannedStopMs),
    ...ratio<Row>('oee', ({ oee }) => oee, { bounds: true }),
    ...ratio<Row>('availability', ({ availability }) => availability, { bounds: true }),
    ...ratio<Row>('performance', ({ performance }) => performance),
    ...ratio<Row>('quality', ({ quality }) => quality),
    ...ratio<Row>('setupRatio', ({ setupRatio }) => setupRatio),
    ...ratio<Row>('downRatio', ({ downRatio }) => downRatio),
    ...ratio<Row>('reportedRatio', ({ reportedRatio }) => reportedRatio),
  ];
}

function finishedColumns<Row extends { readonly finished: WrittenFinished }>(): readonly ColumnSpec<Row>[] {
  const column = (of: keyof WrittenFinished): ColumnSpec<Row> => ({
    id: 'finished',
    type: 'pieces',
    ...(of === 'value' ? {} : { bound: of }),
    cell: ({ finished }) => finished[of],
  });
  return [column('value'), column('low'), column('high')];
}

const plant = declareTable<TableDocument, TableDocument['plant']>('plant', {
  rows: (document) => [document.plant],
  columns: () => [...finishedColumns<TableDocument['plant']>(), ...figureColumns<TableDocument['plant']>()],
  row: { id: () => 'plant', name: (_, { speaker }) => speaker.words.labels.plant },
});

const equipment = declareTable<TableDocument, WrittenUnit>('equipment', {
  rows: (document) => document.equipment,
  columns: () => [...placeColumns<WrittenUnit>(), ...figureColumns<WrittenUnit>()],
  row: { id: ({ path }) => path, name: ({ name }) => name },
});

const shiftSpans: readonly ColumnSpec<WrittenShift | WrittenShiftSpan>[] = [
  text('shift', ({ name }) => name),
  instant('from', (shift) => spanOf(shift).from),
  instant('to', (shift) => spanOf(shift).to),
];
const shiftFigures: readonly ColumnSpec<WrittenShift>[] = [
  date('date', (shift) => shift.date),
  text('team', ({ team }) => team),
  ...finishedColumns<WrittenShift>(),
  ...figureColumns<WrittenShift>(),
];

/** A director sees when the shifts were; the other roles what came of them. */
const shifts = declareTable<TableDocument, WrittenShift | WrittenShiftSpan>('shifts', {
  rows: (document) => document.shifts,
  columns: (document) =>
    document.shifts?.every(hasFigures) && document.role !== 'director'
      ? [...shiftSpans, ...(shiftFigures as readonly ColumnSpec<WrittenShift | WrittenShiftSpan>[])]
      : shiftSpans,
  row: { id: (shift) => `${spanOf(shift).from}/${shift.name}`, name: ({ name }) => name },
});

interface ShiftUnit {
  readonly shift: WrittenShift;
  readonly unit: WrittenUnit;
}

const shiftEquipment = declareTable<TableDocument, ShiftUnit>('shift-equipment', {
  rows: ({ role, shifts: all }) => {
    if (role === 'director' || all === undefined) return undefined;
    return all.filter(hasFigures).flatMap((shift) => shift.equipment.map((unit) => ({ shift, unit })));
  },
  columns: () => [
    text('shift', ({ shift }) => shift.name),
    date('date', ({ shift }) => shift.date),
    ...[...placeColumns<WrittenUnit>(), ...figureColumns<WrittenUnit>()].map(
      (column): ColumnSpec<ShiftUnit> => ({ ...column, cell: ({ unit }, context) => column.cell(unit, context) }),
    ),
  ],
  row: {
    id: ({ shift, unit }) => `${shift.window.from}/${shift.name}/${unit.path}`,
    name: ({ shift, unit }) => `${unit.name}, ${shift.name}`,
  },
});

function hasFigures(shift: WrittenShift | WrittenShiftSpan): shift is WrittenShift {
  return 'equipment' in shift;
}

function spanOf(shift: WrittenShift | WrittenShiftSpan): { readonly from: string; readonly to: string } {
  return hasFigures(shift) ? shift.window : shift;
}

export const figureTables: readonly TableSpec<TableDocument>[] = [plant, equipment, shifts, shiftEquipment];
