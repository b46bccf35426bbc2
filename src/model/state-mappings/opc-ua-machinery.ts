/** OPC UA Machinery (OPC 40001-1): MachineryItemState and operation mode, which OPC 40501 for machine tools has too. */
import type { StateStandard } from './state-word.ts';

export const opcUaMachinery: StateStandard = {
  name: 'OPC UA MachineryItemState (OPC 40001-1, OPC 40501)',
  words: [
    { word: 'NotAvailable', means: 'untold' },
    { word: 'OutOfService', means: 'down' },
    { word: 'NotExecuting', means: 'idle' },
    { word: 'Executing', means: 'running' },
  ],
  note: 'The two take delay and down time from these states differently: that is `kpis.delayTime`, not another mapping.',
};

export const opcUaMachineryMode: StateStandard = {
  name: 'OPC UA MachineryOperationMode (OPC 40001-1)',
  words: [
    { word: 'None', means: 'untold' },
    { word: 'Maintenance', means: 'down' },
    { word: 'Setup', means: 'setup' },
    { word: 'Processing', means: 'untold' },
  ],
  note: 'Name it before the item state: in processing, and without a mode, the item state tells.',
};
