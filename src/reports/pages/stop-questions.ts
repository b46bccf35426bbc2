/** Questions for the hand-over: stops of which nobody said why, with what the reason may be and room for the answer. */
import type { ShiftLeadDocument } from '../documents/shift-lead.ts';
import type { WrittenProposal, WrittenProposals, WrittenStopQuestion } from '../documents/stop-questions.ts';
import type { Speaker } from '../words/speaker.ts';
import { buildList, leftOutIfEmpty } from './list.ts';
import type { ListView } from './view.ts';

/** A second reason is worth naming from this probability on. */
const secondRatioMin = 0.15;
/** From here on it would read 100 %, which no proposal is. */
const nearlyCertain = 0.995;

/** Left out where every stop has a reason. */
export function buildStopQuestions({ stopQuestions }: ShiftLeadDocument, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.questions;
  const labels = text.columns;
  const { questions, untoldStops, untoldMs } = stopQuestions;
  return leftOutIfEmpty(
    buildList(
      questions,
      [
        { label: labels.machine, cell: ({ name, product }) => [name, product] },
        { label: labels.when, cell: (row) => whenCell(row, speaker) },
        { label: labels.length, isNumber: true, cell: ({ downMs }) => formats.duration(downMs) },
        {
          label: labels.mayBe,
          cell: ({ mayBe }) => {
            const [first, second] = listProposals(mayBe);
            if (first === undefined) return text.nothingProposed;
            const isSecondNamed = second !== undefined && second.ratio >= secondRatioMin;
            return [proposalText(first, speaker), isSecondNamed ? text.orElse(proposalText(second, speaker)) : ''];
          },
        },
        { label: labels.was, isBlank: true, cell: () => '' },
      ],
      {
        id: 'questions',
        title: text.title(untoldStops, formats.duration(untoldMs)),
        scope: text.scope,
        none: '',
        rowsMax: 5,
      },
      speaker,
    ),
  );
}

/** `Jam, 72 %`. */
export function proposalText({ reason, ratio }: WrittenProposal, { words, formats }: Speaker): string {
  const { over } = words.pages.questions;
  const probability = ratio > nearlyCertain ? over(formats.percent(0.99, 0)) : formats.percent(ratio, 0);
  return `${reason.name ?? reason.code}, ${probability}`;
}

/** None where nothing is proposed. */
export function listProposals(mayBe: WrittenProposals): readonly WrittenProposal[] {
  return 'unknown' in mayBe ? [] : mayBe.proposals;
}

function whenCell(
  { from, to, stops }: WrittenStopQuestion,
  { words, formats }: Speaker,
): string | readonly [string, string] {
  const [fromAt, toAt] = [Date.parse(from), Date.parse(to)];
  if (stops === 1) return formats.dayTime(fromAt);
  return [words.labels.span(formats.dayTime(fromAt), formats.time(toAt)), words.pages.questions.alike(stops)];
}
