/** Tags that tell states in the words of standards. */
import { deriveFacts } from 'gemba/analytics';
import { type TagConfig, toTable, type UnitSignalsConfig } from 'gemba/model';
import { expect, test } from 'vitest';
import { minuteMs, plantWith, readingsOf, type Said, sawTags, speeds, startAt, statesOf, texts } from './saw.ts';

const tags: readonly TagConfig[] = [
  ...sawTags,
  { id: 'mode', equipment: 'saw', valueType: 'text' },
  { id: 'state', equipment: 'saw', valueType: 'text' },
  { id: 'number', equipment: 'saw' },
];

function states(signals: UnitSignalsConfig, said: readonly Said[]): string[] {
  const window = { fromAt: startAt, toAt: startAt + 60 * minuteMs };
  const plant = plantWith(signals, tags);
  const facts = deriveFacts({
    plant,
    readings: readingsOf(said),
    gaps: toTable('gap', []),
    window,
    untilAt: window.toAt,
  });
  return statesOf(facts.equipmentState);
}

test('a mode that is named first tells the state in maintenance and setup, and leaves it to the state in production', () => {
  expect(
    states(
      {
        stateWords: [
          { tag: 'mode', standard: 'opc-ua-machinery-mode', reasons: { Maintenance: 'PM' } },
          { tag: 'state', standard: 'opc-ua-machinery', reasons: { OutOfService: 'FAULT' } },
        ],
      },
      [
        ...texts('mode', [0, 'Processing'], [30, 'Setup'], [40, 'Maintenance'], [50, 'None']),
        ...texts('state', [0, 'Executing'], [10, 'NotExecuting'], [20, 'OutOfService'], [35, 'Executing']),
        ...texts('state', [55, 'NotAvailable']),
      ],
    ),
  ).toEqual(['running 0–10', 'idle 10–20', 'down FAULT 20–30', 'setup 30–40', 'down PM 40–50', 'running 50–55']);
});

test('a rule goes before all words, so that an interlock tells blocked where PackML says suspended only', () => {
  expect(
    states(
      {
        states: [{ state: 'blocked', tag: 'alarm', oneOf: [true] }],
        stateWords: [{ tag: 'number', standard: 'packml', overrides: { Stopped: 'idle' } }],
      },
      [...speeds('number', [0, 6], [10, 5], [30, 2], [40, 11], [50, 0]), ...speeds('alarm', [15, 1], [20, 0])],
    ),
  ).toEqual(['running 0–10', 'starved 10–15', 'blocked 15–20', 'starved 20–30', 'idle 30–40', 'down 40–50']);
});

test('states of the same meaning and reason that follow each other are one', () => {
  expect(
    states({ stateWords: [{ tag: 'number', standard: 'packml', words: { 1: 'Held', 2: 'Aborted', 3: 'Execute' } }] }, [
      ...speeds('number', [0, 3], [10, 1], [20, 2], [30, 3]),
    ]),
  ).toEqual(['running 0–10', 'down 10–30', 'running 30–60']);
});
