/** Weihenstephan Standards: state and program, in the words of OPC 40600. */
import { packmlWords } from './packml.ts';
import type { StateStandard } from './state-word.ts';

export const weihenstephan: StateStandard = {
  name: 'Weihenstephan state (OPC 40600)',
  words: [
    // Its numbers are not those of PackML.
    ...packmlWords.map(({ word, means }) => ({ word, means })),
    { word: 'EquipmentFailure', means: 'down' },
    { word: 'ExternalFailure', means: 'down' },
    { word: 'Lack', means: 'starved' },
    { word: 'LackBranchLine', means: 'starved' },
    { word: 'Prepared', means: 'idle' },
    { word: 'Tailback', means: 'blocked' },
    { word: 'TailbackBranchLine', means: 'blocked' },
  ],
  note: 'The states of PackML, with the substates of Held and Suspended by their own words.',
};

export const weihenstephanProgram: StateStandard = {
  name: 'Weihenstephan program (OPC 40600)',
  words: [
    { word: 'Undefined', number: 0, means: 'untold' },
    { word: 'Production', number: 1, means: 'untold' },
    { word: 'Start Up', number: 2, means: 'setup' },
    { word: 'Run Down', number: 4, means: 'setup' },
    { word: 'Clean', number: 8, means: 'setup' },
    { word: 'Changeover', number: 16, means: 'setup' },
    { word: 'Maintenance', number: 32, means: 'down' },
    { word: 'Break', number: 64, means: 'idle' },
  ],
  note: 'Name it before the state: in production the state tells.',
};
