/** English texts of lines, yields, changeovers and questions about stops. */
import type { PartWords } from './part-words.ts';

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const lossNames = {
  down: 'Breakdown',
  setup: 'Setup',
  slow: 'Slow running',
  unrated: 'Run time without ideal time',
  scrap: 'Scrap and hold',
  waiting: 'Waiting',
  silent: 'Silence',
  outside: 'No material, or no room for pieces',
  kept: 'Pieces left in the line',
} as const;

export const enParts: PartWords = {
  lines: {
    lines: 'The lines',
    linesTitle: (line, loss, time) =>
      `${line} lost the most to ${loss.charAt(0).toLowerCase()}${loss.slice(1)}: ${time}`,
    linesScope:
      'OEE of a line is that of its constraint, the machine that the others wait for; an hour lost there is an hour of the line',
    lineColumns: {
      line: 'Line',
      oee: 'OEE',
      output: 'Pieces',
      constraint: 'Constraint',
      loss: 'Lost most by',
      lost: 'Lost',
      hour: 'An hour there',
    },
    longest: (share) => `${share} of the time`,
    orElse: (machines) => `or ${listed(machines)}`,
    noConstraint: 'none found',
    stations: 'The lines station by station',
    stationsTitle: (constraints) => listed(constraints.map(({ machine, line }) => `${machine} holds ${line} up`)),
    stationsScope:
      'In the order of flow. Starved: nothing comes; blocked: nothing can be given away; constraint: share of time in which it had been active longest of all',
    stationColumns: {
      station: 'Station',
      pieces: 'Pieces',
      setup: 'Setup',
      down: 'Down',
      starved: 'Starved',
      blocked: 'Blocked',
      longest: 'Constraint',
    },
    constraintOf: (line) => `constraint of ${line}`,
    lineLosses: 'What the lines lost',
    lineLossesTitle: (loss, line, time) => `${loss} took the most from ${line}: ${time}`,
    lineLossesScope:
      'Took from the line: time that the constraint lost to it; the rest of its own time cost no piece. Money of all machines of the line',
    lineLossColumns: {
      loss: 'Loss',
      line: 'Line',
      own: 'Own time',
      lost: 'Took from the line',
      pieces: 'Pieces not made',
      money: 'Costs',
    },
    lossOf: (kind, machine) => (machine === undefined ? lossNames[kind] : `${lossNames[kind]} of ${machine}`),
  },
  yields: {
    rolledTitle: (product, rolled) => `Lowest rolled yield: ${rolled} of ${product}`,
    rolledScope:
      'Share of pieces that pass every operation without a fault, 28 production days; parts whose operations the plant file gives',
    rolledColumns: {
      product: 'Part',
      steps: 'Operations',
      failed: 'Failed',
      rolled: 'Rolled yield',
      lowest: 'Lowest at',
    },
    stepsWithout: (count) => `${count} without pieces`,
    atMost: (value) => `at most ${value}`,
    codesTitle: (defect, pieces, all) => `${defect}: ${pieces} of ${all} scrapped or held`,
    codesScope:
      'Scrapped and held pieces by the defect that their report names; PPM: per million inspected, DPMO: per million chances for a defect',
    codesUncoded: (pieces) => `${pieces} without a named defect may be of any: so far up the bounds reach`,
    codeColumns: { defect: 'Defect', category: 'Category', pieces: 'Pieces', ppm: 'PPM', dpmo: 'DPMO' },
  },
  changeovers: {
    title: (count, took, beyond, compared) =>
      `${count} ${count === 1 ? 'changeover' : 'changeovers'} took ${took}${beyond === undefined ? '' : `, ${compared === count ? '' : `${compared} of them `}${beyond} more than the best seen`}`,
    scope:
      'From the last good piece of one part to the first of another, without waiting and without silence before the setup; changeovers with a reported setup. Best: what one in ten reached before',
    columns: {
      machine: 'Machine',
      to: 'To',
      ready: 'First good piece',
      took: 'Took',
      setup: 'Setup',
      best: 'Best seen',
      beyond: 'More than best',
    },
    after: (product) => `after ${product === '' ? 'another part' : product}`,
    ofCount: (count) => `of ${count}`,
  },
  questions: {
    title: (stops, time) => `${stops} ${stops === 1 ? 'stop has' : 'stops have'} no reason: ${time}. Why?`,
    scope: 'Most worth asking first; what it may be, by what was told of similar stops, with its probability',
    columns: { machine: 'Machine', when: 'Since', length: 'For', mayBe: 'May be', was: 'It was' },
    orElse: (proposal) => `or ${proposal}`,
    perhaps: (proposal) => `may be: ${proposal}`,
    over: (percent) => `over ${percent}`,
    nothingProposed: 'too few like it',
    alike: (stops) => `${stops} alike`,
  },
};
