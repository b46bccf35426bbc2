/** The standards whose words for states are known, by the id that a plant file names them by. */
import { mtconnectExecution, mtconnectFunctionalMode } from './mtconnect.ts';
import { opcUaMachinery, opcUaMachineryMode } from './opc-ua-machinery.ts';
import { packml, packmlMode } from './packml.ts';
import type { StateStandard } from './state-word.ts';
import { umh } from './umh.ts';
import { weihenstephan, weihenstephanProgram } from './weihenstephan.ts';

export const stateStandardIds = [
  'packml',
  'packml-mode',
  'opc-ua-machinery',
  'opc-ua-machinery-mode',
  'mtconnect-execution',
  'mtconnect-functional-mode',
  'umh',
  'weihenstephan',
  'weihenstephan-program',
] as const;
export type StateStandardId = (typeof stateStandardIds)[number];

export const stateStandards: Readonly<Record<StateStandardId, StateStandard>> = {
  packml,
  'packml-mode': packmlMode,
  'opc-ua-machinery': opcUaMachinery,
  'opc-ua-machinery-mode': opcUaMachineryMode,
  'mtconnect-execution': mtconnectExecution,
  'mtconnect-functional-mode': mtconnectFunctionalMode,
  umh,
  weihenstephan,
  'weihenstephan-program': weihenstephanProgram,
};
