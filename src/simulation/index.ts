export { FlowNetwork } from './flow/flow-network.ts';
export {
  type FlowControl,
  type FlowOptions,
  leaves,
  noPiece,
  type StateListener,
  type StationModel,
  type UnitModel,
  type UnitState,
  unitStates,
} from './flow/model.ts';
export {
  type AnomalyForm,
  anomalyForms,
  type ChangeForm,
  changeForms,
  type LegitimateChange,
  type MeasuredSignal,
  type PlantedAnomaly,
  type ScrapCause,
  type ScrapCauseKind,
  type SignalLevels,
  type SimulatedCrew,
  type SimulatedLine,
  type SimulatedMachine,
  type SimulatedPlantInput,
  type SimulatedProduct,
  type SimulatedSensor,
  type SimulatedShortage,
  type SimulatedStop,
  type StopKind,
  scrapCauseKinds,
  stopKinds,
} from './plant/input.ts';
export { listSimulationProblems } from './plant/problems.ts';
export { reportedStopMs, simulationSource } from './plant/reporter.ts';
export type { TrueStates } from './plant/state-log.ts';
export { plantInputOf, tagsOf } from './plant-config-of.ts';
export { createPlantScenario } from './scenario/create-plant-scenario.ts';
export type { PlantScenarioOptions } from './scenario/options.ts';
export { sensorsPerMachine } from './scenario/sensors.ts';
export {
  listStateRecords,
  type NamedStates,
  type SimulatedPart,
  type SimulateOptions,
  simulatePlant,
} from './simulate-plant.ts';
export {
  type AnomalyTruth,
  type ChangeTruth,
  type LineDayTruth,
  type MachineDayTruth,
  type PlannedStopTruth,
  type PlantTruth,
  type ScrapCauseTruth,
  type StateTruth,
  type TrueRatio,
  type TruthOf,
  type TruthRecord,
  trueChangeForms,
  truthSchemaVersion,
} from './truth/record.ts';
export { truthJsonSchema, truthSchema } from './truth/schema.ts';
