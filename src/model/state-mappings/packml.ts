/** PackML: states and unit modes of ISA-TR88.00.02 with its numbers, as OPC 30050 and PackTags have them. */
import type { StateStandard, StateWord } from './state-word.ts';

/** An acting state counts as the waiting state it leads to or comes from; to complete is still to make pieces. */
export const packmlWords: readonly StateWord[] = [
  { word: 'Undefined', number: 0, means: 'untold' },
  { word: 'Clearing', number: 1, means: 'down' },
  { word: 'Stopped', number: 2, means: 'down' },
  { word: 'Starting', number: 3, means: 'setup' },
  { word: 'Idle', number: 4, means: 'idle' },
  { word: 'Suspended', number: 5, means: 'starved' },
  { word: 'Execute', number: 6, means: 'running' },
  { word: 'Stopping', number: 7, means: 'down' },
  { word: 'Aborting', number: 8, means: 'down' },
  { word: 'Aborted', number: 9, means: 'down' },
  { word: 'Holding', number: 10, means: 'down' },
  { word: 'Held', number: 11, means: 'down' },
  { word: 'Unholding', number: 12, means: 'down' },
  { word: 'Suspending', number: 13, means: 'starved' },
  { word: 'Unsuspending', number: 14, means: 'starved' },
  { word: 'Resetting', number: 15, means: 'setup' },
  { word: 'Completing', number: 16, means: 'running' },
  { word: 'Complete', number: 17, means: 'idle' },
];

export const packml: StateStandard = {
  name: 'PackML state (ISA-TR88.00.02)',
  words: packmlWords,
  note: 'Suspended is starved or blocked, and PackML does not say which: where interlock tags do, put a rule of `blocked` on them. A source that numbers states its own way needs `words`.',
};

export const packmlMode: StateStandard = {
  name: 'PackML unit mode (ISA-TR88.00.02)',
  words: [
    { word: 'Invalid', number: 0, means: 'untold' },
    { word: 'Production', number: 1, means: 'untold' },
    { word: 'Maintenance', number: 2, means: 'down' },
    { word: 'Manual', number: 3, means: 'setup' },
  ],
  note: 'Name it before the state: in production the state tells.',
};
