export { FlowNetwork } from './flow/flow-network.ts';
export {
  type FlowControl,
  type FlowObserver,
  type FlowOptions,
  leaves,
  noPiece,
  type StationModel,
  type UnitModel,
  type UnitState,
  unitStates,
} from './flow/model.ts';
