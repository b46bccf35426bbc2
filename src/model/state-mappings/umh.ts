/** State codes of the United Manufacturing Hub's unified namespace. */
import type { StateStandard } from './state-word.ts';

export const umh: StateStandard = {
  name: 'United Manufacturing Hub state codes',
  words: [
    { word: 'ProducingAtFullSpeed', number: 10_000, means: 'running' },
    { word: 'ProducingAtLowerThanFullSpeed', number: 20_000, means: 'running' },
    { word: 'Unknown', number: 30_000, means: 'untold' },
    { word: 'UnspecifiedStop', number: 40_000, means: 'down' },
    { word: 'Microstop', number: 50_000, means: 'down' },
    { word: 'InletJam', number: 60_000, means: 'starved' },
    { word: 'OutletJam', number: 70_000, means: 'blocked' },
    { word: 'CongestionBypass', number: 80_000, means: 'starved' },
    { word: 'MaterialIssueOther', number: 90_000, means: 'starved' },
    { word: 'Changeover', number: 100_000, means: 'setup' },
    { word: 'Cleaning', number: 110_000, means: 'setup' },
    { word: 'Emptying', number: 120_000, means: 'setup' },
    { word: 'SettingUp', number: 130_000, means: 'setup' },
    { word: 'OperatorNotAtMachine', number: 140_000, means: 'idle' },
    { word: 'OperatorBreak', number: 150_000, means: 'idle' },
    { word: 'NoShift', number: 160_000, means: 'idle' },
    { word: 'NoOrder', number: 170_000, means: 'idle' },
    { word: 'EquipmentFailure', number: 180_000, means: 'down' },
    { word: 'ExternalFailure', number: 190_000, means: 'down' },
    { word: 'ExternalInterference', number: 200_000, means: 'down' },
    { word: 'PreventiveMaintenanceStop', number: 210_000, means: 'down' },
    { word: 'TechnicalOtherStop', number: 220_000, means: 'down' },
  ],
  note: 'Codes of a plant’s own within these ranges are told by `words`. How short a stop is minor says `kpis.microStopSeconds`, not the word.',
};
