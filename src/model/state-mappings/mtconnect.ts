/** MTConnect: Execution and FunctionalMode. */
import type { StateStandard } from './state-word.ts';

export const mtconnectExecution: StateStandard = {
  name: 'MTConnect Execution',
  words: [
    { word: 'READY', means: 'idle' },
    { word: 'ACTIVE', means: 'running' },
    { word: 'INTERRUPTED', means: 'down' },
    { word: 'WAIT', means: 'starved' },
    { word: 'FEED_HOLD', means: 'down' },
    { word: 'STOPPED', means: 'down' },
    { word: 'OPTIONAL_STOP', means: 'down' },
    { word: 'PROGRAM_STOPPED', means: 'down' },
    { word: 'PROGRAM_COMPLETED', means: 'idle' },
    { word: 'PROGRAM_OPTIONAL_STOP', means: 'down' },
    { word: 'UNAVAILABLE', means: 'untold' },
  ],
  note: 'WAIT is for a secondary operation, such as a part that is loaded, and ends by itself.',
};

export const mtconnectFunctionalMode: StateStandard = {
  name: 'MTConnect FunctionalMode',
  words: [
    { word: 'PRODUCTION', means: 'untold' },
    { word: 'SETUP', means: 'setup' },
    { word: 'TEARDOWN', means: 'setup' },
    { word: 'MAINTENANCE', means: 'down' },
    { word: 'PROCESS_DEVELOPMENT', means: 'setup' },
    { word: 'UNAVAILABLE', means: 'untold' },
  ],
  note: 'Name it before the execution: in production the execution tells.',
};
