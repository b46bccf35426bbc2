/** The page of words for states, with its tables from the code. */
import { listStateWords, stateStandardIds, stateStandards } from '../src/model/index.ts';

export function stateWordsPage(): string {
  const sections = stateStandardIds.map((standard) => {
    const { name, note, words } = stateStandards[standard];
    const meaningOf = new Map(listStateWords({ standard }).map(({ said, means }) => [said, means]));
    const isNumbered = words.some(({ number }) => number !== undefined);
    const rows = words.map(({ word, number }) => {
      const state = meaningOf.get(word);
      return `| \`${word}\` |${isNumbered ? ` ${number} |` : ''} ${state === 'untold' ? 'untold' : `\`${state}\``} |`;
    });
    return `### \`${standard}\`: ${name}

${note}

| word |${isNumbered ? ' number |' : ''} state |
| --- |${isNumbered ? ' --- |' : ''} --- |
${rows.join('\n')}
`;
  });
  return `# Words for states

Generated from the tables of \`src/model/state-mappings/\` by \`npm run docs\`; do not edit.

Machines and their standards have words of their own for what a machine does. gemba has six states, and silence:

| state | the unit |
| --- | --- |
| \`running\` | makes pieces |
| \`setup\` | is prepared: changed over, set up, cleaned for the next order |
| \`down\` | is stopped: it cannot run, or was made to stop |
| \`starved\` | could run, but nothing comes to it |
| \`blocked\` | could run, but cannot give away what it made |
| \`idle\` | could run, but nobody wants anything of it |
| (silence) | nobody said anything |

A plant file names a standard where words come in, by tags or by files:

\`\`\`ts
equipment: [{
  name: 'Filler',
  signals: {
    states: [{ state: 'blocked', tag: 'filler/blocked', oneOf: [true] }],
    stateWords: [
      { tag: 'filler/mode', standard: 'packml-mode' },
      { tag: 'filler/state', standard: 'packml', overrides: { Stopped: 'idle' }, reasons: { Held: 'OPERATOR' } },
    ],
  },
}],
sources: [{
  kind: 'csv', id: 'states', path: 'states',
  mapping: {
    fact: { kind: 'equipmentState' }, equipment: 'machine', startAt: 'from', endAt: 'to',
    state: 'execution', stateWords: { standard: 'mtconnect-execution' },
  },
}],
\`\`\`

- **Of several that tell a state the first wins**: \`states\`, then \`stateWords\` in their order. So a mode stands before the
  state it is beside: in maintenance the unit is down, whatever its state says; in production the mode tells nothing, and the
  state does.
- **A word that is not known is refused**, with the code \`unknown-state\`: the reading or row is kept in quarantine, and is taken
  once the plant file knows its word (\`gemba quarantine replay\`). Words are compared as they are written.
- **A word that tells no state** is \`untold\`, such as UNAVAILABLE. A tag that says it tells nothing, so the unit is silent unless
  another tag tells; a row of a file that says it is refused as \`untold-state\`, as there is no fact in it.
- \`words\` gives the standard's word for the source's own: \`words: { 1: 'Idle', 2: 'Execute' }\`. Simulators and older machines
  number PackML states their own way; with \`words\` the standard's numbers no longer hold.
- \`overrides\` says what a word means in this plant instead. The tables below are gemba's reading of the standards: none says of its words
  what OEE takes them for. Others read PackML's acting states (Stopping, Suspending, Unholding) as running slowly.
- What of the lost time is delay (ADET) and what down time (ADOT), on which OPC 40001-1 and OPC 40501 differ, is \`kpis.delayTime\`.
- How short a stop is minor is \`kpis.microStopSeconds\`, one threshold for all, and no word.

## The tables

${sections.join('\n')}`;
}
