/** The shift lead's pages: the board that hangs on the wall, and the hand-over to write on. */
import type { WrittenBoardRow } from '../../documents/board.ts';
import type { ShiftLeadDocument, WrittenStaffing } from '../../documents/shift-lead.ts';
import type { Speaker } from '../../words/speaker.ts';
import { buildChangeovers } from '../changeovers.ts';
import { forDays } from '../chart-view.ts';
import { buildFrame, speakerOf } from '../frame.ts';
import { knownText, ratioText, sumOf } from '../known-text.ts';
import { constraintNote } from '../lines.ts';
import { buildList, type Column } from '../list.ts';
import { stateMark } from '../state-mark.ts';
import { buildStopQuestions } from '../stop-questions.ts';
import type { LinesView, ListView, PageView, SectionView } from '../view.ts';

export interface ShiftLeadView extends PageView {
  readonly board: ListView;
  readonly problems: ListView;
  readonly questions: ListView;
  readonly changeovers: ListView;
  readonly staffing: ListView;
  readonly shifts: ListView;
  readonly next: LinesView;
  readonly handover: SectionView & {
    readonly lines: readonly string[];
    readonly signed: readonly string[];
  };
}

export function shiftLeadView(document: ShiftLeadDocument): ShiftLeadView {
  const speaker = speakerOf(document);
  const { words } = speaker;
  const text = words.pages.shiftLead;
  return {
    ...buildFrame(document, speaker, {
      kpis: ['finished', 'completed', 'scrap', 'downMs'],
      sentencesMax: 3,
      mailLists: [buildProblems(document, speaker), buildBoard(document, speaker, { isMail: true })],
    }),
    board: buildBoard(document, speaker, { isMail: false }),
    problems: buildProblems(document, speaker),
    questions: buildStopQuestions(document, speaker),
    changeovers: buildChangeovers(document, speaker, 5),
    staffing: buildStaffing(document, speaker),
    shifts: forDays(buildShifts(document, speaker), document),
    next: {
      id: 'next',
      title: text.next,
      scope: '',
      lines: [text.nextUnknown(words.unknown[document.board.nextOrders.unknown])],
    },
    handover: {
      id: 'handover',
      title: text.handover,
      scope: text.handoverScope,
      lines: text.handoverLines,
      signed: text.signed,
    },
  };
}

/** What the title counts a state as: whatever a machine waits for, it waits. */
const countedAs = {
  running: 'running',
  setup: 'setup',
  down: 'down',
  starved: 'waiting',
  blocked: 'waiting',
  idle: 'waiting',
  silent: 'silent',
} as const;

function buildBoard(document: ShiftLeadDocument, speaker: Speaker, { isMail }: { readonly isMail: boolean }): ListView {
  const { words, formats } = speaker;
  const text = words.pages.shiftLead;
  const labels = text.boardColumns;
  const { board } = document;
  // Without a plan and without a report, a machine is none of the next shift's business; the mail leaves it out.
  const rows = isMail ? board.rows.filter(({ state }) => state !== 'silent') : board.rows;
  const isIdle = (row: WrittenBoardRow): boolean => row.state === 'silent' && !row.isPlanned;
  const counts = { running: 0, setup: 0, down: 0, waiting: 0, silent: 0, unplanned: 0 };
  for (const row of board.rows) counts[isIdle(row) ? 'unplanned' : countedAs[row.state]]++;
  const since = (row: WrittenBoardRow): string =>
    row.since === null ? text.never : formats.dayTime(Date.parse(row.since));
  const state = (row: WrittenBoardRow): string => (isIdle(row) ? text.unplanned : text.states[row.state]);
  const remaining: Column<WrittenBoardRow> = {
    label: labels.remaining,
    isNumber: true,
    cell: ({ workOrder, remaining: left }) =>
      workOrder === '' || 'unknown' in left ? '' : formats.integer(left.value),
  };
  const columns: Column<WrittenBoardRow>[] = isMail
    ? [
        { label: labels.machine, cell: ({ name }) => name },
        { label: labels.state, cell: (row) => [state(row), since(row)] },
        { label: labels.order, cell: ({ workOrder, product }) => [workOrder, product] },
        remaining,
      ]
    : [
        { label: labels.machine, cell: ({ name, path }) => [name, constraintNote(document, path, speaker)] },
        { label: labels.state, mark: (row) => stateMark(row.state), cell: state },
        { label: labels.since, cell: since },
        { label: labels.order, cell: ({ workOrder }) => workOrder },
        { label: labels.product, cell: ({ product }) => product },
        remaining,
        { label: labels.people, cell: (row) => (row.state === 'silent' ? '' : row.people.labels.join(', ')) },
        { label: labels.note, isBlank: true, cell: () => '' },
      ];
  return buildList(
    rows,
    columns,
    {
      id: 'board',
      title: text.boardTitle(formats.time(Date.parse(board.at)), counts),
      scope: text.boardScope,
      none: text.boardNone,
      rowsMax: isMail ? 30 : 200,
      isMarked: ({ state }) => state === 'down',
    },
    speaker,
  );
}

function buildProblems({ board }: ShiftLeadDocument, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.shiftLead;
  const labels = text.problemColumns;
  return buildList(
    board.problems,
    [
      { label: labels.machine, cell: ({ name }) => name },
      {
        label: labels.what,
        cell: ({ kind, reason, since }) => [
          kind === 'down' && reason.name !== null ? `${text.problems.down}, ${reason.name}` : text.problems[kind],
          text.since(formats.dayTime(Date.parse(since))),
        ],
      },
      { label: labels.length, isNumber: true, cell: ({ lengthMs }) => formats.duration(lengthMs) },
      { label: labels.order, cell: ({ workOrder }) => workOrder },
    ],
    {
      id: 'problems',
      title: text.problemsTitle(board.problems.length),
      scope: board.problems.length === 0 ? '' : text.problemsScope,
      none: text.problemsNone,
      rowsMax: 9,
      isMarked: ({ kind }) => kind === 'down',
    },
    speaker,
  );
}

/** A row per machine, a column per shift; those who are not shown are counted. */
function buildStaffing({ staffing }: ShiftLeadDocument, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.shiftLead;
  const shifts = [...new Set(staffing.map(({ shift }) => shift))];
  const rows = [...Map.groupBy(staffing, ({ name }) => name)];
  const who = (places: readonly WrittenStaffing[], shift: string): string => {
    const people = places.filter((place) => place.shift === shift).map((place) => place.people);
    const hidden = sumOf(people, ({ count, labels }) => count - labels.length);
    return [
      ...people.flatMap(({ labels }) => labels),
      ...(hidden === 0 ? [] : [text.staffingMore(formats.integer(hidden))]),
    ].join(', ');
  };
  return buildList(
    rows,
    [
      { label: text.staffingColumns.machine, cell: ([name]) => name },
      ...shifts.map((shift) => ({
        label: shift === '' ? text.noShift : shift,
        cell: ([, places]: (typeof rows)[number]): string => who(places, shift),
      })),
    ],
    { id: 'staffing', title: text.staffing, none: text.staffingNone, rowsMax: 60 },
    speaker,
  );
}

function buildShifts({ shiftComparison }: ShiftLeadDocument, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.shiftLead;
  const labels = text.shiftColumns;
  const ahead = shiftComparison.find(({ against }) => against.judgement === 'ahead');
  const isKnown = shiftComparison.some(({ against }) => against.judgement !== 'too-little-history');
  return buildList(
    shiftComparison,
    [
      { label: labels.shift, cell: ({ shift }) => shift },
      { label: labels.people, isNumber: true, cell: ({ people }) => formats.integer(people) },
      { label: labels.pieces, isNumber: true, cell: ({ completed }) => formats.integer(completed) },
      {
        label: labels.perHour,
        isNumber: true,
        cell: ({ completedPerHour }) => knownText(completedPerHour, formats.oneDecimal, words),
      },
      { label: labels.earned, isNumber: true, cell: ({ earnedRatio }) => ratioText(earnedRatio, 0, formats) },
      {
        label: labels.days,
        isNumber: true,
        cell: ({ against }) => text.daysOf(formats.integer(against.ahead), formats.integer(against.days)),
      },
    ],
    {
      id: 'shifts',
      title:
        shiftComparison.length === 0
          ? text.shifts
          : ahead !== undefined
            ? text.shiftsTitle(ahead.shift, ahead.against.ahead, ahead.against.days)
            : isKnown
              ? text.shiftsAlike
              : text.shiftsNotKnown,
      scope:
        shiftComparison.length === 0 || sumOf(shiftComparison, ({ baseMs }) => baseMs) === 0 ? '' : text.shiftsScope,
      none: speaker.window.kind === 'day' ? text.shiftsNone : words.labels.overDaysOnly,
      rowsMax: 6,
    },
    speaker,
  );
}
